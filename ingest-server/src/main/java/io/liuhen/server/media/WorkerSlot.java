package io.liuhen.server.media;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A place for one worker: starts it when there is a job, replaces it after a failure and after so many jobs. Used by one
 * caller at a time; {@link #close} may come from any thread.
 */
final class WorkerSlot implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerSlot.class);

    private final MediaConfig config;
    private final WorkerCommand command;
    private final Supervision supervision;

    private @Nullable WorkerProcess worker;
    private int jobsOfWorker;
    private long peakResidentBytes;
    private boolean closed;

    WorkerSlot(MediaConfig config, WorkerCommand command, Supervision supervision) {
        this.config = config;
        this.command = command;
        this.supervision = supervision;
    }

    /** Does one job. After an answer the worker is kept for the next one, unless the answer says that it is not well. */
    Answer perform(Talk talk, Duration time) throws LostException {
        WorkerProcess ready = readyWorker();
        try {
            Answer answer = supervision.watch(ready, time, talk.watcher()::isWanted, () -> ready.converse(talk));
            if (answer instanceof Answer.Failed failed) {
                throw new LostException(failed.cause(), failed.detail());
            }
            jobsOfWorker++;
            if (jobsOfWorker >= config.jobsPerWorker() || hasStrained(answer)) {
                retire();
            }
            return answer;
        } catch (LostException e) {
            retire();
            if (isClosed()) {
                throw LostException.closed();
            }
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
        try {
            String decoders = supervision.watch(started, config.limits().startTime(), () -> true, started::greet);
            LOG.debug("Media worker {} is ready, decoders {}", started.pid(), decoders);
            return started;
        } catch (LostException e) {
            retire();
            if (isClosed()) {
                throw LostException.closed();
            }
            LOG.error("Media worker cannot be started ({}): {}", e.lossCause.code(), e.getMessage());
            LossCause cause = e.lossCause == LossCause.DIED ? LossCause.START_FAILED : e.lossCause;
            throw new LostException(cause, String.valueOf(e.getMessage()));
        }
    }

    private synchronized WorkerProcess start() throws LostException {
        if (closed) {
            throw LostException.closed();
        }
        try {
            WorkerProcess started = new WorkerProcess(command.start());
            worker = started;
            jobsOfWorker = 0;
            return started;
        } catch (IOException e) {
            throw new LostException(LossCause.START_FAILED, "The media worker cannot be started: " + e.getMessage());
        }
    }

    /** Ends the present worker, if there is one; the next job starts another. */
    private synchronized void retire() {
        WorkerProcess retired = worker;
        worker = null;
        if (retired != null) {
            peakResidentBytes = Math.max(peakResidentBytes, retired.memory().peakBytes());
            LOG.debug("Media worker {} ends after {} jobs", retired.pid(), jobsOfWorker);
            retired.kill();
        }
    }

    private synchronized @Nullable WorkerProcess current() {
        return worker;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** The most memory that any worker of this place has taken. */
    synchronized long peakResidentBytes() {
        return worker == null
                ? peakResidentBytes
                : Math.max(peakResidentBytes, worker.memory().peakBytes());
    }

    @Override
    public synchronized void close() {
        closed = true;
        retire();
    }
}
