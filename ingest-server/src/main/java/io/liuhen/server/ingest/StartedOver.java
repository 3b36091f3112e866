package io.liuhen.server.ingest;

import io.liuhen.storage.format.SegmentId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Uploads to whose address somebody has sent a file from its first byte, although it stood elsewhere, and has not asked
 * since where it stands. A client that then begins the file again cannot go on with an upload, and would be shown the same
 * address for ever. Thread-safe.
 */
final class StartedOver {
    private static final int REMEMBERED_MAX = 100_000;

    private final Set<SegmentId> uploads = ConcurrentHashMap.newKeySet();

    /** Its first byte was sent again, in vain. */
    void happened(SegmentId id) {
        if (uploads.size() >= REMEMBERED_MAX) {
            // Forgetting costs such a client another try.
            uploads.clear();
        }
        uploads.add(id);
    }

    /** Somebody asked where it stands, or went on from there. */
    void wentOn(SegmentId id) {
        uploads.remove(id);
    }

    /** Whether the last that was heard was a file sent from its first byte. */
    boolean lastHeard(SegmentId id) {
        return uploads.contains(id);
    }
}
