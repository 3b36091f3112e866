package io.liuhen.server.ingest;

import io.liuhen.storage.format.SegmentId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Uploads whose address was given to somebody who began their file again, and who then sent it from its first byte all the
 * same, and has not asked where the upload stands. Such a client cannot go on with one, and would be shown the same address
 * for ever. In memory: to forget one costs its client another try. Thread-safe.
 */
final class StartedOver {
    private static final int REMEMBERED_MAX = 100_000;

    private enum Seen {
        SHOWN,
        SENT_FROM_THE_START
    }

    private final Map<SegmentId, Seen> uploads = new ConcurrentHashMap<>();

    /** Its address was given to who began its file again. */
    void shown(SegmentId id) {
        if (uploads.size() >= REMEMBERED_MAX) {
            uploads.clear();
        }
        uploads.put(id, Seen.SHOWN);
    }

    /** Its first byte was sent again, in vain. */
    void sentFromTheStart(SegmentId id) {
        uploads.replace(id, Seen.SENT_FROM_THE_START);
    }

    /** Somebody asked where it stands, or went on from there. */
    void wentOn(SegmentId id) {
        uploads.remove(id);
    }

    /** Whether it is of no use to who begins its file now. */
    boolean useless(SegmentId id) {
        return uploads.get(id) == Seen.SENT_FROM_THE_START;
    }
}
