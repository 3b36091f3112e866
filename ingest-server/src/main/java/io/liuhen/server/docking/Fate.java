package io.liuhen.server.docking;

import io.liuhen.storage.format.SegmentId;

/** What became of an announced file. */
public sealed interface Fate {
    /**
     * It is here.
     *
     * @param byDigest whether the announcement had its digest, so that it is this very file; else name and length agree
     */
    record Stored(SegmentId segment, boolean byDigest) implements Fate {}

    /** It is on its way. */
    record Receiving(SegmentId upload, long offsetBytes) implements Fate {}

    /** It will not come, and somebody has said why. */
    record Explained(Absence absence) implements Fate {}

    /** It has not come, and nobody has said why. */
    record Missing() implements Fate {}

    /** Whether nothing more is to be done about it. */
    default boolean settled() {
        return this instanceof Stored || this instanceof Explained;
    }
}
