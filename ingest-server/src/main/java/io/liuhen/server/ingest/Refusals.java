package io.liuhen.server.ingest;

import io.liuhen.server.observe.Metrics;
import io.liuhen.server.observe.Rejection;
import io.liuhen.storage.disk.StorageException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Counts what the store could not take, by reason. Thread-safe. */
record Refusals(Metrics metrics) {
    <T> CompletionStage<T> counting(CompletionStage<T> stage) {
        return stage.whenComplete((value, failure) -> {
            if (failure != null) {
                count(failure);
            }
        });
    }

    void count(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof StorageException storage) {
            switch (storage.category()) {
                case NO_SPACE -> metrics.rejected(Rejection.NO_SPACE);
                case READ_ONLY, AMBIGUOUS_COMMIT -> metrics.rejected(Rejection.READ_ONLY);
                default -> {
                    // Not for want of room, nor of a disk that keeps its word.
                }
            }
        }
    }
}
