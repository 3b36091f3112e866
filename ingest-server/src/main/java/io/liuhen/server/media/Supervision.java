package io.liuhen.server.media;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a talk with a worker to its limits.
 *
 * <p>A talk takes two threads. One talks with the worker and reads the source; it may block in either. The caller's
 * watches: it looks at the clock and at the worker's memory, and kills. Thread-safe, since it keeps nothing.
 */
final class Supervision {

    private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);

    private static final long WATCH_MILLIS = 25;

    /** For the talking thread to notice that the worker is gone, before it is interrupted in its read. */
    private static final long LEAVE_MILLIS = 1_000;

    private final long residentLimitBytes;
    private final LongSupplier nanoTicker;
    private final ExecutorService talkers;

    Supervision(long residentLimitBytes, LongSupplier nanoTicker, ExecutorService talkers) {
        this.residentLimitBytes = residentLimitBytes;
        this.nanoTicker = nanoTicker;
        this.talkers = talkers;
    }

    /**
     * Returns what the talk returns. If it does not, the worker is dead when this throws, or as good as dead.
     *
     * @param wanted whether anybody still waits for it
     */
    <T> T watch(WorkerProcess worker, Duration time, BooleanSupplier wanted, Callable<T> talk) throws LostException {
        long deadlineNanos = nanoTicker.getAsLong() + time.toNanos();
        Future<T> talking = submit(talk);
        try {
            while (true) {
                try {
                    return talking.get(WATCH_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (!wanted.getAsBoolean()) {
                        throw new LostException(LossCause.UNWANTED, "Nobody wants it any more.");
                    }
                    checkMemory(worker);
                    checkTime(deadlineNanos, time);
                }
            }
        } catch (ExecutionException e) {
            throw lossOf(worker, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LostException(LossCause.INTERRUPTED, "The caller was interrupted.");
        } finally {
            if (!talking.isDone()) {
                worker.kill();
                endTalk(talking);
            }
        }
    }

    private <T> Future<T> submit(Callable<T> talk) throws LostException {
        try {
            return talkers.submit(talk);
        } catch (RejectedExecutionException e) {
            throw LostException.closed();
        }
    }

    private void checkMemory(WorkerProcess worker) throws LostException {
        OptionalLong resident = worker.memory().nowBytes();
        if (resident.isPresent() && resident.getAsLong() > residentLimitBytes) {
            throw new LostException(
                    LossCause.OUT_OF_MEMORY,
                    "The worker took " + resident.getAsLong() + " bytes of memory, more than " + residentLimitBytes
                            + ".");
        }
    }

    private void checkTime(long deadlineNanos, Duration time) throws LostException {
        if (nanoTicker.getAsLong() - deadlineNanos >= 0) {
            throw new LostException(
                    LossCause.TIMED_OUT, "The worker took longer than " + time.toSeconds() + " seconds.");
        }
    }

    private static LostException lossOf(WorkerProcess worker, @Nullable Throwable failure) {
        if (failure instanceof Wire.GarbledException) {
            worker.kill();
            return new LostException(LossCause.GARBLED, "The worker broke the protocol: " + failure.getMessage());
        }
        if (failure instanceof LostException lost) {
            worker.kill();
            return lost;
        }
        if (failure instanceof IOException) {
            worker.awaitEnd();
            LossCause cause = worker.ranOutOfHeap() ? LossCause.OUT_OF_MEMORY : LossCause.DIED;
            return new LostException(cause, worker.epitaph());
        }
        LOG.error("Talking with media worker {} failed", worker.pid(), failure);
        return new LostException(LossCause.FAILED, "Talking with the worker failed: " + failure);
    }

    /** The worker is gone, so this ends at once, unless it hangs in a read of the source. */
    private static void endTalk(Future<?> talking) {
        try {
            talking.get(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            talking.cancel(true);
            LOG.warn("A source's read does not return; it was interrupted and is left to itself");
        } catch (InterruptedException e) {
            talking.cancel(true);
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.debug("The talk with a killed worker ended with {}", String.valueOf(e.getCause()));
        }
    }
}
