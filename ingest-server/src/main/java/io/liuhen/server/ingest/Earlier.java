package io.liuhen.server.ingest;

import io.liuhen.server.admission.Quotas;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What devices have open, and have sent today, when the server starts. Blocks on the disk. */
public final class Earlier {
    private static final int BATCH = 256;
    private static final int MILLIS_SHIFT = 16;
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private Earlier() {}

    /** Counts the uploads that are open. To be called before anybody can create others. */
    public static void countOpen(Uploads uploads, Quotas quotas) {
        List<UploadRow> batch = uploads.openUploads(Optional.empty(), BATCH);
        while (!batch.isEmpty()) {
            for (UploadRow upload : batch) {
                quotas.found(
                        upload.id(),
                        Origin.of(upload).device(),
                        upload.declaredLengthBytes().orElse(0));
            }
            batch = uploads.openUploads(Optional.of(batch.get(batch.size() - 1).id()), BATCH);
        }
    }

    /** Counts the segments whose uploads were created from a moment on: their ids tell. */
    public static void countKept(Segments segments, Quotas quotas, Instant from) {
        SegmentId first = new SegmentId(new UUID(from.toEpochMilli() << MILLIS_SHIFT | VERSION_7, VARIANT));
        List<SegmentRow> batch = segments.list(Optional.of(first), BATCH);
        while (!batch.isEmpty()) {
            for (SegmentRow segment : batch) {
                quotas.foundKept(segment.id(), Origin.of(segment.attributes()).device(), segment.lengthBytes());
            }
            batch = segments.list(Optional.of(batch.get(batch.size() - 1).id()), BATCH);
        }
    }
}
