package io.liuhen.server.pipeline;

import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.Jobs;
import io.liuhen.storage.Segments;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.SegmentRow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the jobs of one lane on a thread of its own: takes what is due, does it, records what became of it. Confined to
 * that thread but for {@link #wake} and {@link #stop}.
 */
final class JobRunner implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    private static final int TRIES_MAX = 3;

    /** A job that takes its server down with it again and again is given up as well. */
    private static final int TAKES_MAX = 12;

    /** A file that alone is too large for what is left; for all others the lane waits before it takes them. */
    private static final Duration ROOM_DELAY = Duration.ofHours(1);

    private static final Duration FIRST_DELAY = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 1000;
    private static final long GIVING_WAY_MILLIS = 250;

    /** A rush of hours costs a lane its pace, but not its progress. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final List<Step> steps;
    private final Jobs jobs;
    private final Segments segments;
    private final Underway underway;
    private final Metrics metrics;
    private final LongSupplier nanoTime;
    private final BooleanSupplier rush;
    private final Semaphore work = new Semaphore(0);
    private long turnNanos;
    private volatile boolean stopping;

    JobRunner(
            List<Step> steps,
            Jobs jobs,
            Segments segments,
            Underway underway,
            Metrics metrics,
            LongSupplier nanoTime,
            BooleanSupplier rush) {
        this.steps = List.copyOf(steps);
        this.jobs = jobs;
        this.segments = segments;
        this.underway = underway;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.rush = rush;
        this.turnNanos = nanoTime.getAsLong();
    }

    /** Says that there may be work. */
    void wake() {
        work.release();
    }

    /** Ends the lane after the step that runs. */
    void stop() {
        stopping = true;
        work.release();
    }

    @Override
    public void run() {
        while (!stopping) {
            try {
                if (givesWay()) {
                    pause(GIVING_WAY_MILLIS);
                } else if (!runOne()) {
                    work.drainPermits();
                    if (!stopping && !runOne() && work.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                        work.drainPermits();
                    }
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (e instanceof StorageException refusal
                        && refusal.category() == StorageException.Category.READ_ONLY) {
                    LOG.error("no more jobs are done: {}", e.getMessage());
                    return;
                }
                // The lane goes on whatever comes: a lane that died would leave every later recording unverified.
                LOG.error("a job could not be taken or recorded: {}", e.getMessage(), e);
                pause(POLL_MILLIS);
            }
        }
    }

    /** Whether to begin nothing now. */
    boolean givesWay() {
        long nowNanos = nanoTime.getAsLong();
        if (rush.getAsBoolean() && nowNanos - turnNanos < PATIENCE_NANOS) {
            return true;
        }
        turnNanos = nowNanos;
        return false;
    }

    private void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    /** Takes and does one job; false if none was due. */
    boolean runOne() {
        for (Step step : steps) {
            if (!step.hasRoom()) {
                continue;
            }
            List<JobRow> taken = jobs.take(step.kind(), 1, Underway.LEASE);
            if (!taken.isEmpty()) {
                run(step, taken.get(0));
                return true;
            }
        }
        return false;
    }

    private void run(Step step, JobRow job) {
        long startNanos = nanoTime.getAsLong();
        Work work = underway.begin(job, () -> stopping);
        Step.Result result;
        try {
            result = attempt(step, job, work);
        } finally {
            underway.end(work);
        }
        if (work.isLost()) {
            LOG.info("{} of segment {} was taken away", step.kind(), job.key().subject());
            metrics.job(step.kind(), "taken_away", nanoTime.getAsLong() - startNanos);
            return;
        }
        if (stopping && result instanceof Step.Result.TryAgain) {
            // The server is going down and took the step with it: that is not the file's fault. The lease ends with it.
            return;
        }
        metrics.job(step.kind(), label(recordOrTryAgain(job, result)), nanoTime.getAsLong() - startNanos);
    }

    private Step.Result attempt(Step step, JobRow job, Work work) {
        Optional<SegmentRow> segment = segments.find(job.key().subject());
        if (segment.isEmpty()) {
            return new Step.Result.GiveUp("the segment is gone", Facts.none());
        }
        if (job.takes() > TAKES_MAX) {
            return new Step.Result.GiveUp("it was begun " + (job.takes() - 1) + " times and never ended", Facts.none());
        }
        try {
            return step.run(segment.get(), work);
        } catch (RuntimeException e) {
            return failed(step, job, work, e);
        }
    }

    private Step.Result failed(Step step, JobRow job, Work work, RuntimeException e) {
        if (e instanceof StorageException full && full.category() == StorageException.Category.NO_SPACE) {
            LOG.info(
                    "{} of segment {} waits for room: {}",
                    step.kind(),
                    job.key().subject(),
                    e.getMessage());
            return new Step.Result.NoRoom(String.valueOf(e.getMessage()));
        }
        if (stopping) {
            LOG.info(
                    "{} of segment {} was cut off; the next server does it again",
                    step.kind(),
                    job.key().subject());
        } else if (!work.isLost()) {
            LOG.error("{} of segment {} failed: {}", step.kind(), job.key().subject(), e.getMessage(), e);
        }
        return new Step.Result.TryAgain(String.valueOf(e.getMessage()), Facts.none());
    }

    /** A result that cannot be kept is a failure like another: the job does not wait for its lease to end. */
    private Step.Result recordOrTryAgain(JobRow job, Step.Result result) {
        try {
            record(job, result);
            return result;
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "the result of {} of segment {} cannot be kept: {}",
                    job.key().kind(),
                    job.key().subject(),
                    e.getMessage(),
                    e);
            Step.Result again = new Step.Result.TryAgain("its result cannot be kept: " + e.getMessage(), Facts.none());
            record(job, again);
            return again;
        }
    }

    private void record(JobRow job, Step.Result result) {
        if (result instanceof Step.Result.Done done) {
            settle(job, jobs.finish(job, done.facts()));
        } else if (result instanceof Step.Result.GiveUp giveUp) {
            settle(job, jobs.park(job, giveUp.reason(), giveUp.facts()));
        } else if (result instanceof Step.Result.NoRoom noRoom) {
            jobs.retry(job, ROOM_DELAY, noRoom.reason());
        } else if (result instanceof Step.Result.TryAgain again) {
            if (job.failures() + 1 >= TRIES_MAX) {
                LOG.warn(
                        "{} of segment {} is given up: {}",
                        job.key().kind(),
                        job.key().subject(),
                        again.reason());
                settle(job, jobs.park(job, again.reason(), again.ifGivenUp()));
            } else {
                jobs.retry(job, FIRST_DELAY.multipliedBy(1L << job.failures()), again.reason());
            }
        }
    }

    /** Where somebody else has recorded the same thing meanwhile, the step is done again on what is true now. */
    private void settle(JobRow job, Commit commit) {
        if (commit instanceof Commit.Conflict) {
            jobs.retry(job, FIRST_DELAY, "its result came at the same time as another's");
        }
    }

    private static String label(Step.Result result) {
        if (result instanceof Step.Result.Done) {
            return "done";
        }
        return result instanceof Step.Result.GiveUp ? "given_up" : "failed";
    }
}
