package io.liuhen.server.ingest;

import io.liuhen.storage.Disposals;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Finds out where uploads are, and disturbs nobody. Thread-safe. */
record Statuses(Uploads uploads, Segments segments, Disposals disposals, Executor workers) {
    CompletionStage<UploadStatus> of(SegmentId id) {
        return CompletableFuture.supplyAsync(() -> here(id), workers);
    }

    private UploadStatus here(SegmentId id) {
        Optional<UploadRow> upload = uploads.find(id).toCompletableFuture().join();
        if (upload.isPresent()) {
            return upload.get().phase() == UploadRow.Phase.OPEN
                    ? new UploadStatus.Open(upload.get())
                    : new UploadStatus.Gone();
        }
        Optional<SegmentRow> segment = segments.find(id);
        if (segment.isEmpty()) {
            return disposals.tombstone(id).isPresent() ? new UploadStatus.Gone() : new UploadStatus.Unknown();
        }
        return segment.get().kind() == SegmentKind.COMPLETE
                ? new UploadStatus.Complete(segment.get())
                : new UploadStatus.Gone();
    }
}
