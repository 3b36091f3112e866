package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.Append;
import io.liuhen.storage.CommitOutcome;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one upload's body into the engine: as fast as the engine takes it, no faster. Confined to the request's event
 * loop. The request must be paused when it is handed over.
 *
 * <p>A body that goes on for long is committed on the way, so that a dead line or server costs little; the answer still
 * waits for the last commit.
 */
final class UploadBody {
    private static final long HIGH_BYTES = 1 << 20;
    private static final long LOW_BYTES = 256 << 10;
    private static final long COMMIT_EVERY_BYTES = 32L << 20;

    private final HttpServerRequest request;
    private final Append append;
    private final long limitBytes;
    private final ByteBudget budget;
    private final Context context;
    private final Metrics metrics;
    private final LongSupplier nanoTime;
    private final CompletableFuture<Received> result = new CompletableFuture<>();
    private long receivedBytes;
    private long inEngineBytes;
    private long uncommittedBytes;
    private boolean paused = true;
    private boolean waiting;
    private boolean done;

    UploadBody(
            HttpServerRequest request,
            Append append,
            long limitBytes,
            ByteBudget budget,
            Context context,
            Metrics metrics,
            LongSupplier nanoTime) {
        this.request = request;
        this.append = append;
        this.limitBytes = limitBytes;
        this.budget = budget;
        this.context = context;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    /** How a body ended. */
    enum End {
        /** As announced; what came is durable. */
        COMPLETE,
        /** The line broke; what came is durable. */
        BROKEN,
        /** It is longer than it may be; what of it was not committed on the way is forgotten. */
        TOO_LONG,
        /** Another request has taken the upload over. */
        OVERTAKEN
    }

    /** The end, where the upload stands durably, and when the last byte came on the monotonic clock. */
    record Received(End end, long offsetBytes, long lastByteNanos) {}

    /** Begins to read; completes on the event loop, after the commit. */
    CompletionStage<Received> receive() {
        metrics.bodies(1);
        request.exceptionHandler(broken -> finish(End.BROKEN));
        request.handler(this::take);
        request.endHandler(end -> finish(End.COMPLETE));
        boolean broken = request.response().closed();
        if (!broken) {
            Exchange.continueBody(request);
        }
        resume();
        if (broken) {
            // The line broke before anybody listened for that, and nobody would tell us any more: what had come by then
            // is
            // handed over first, and is kept.
            context.runOnContext(resumed -> context.runOnContext(taken -> finish(End.BROKEN)));
        }
        return result.whenComplete((received, failure) -> metrics.bodies(-1));
    }

    private void take(Buffer buffer) {
        if (done) {
            return;
        }
        int length = buffer.length();
        receivedBytes += length;
        metrics.received(length);
        if (receivedBytes > limitBytes) {
            finish(End.TOO_LONG);
            return;
        }
        inEngineBytes += length;
        uncommittedBytes += length;
        boolean room = budget.take(length);
        if ((!room || inEngineBytes > HIGH_BYTES) && !paused) {
            paused = true;
            request.pause();
        }
        ByteBuffer bytes = ((BufferInternal) buffer).getByteBuf().nioBuffer();
        append.write(bytes).whenComplete((taken, failure) -> {
            budget.give(length);
            context.runOnContext(here -> written(length, taken, failure));
        });
        if (uncommittedBytes >= COMMIT_EVERY_BYTES) {
            uncommittedBytes = 0;
            append.commit().whenComplete((outcome, failure) -> {
                if (failure != null) {
                    context.runOnContext(here -> fail(failure));
                }
            });
        }
    }

    private void written(int length, @Nullable Boolean taken, @Nullable Throwable failure) {
        inEngineBytes -= length;
        if (failure != null) {
            fail(failure);
        } else if (!Boolean.TRUE.equals(taken)) {
            finish(End.OVERTAKEN);
        } else if (paused && !done && inEngineBytes < LOW_BYTES) {
            resume();
        }
    }

    private void resume() {
        if (waiting) {
            return;
        }
        waiting = true;
        budget.whenRoom(() -> context.runOnContext(here -> {
            waiting = false;
            if (paused && !done) {
                paused = false;
                request.resume();
            }
        }));
    }

    private void finish(End end) {
        if (done) {
            return;
        }
        done = true;
        long lastByteNanos = nanoTime.getAsLong();
        CompletionStage<Long> settled = switch (end) {
            case COMPLETE, BROKEN -> append.commit().thenCompose(this::offset);
            case TOO_LONG ->
                append.discard().thenCompose(back -> append.commit()).thenCompose(this::offset);
            case OVERTAKEN -> CompletableFuture.completedFuture(-1L);
        };
        settled.thenCompose(offset -> append.close().thenApply(closed -> offset))
                .whenComplete((offset, failure) -> context.runOnContext(here -> {
                    if (failure != null) {
                        result.completeExceptionally(failure);
                    } else {
                        End told = offset < 0 ? End.OVERTAKEN : end;
                        result.complete(new Received(told, offset, lastByteNanos));
                    }
                }));
    }

    private CompletionStage<Long> offset(CommitOutcome outcome) {
        return CompletableFuture.completedFuture(
                outcome instanceof CommitOutcome.Committed committed ? committed.offsetBytes() : -1L);
    }

    private void fail(Throwable failure) {
        if (!done) {
            done = true;
            append.close();
            result.completeExceptionally(failure);
        }
    }
}
