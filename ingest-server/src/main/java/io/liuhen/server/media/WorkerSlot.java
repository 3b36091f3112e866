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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A place for one worker: starts it when there is a job, watches it during the job, replaces it after a failure and
 * after so many jobs.
 *
 * <p>A job takes two threads. One talks with the worker and reads the source; it may block in either. The caller's
 * watches: it looks at the clock and at the worker's memory, and kills. Used by one caller at a time; {@link #close} may
 * come from any thread.
 */
final class WorkerSlot implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerSlot.class);

    private static final long WATCH_MILLIS = 25;

    /** For the talking thread to notice that the worker is gone, before it is interrupted in its read. */
    private static final long LEAVE_MILLIS = 1_000;

    private final MediaConfig config;
    private final LongSupplier nanoTicker;
    private final ExecutorService talkers;

    private @Nullable WorkerProcess worker;
    private int jobsOfWorker;
    private long peakResidentBytes;
    private volatile boolean closed;

    WorkerSlot(MediaConfig config, LongSupplier nanoTicker, ExecutorService talkers) {
        this.config = config;
        this.nanoTicker = nanoTicker;
        this.talkers = talkers;
    }

    /** Does one job. After an answer the worker is kept for the next one, unless the answer says that it is not well. */
    Answer perform(Job job, MediaSource source, Duration time) throws LostException {
        WorkerProcess ready = readyWorker();
        try {
            Answer answer = watch(ready, time, () -> ready.converse(job, source));
            jobsOfWorker++;
            notePeak(ready);
            if (answer instanceof Answer.Failed failed) {
                throw new LostException(failed.cause(), failed.detail());
            }
            if (jobsOfWorker >= config.jobsPerWorker() || hasStrained(answer)) {
                retire();
            }
            return answer;
        } catch (LostException e) {
            retire();
            LOG.warn("Media worker {} lost ({}): {}", ready.pid(), e.lossCause.code(), e.getMessage());
            throw e;
        }
    }

    /** A worker that met its memory limit may hold on to what it had got by then. */
    private static boolean hasStrained(Answer answer) {
        return answer instanceof Answer.No no && no.reason() == Reason.TOO_MUCH_MEMORY;
    }

    private WorkerProcess readyWorker() throws LostException {
        WorkerProcess current = current();
        if (current != null && current.isAlive()) {
            return current;
        }
        retire();
        WorkerProcess started = start();
        long startedNanos = nanoTicker.getAsLong();
        try {
            String decoders = watch(started, config.limits().startTime(), started::greet);
            long millis = TimeUnit.NANOSECONDS.toMillis(nanoTicker.getAsLong() - startedNanos);
            LOG.info("Media worker {} ready after {} ms, decoders {}", started.pid(), millis, decoders);
            return started;
        } catch (LostException e) {
            retire();
            LossCause cause = e.lossCause == LossCause.DIED ? LossCause.START_FAILED : e.lossCause;
            LOG.error("Media worker cannot be started: {}", e.getMessage());
            throw new LostException(cause, String.valueOf(e.getMessage()));
        }
    }

    private synchronized @Nullable WorkerProcess current() {
        return worker;
    }

    private synchronized WorkerProcess start() throws LostException {
        if (closed) {
            throw closedMeanwhile();
        }
        try {
            WorkerProcess started = new WorkerProcess(new WorkerCommand(config).start());
            worker = started;
            jobsOfWorker = 0;
            return started;
        } catch (IOException e) {
            throw new LostException(LossCause.START_FAILED, "The media worker cannot be started: " + e.getMessage());
        }
    }

    private <T> T watch(WorkerProcess watched, Duration time, Callable<T> talk) throws LostException {
        long deadlineNanos = nanoTicker.getAsLong() + time.toNanos();
        Future<T> talking = submit(talk);
        try {
            while (true) {
                try {
                    return talking.get(WATCH_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    checkLimits(watched, deadlineNanos, time);
                }
            }
        } catch (ExecutionException e) {
            throw lossOf(watched, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LostException(LossCause.INTERRUPTED, "The caller was interrupted.");
        } finally {
            if (!talking.isDone()) {
                watched.kill();
                endTalk(talking);
            }
        }
    }

    private <T> Future<T> submit(Callable<T> talk) throws LostException {
        try {
            return talkers.submit(talk);
        } catch (RejectedExecutionException e) {
            throw closedMeanwhile();
        }
    }

    private void checkLimits(WorkerProcess watched, long deadlineNanos, Duration time) throws LostException {
        notePeak(watched);
        OptionalLong resident = watched.memory().nowBytes();
        long limitBytes = config.limits().residentLimitBytes();
        if (resident.isPresent() && resident.getAsLong() > limitBytes) {
            throw new LostException(
                    LossCause.OUT_OF_MEMORY,
                    "The worker took " + resident.getAsLong() + " bytes of memory, more than " + limitBytes + ".");
        }
        if (nanoTicker.getAsLong() - deadlineNanos >= 0) {
            throw new LostException(
                    LossCause.TIMED_OUT, "The worker took longer than " + time.toSeconds() + " seconds.");
        }
    }

    private LostException lossOf(WorkerProcess lost, @Nullable Throwable failure) {
        if (closed) {
            return closedMeanwhile();
        }
        if (failure instanceof Wire.GarbledException) {
            lost.kill();
            return new LostException(LossCause.GARBLED, "The worker broke the protocol: " + failure.getMessage());
        }
        if (failure instanceof IOException) {
            lost.kill();
            LossCause cause = lost.ranOutOfHeap() ? LossCause.OUT_OF_MEMORY : LossCause.DIED;
            return new LostException(cause, lost.epitaph());
        }
        LOG.error("Talking with media worker {} failed", lost.pid(), failure);
        return new LostException(LossCause.FAILED, "Talking with the worker failed: " + failure);
    }

    static LostException closedMeanwhile() {
        return new LostException(LossCause.CLOSED, "The media workers are closed.");
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

    /** Ends the present worker, if there is one; the next job starts another. */
    private synchronized void retire() {
        WorkerProcess retired = worker;
        worker = null;
        if (retired != null) {
            LOG.debug("Media worker {} ends after {} jobs", retired.pid(), jobsOfWorker);
            retired.kill();
        }
    }

    /** The most memory that any worker of this place has taken. */
    synchronized long peakResidentBytes() {
        return peakResidentBytes;
    }

    private synchronized void notePeak(WorkerProcess watched) {
        peakResidentBytes =
                Math.max(peakResidentBytes, watched.memory().peakBytes().orElse(0));
    }

    @Override
    public void close() {
        closed = true;
        retire();
    }
}
