package io.liuhen.storage;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * One run of bytes onto the end of an upload: what one request carries. At most one is live per upload; opening the next
 * ends this one. Methods may be called from any thread, one at a time; stages complete on storage threads.
 */
public final class Append {
    private final OpenUpload upload;
    private final AppendMode mode;
    private final CompletableFuture<Void> overtaken = new CompletableFuture<>();

    /** Whether bytes were lost before they came to the upload's turn: what comes behind them belongs elsewhere. */
    private volatile boolean gap;

    Append(OpenUpload upload, AppendMode mode) {
        this.upload = upload;
        this.mode = mode;
    }

    AppendMode mode() {
        return mode;
    }

    /** Completes when another caller has taken the upload over; whoever waits for bytes then waits in vain. */
    public CompletionStage<Void> overtaken() {
        return overtaken.copy();
    }

    /** Another caller takes the upload over. */
    void overtake() {
        overtaken.complete(null);
    }

    /**
     * Takes bytes, in order. The buffer belongs to the engine until the stage completes.
     *
     * @return false if the append was overtaken; fails with {@code StorageException} if the bytes could not be written, and
     *     then the upload stands at its last committed offset, and no more of this append is taken
     */
    public CompletionStage<Boolean> write(ByteBuffer bytes) {
        if (gap) {
            return CompletableFuture.failedFuture(lost());
        }
        CompletionStage<Boolean> written = upload.write(this, bytes);
        // A failure at the upload's turn ends this append there. One before it, where no thread is to be had, ends it
        // here.
        gap = neverHadItsTurn(written.toCompletableFuture());
        return written;
    }

    private static boolean neverHadItsTurn(CompletableFuture<Boolean> written) {
        if (!written.isCompletedExceptionally()) {
            return false;
        }
        try {
            written.join();
            return false;
        } catch (CompletionException e) {
            return !(e.getCause() instanceof StorageException);
        }
    }

    private static StorageException lost() {
        return new StorageException(Category.IO, "bytes before these could not be taken");
    }

    /** Makes everything that was written durable and committed. Nothing may be said about it before. */
    public CompletionStage<CommitOutcome> commit() {
        if (gap) {
            return CompletableFuture.failedFuture(lost());
        }
        return upload.commit(this);
    }

    /** Forgets what was written since the last commit, as if it had never come. */
    public CompletionStage<Boolean> discard() {
        return upload.discard(this);
    }

    /** Ends this append; what was not committed is left for the next one to cut away. */
    public CompletionStage<Void> close() {
        return upload.closed(this);
    }
}
