package io.liuhen.storage.index;

import io.liuhen.storage.format.SegmentId;

/** Names a job: what is to be done, to which segment. There is at most one of each. */
public record JobKey(String kind, SegmentId subject) {
    private static final int KIND_LENGTH_MAX = 64;

    /** Refuses kinds that do not fit a key. */
    public JobKey {
        if (kind.isEmpty() || kind.length() > KIND_LENGTH_MAX || kind.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a kind of job: " + kind);
        }
    }
}
