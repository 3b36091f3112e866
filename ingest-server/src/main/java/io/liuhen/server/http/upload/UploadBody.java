package io.liuhen.server.http.upload;

import io.liuhen.server.admission.Admission;
import io.liuhen.server.admission.ByteBudget;
import io.liuhen.server.admission.Limits;
import io.liuhen.server.admission.Share;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.MinimumRate;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.body.BodyReceiver;
import io.liuhen.server.http.body.BodySource;
import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.Append;
import io.liuhen.storage.AppendMode;
import io.liuhen.storage.CommitOutcome;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.Context;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one upload's body into the engine: as fast as the engine takes it, no faster. Confined to the request's event
 * loop, but for {@link #written}, which storage threads call.
 *
 * <p>A body that goes on for long is committed on the way, so that a dead line or server costs little; the answer still
 * waits for the last commit.
 */
final class UploadBody implements BodyReceiver {
    private static final long HIGH_BYTES = Limits.BUFFERED_BYTES_PER_UPLOAD;
    private static final long LOW_BYTES = 256 << 10;
    private static final long SPARSE = 4;
    private static final long COMMIT_EVERY_BYTES = 32L << 20;

    private final Exchange exchange;
    private final BodySource source;
    private final Append append;
    private final ChunkCheck check;
    private final long commitEveryBytes;
    private final long limitBytes;
    private final ByteBudget.Reader reader;
    private final Admission admission;
    private final MinimumRate minimumRate;
    private final Context context;
    private final Metrics metrics;
    private final LongSupplier nanoTime;
    private final CompletableFuture<Received> result = new CompletableFuture<>();
    private final AtomicLong inEngineBytes = new AtomicLong();
    private LongConsumer onCommit = offset -> {};
    private long receivedBytes;
    private long uncommittedBytes;
    private volatile boolean paused = true;
    private boolean waiting;
    private boolean done;

    /** How much had come when the present window began, and whether all of the window was the client's to use. */
    private long windowBeginBytes;

    private boolean windowCounts;
    private long rateTimer = -1;

    /** The last piece that was handed over, where pieces are compared with something. */
    private CompletionStage<?> lastWrite = CompletableFuture.completedFuture(null);

    UploadBody(Exchange exchange, Share share, Append append, ChunkCheck check, long limitBytes, Receiving receiving) {
        this.exchange = exchange;
        this.source = exchange.body();
        this.append = append;
        this.check = check;
        this.commitEveryBytes = check.mode() == AppendMode.WHOLE ? Long.MAX_VALUE : COMMIT_EVERY_BYTES;
        this.limitBytes = limitBytes;
        this.admission = receiving.admission();
        this.reader = receiving.budget().enter(share);
        this.minimumRate = receiving.minimumRate();
        this.context = exchange.context();
        this.metrics = receiving.metrics();
        this.nanoTime = receiving.nanoTime();
    }

    /** How a body ended. */
    enum End {
        /** As announced; what came is durable. */
        COMPLETE,
        /** As announced, and not what was said of it; nothing of it is kept. */
        MISMATCHED,
        /** The line broke; what came is durable, unless it counts only as a whole. */
        BROKEN,
        /** It came too slowly; what came is durable, unless it counts only as a whole. */
        TOO_SLOW,
        /** It is longer than it may be; what of it was not committed on the way is forgotten. */
        TOO_LONG,
        /** Another request has taken the upload over. */
        OVERTAKEN
    }

    /**
     * The end, where the upload stands durably, and when the last byte came on the monotonic clock.
     *
     * @param refusal why it is refused, where it is {@code MISMATCHED}
     */
    record Received(End end, long offsetBytes, long lastByteNanos, Optional<Problem> refusal) {}

    /** Has somebody told of each commit on the way, with the offset that is durable then, on the event loop. */
    void onCommit(LongConsumer listener) {
        onCommit = listener;
    }

    /** Begins to read; completes on the event loop, after the commit. */
    CompletionStage<Received> receive() {
        metrics.bodies(1);
        admission.bodyBegins();
        source.to(this);
        // A line that is dead, or a client that sends nothing, would not find out by itself.
        append.overtaken().thenRun(() -> context.runOnContext(here -> finish(End.OVERTAKEN)));
        boolean broken = exchange.response().closed();
        if (!broken) {
            exchange.continueBody();
        }
        resume();
        watchRate();
        if (broken) {
            // The line broke before anybody listened for that, and nobody would tell us any more: what had come by then
            // is handed over first, and is kept.
            context.runOnContext(resumed -> context.runOnContext(taken -> finish(End.BROKEN)));
        }
        return result.whenComplete((received, failure) -> {
            metrics.bodies(-1);
            admission.bodyEnds();
            reader.leave();
        });
    }

    /** Asks at the end of each window whether enough has come. What we did not read is no fault of the client's. */
    private void watchRate() {
        if (minimumRate.bytesPerSecond() == 0 || done) {
            return;
        }
        windowBeginBytes = receivedBytes;
        windowCounts = !paused;
        rateTimer = context.owner().setTimer(minimumRate.window().toMillis(), fired -> {
            if (windowCounts && !paused && receivedBytes - windowBeginBytes < minimumRate.bytesPerWindow()) {
                finish(End.TOO_SLOW);
            } else {
                watchRate();
            }
        });
    }

    @Override
    public void bytes(ByteBuf piece) {
        if (done) {
            piece.release();
            return;
        }
        int length = piece.readableBytes();
        receivedBytes += length;
        metrics.received(length);
        if (receivedBytes > limitBytes) {
            piece.release();
            finish(End.TOO_LONG);
            return;
        }
        uncommittedBytes += length;
        long inEngine = inEngineBytes.addAndGet(length);
        long memoryBytes = memoryBytes(piece);
        boolean room = reader.take(length, memoryBytes);
        CompletionStage<Boolean> written = append.write(piece.nioBuffer()).whenComplete((taken, failure) -> {
            // Here the pieces come in their order, and the event loop does not wait for it.
            check.update(piece);
            piece.release();
            reader.give(memoryBytes);
            written(length, taken, failure);
        });
        if (check.mode() == AppendMode.WHOLE) {
            lastWrite = written;
        }
        if (uncommittedBytes >= commitEveryBytes) {
            uncommittedBytes = 0;
            append.commit().whenComplete((outcome, failure) -> {
                if (failure != null) {
                    context.runOnContext(here -> fail(failure));
                } else if (outcome instanceof CommitOutcome.Committed committed) {
                    context.runOnContext(here -> onCommit.accept(committed.offsetBytes()));
                }
            });
        }
        if (!room || inEngine > HIGH_BYTES) {
            pause();
        }
    }

    /** What it binds: it lies in a buffer for a whole read, alone or, if it is small, with others. */
    private static long memoryBytes(ByteBuf piece) {
        long length = piece.readableBytes();
        long buffer = piece.unwrap() == null ? piece.capacity() : piece.unwrap().capacity();
        return Math.max(length, Math.min(buffer, SPARSE * length));
    }

    private void pause() {
        if (!paused) {
            paused = true;
            windowCounts = false;
            source.pause();
            if (inEngineBytes.get() < LOW_BYTES) {
                // The engine was faster, and saw nobody waiting.
                resume();
            }
        }
    }

    /** The event loop is disturbed only where it has something to do. */
    private void written(int length, @Nullable Boolean taken, @Nullable Throwable failure) {
        long inEngine = inEngineBytes.addAndGet(-length);
        if (failure != null) {
            context.runOnContext(here -> fail(failure));
        } else if (!Boolean.TRUE.equals(taken)) {
            context.runOnContext(here -> finish(End.OVERTAKEN));
        } else if (paused && inEngine < LOW_BYTES) {
            context.runOnContext(here -> resume());
        }
    }

    private void resume() {
        if (waiting || !paused) {
            return;
        }
        waiting = true;
        reader.whenRoom(() -> context.runOnContext(here -> {
            waiting = false;
            if (paused && !done) {
                paused = false;
                source.resume();
            }
        }));
    }

    @Override
    public void end(long cameBytes) {
        if (!done && cameBytes != receivedBytes) {
            // Nothing above would notice: what is here is not what was sent, and must not be called whole.
            fail(new IllegalStateException(cameBytes + " bytes came, and " + receivedBytes + " were handed on"));
            return;
        }
        finish(End.COMPLETE);
    }

    @Override
    public void failed(Throwable cause) {
        fail(cause);
    }

    @Override
    public void broken() {
        finish(End.BROKEN);
    }

    private void finish(End end) {
        if (done) {
            return;
        }
        stop();
        long lastByteNanos = nanoTime.getAsLong();
        settle(end)
                .whenComplete((settled, failure) -> context.runOnContext(here -> {
                    if (failure != null) {
                        result.completeExceptionally(failure);
                    } else {
                        result.complete(
                                new Received(settled.end(), settled.offsetBytes(), lastByteNanos, settled.refusal()));
                    }
                }));
    }

    /** What became of the bytes. */
    private record Settled(End end, long offsetBytes, Optional<Problem> refusal) {}

    private CompletionStage<Settled> settle(End end) {
        boolean whole = check.mode() == AppendMode.WHOLE;
        return switch (end) {
            case COMPLETE -> whole ? compared() : committed(end);
            case BROKEN, TOO_SLOW -> whole ? discarded(end, Optional.empty()) : committed(end);
            case TOO_LONG, MISMATCHED -> discarded(end, Optional.empty());
            case OVERTAKEN -> append.close().thenApply(closed -> new Settled(end, -1, Optional.empty()));
        };
    }

    private CompletionStage<Settled> compared() {
        HttpHeaders trailers = source.trailers();
        return lastWrite.thenCompose(written -> {
            Optional<Problem> refusal = check.end(trailers);
            return refusal.isEmpty() ? committed(End.COMPLETE) : discarded(End.MISMATCHED, refusal);
        });
    }

    private CompletionStage<Settled> committed(End end) {
        CompletionStage<CommitOutcome> commit = append.commit();
        // Behind the commit already, so that the same thread does both.
        return append.close().thenCombine(commit, (closed, outcome) -> settled(end, outcome, Optional.empty()));
    }

    private CompletionStage<Settled> discarded(End end, Optional<Problem> refusal) {
        return append.discard()
                .thenCompose(back -> append.commit())
                .thenCompose(outcome -> append.close().thenApply(closed -> settled(end, outcome, refusal)));
    }

    private static Settled settled(End end, CommitOutcome outcome, Optional<Problem> refusal) {
        return outcome instanceof CommitOutcome.Committed committed
                ? new Settled(end, committed.offsetBytes(), refusal)
                : new Settled(End.OVERTAKEN, -1, Optional.empty());
    }

    private void stop() {
        done = true;
        context.owner().cancelTimer(rateTimer);
    }

    private void fail(Throwable failure) {
        if (!done) {
            stop();
            append.close();
            result.completeExceptionally(failure);
        }
    }
}
