package io.liuhen.server.ingest;

import io.liuhen.server.admission.Quotas;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Frees what uploads held of their devices' quotas. Thread-safe. */
record Freeing(Quotas quotas, Uploads uploads, Segments segments, Executor workers) {
    /** Looks whether an upload is over after something that may have ended it; nobody waits for that. */
    <T> CompletionStage<T> after(SegmentId id, CompletionStage<T> ending) {
        if (!quotas.counts(id)) {
            return ending;
        }
        ending.thenRunAsync(
                () -> {
                    if (!isOpen(id)) {
                        quotas.ended(
                                id,
                                segments.find(id).map(SegmentRow::lengthBytes).orElse(0L));
                    }
                },
                workers);
        return ending;
    }

    private boolean isOpen(SegmentId id) {
        return uploads.find(id)
                .toCompletableFuture()
                .join()
                .filter(upload -> upload.phase() == UploadRow.Phase.OPEN)
                .isPresent();
    }
}
