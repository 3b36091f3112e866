package io.liuhen.server.pipeline;

import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.Jobs;
import io.liuhen.storage.Segments;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** The lanes and their threads. Thread-safe. */
public final class Pipeline implements AutoCloseable {
    /** The kind of job with which everything begins. */
    public static final String FIRST_JOB = VerifyStep.KIND;

    private static final long STOP_SECONDS = 30;

    private final List<JobRunner> lanes;
    private final Heartbeat heartbeat;
    private final List<Thread> threads;

    private Pipeline(List<JobRunner> lanes, Heartbeat heartbeat) {
        this.lanes = lanes;
        this.heartbeat = heartbeat;
        this.threads = Stream.concat(lanes.stream(), Stream.of(heartbeat))
                .map(Pipeline::thread)
                .toList();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, work instanceof Heartbeat ? "liuhen-heartbeat" : "liuhen-pipeline");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * The light lane (verify, probe, poster) and the heavy one (proxy).
     *
     * @param rush whether to begin nothing at this moment, because others need the machine
     */
    public static Pipeline of(
            Steps steps,
            Jobs jobs,
            Segments segments,
            Underway underway,
            Metrics metrics,
            LongSupplier nanoTime,
            BooleanSupplier rush) {
        return new Pipeline(
                List.of(
                        new JobRunner(steps.light(), jobs, segments, underway, metrics, nanoTime, rush),
                        new JobRunner(steps.heavy(), jobs, segments, underway, metrics, nanoTime, rush)),
                new Heartbeat(underway, Underway.BEAT));
    }

    /** Begins to work. */
    public void start() {
        threads.forEach(Thread::start);
    }

    /** Says that there may be work. Returns at once. */
    public void wake() {
        lanes.forEach(JobRunner::wake);
    }

    /** Takes no more jobs. */
    public void stop() {
        lanes.forEach(JobRunner::stop);
        heartbeat.stop();
    }

    /** Waits for what runs; a step that is cut off is done again by the next server. */
    @Override
    public void close() {
        stop();
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
