package io.liuhen.server.wiring;

import io.liuhen.server.docking.OpenCounts;
import io.liuhen.storage.StorageEngine;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has dockings counted of which something has come, on a thread of its own that leaves most of its time to others. */
final class DockingWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DockingWatch.class);

    /** What comes within so much time is counted together. */
    private static final long EVERY_MILLIS = 250;

    /** Between two turns it rests so many times as long as the first has taken. */
    private static final long REST = 3;

    private static final long REST_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);
    private static final long STOP_SECONDS = 20;

    private final AtomicBoolean stopping;
    private final ScheduledExecutorService thread;
    private final ScheduledFuture<?> series;

    private DockingWatch(AtomicBoolean stopping, ScheduledExecutorService thread, ScheduledFuture<?> series) {
        this.stopping = stopping;
        this.thread = thread;
        this.series = series;
    }

    static DockingWatch start(OpenCounts counts, StorageEngine engine, LongSupplier nanoTime) {
        AtomicBoolean stopping = new AtomicBoolean();
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread fresh = new Thread(task, "liuhen-dockings");
            fresh.setDaemon(true);
            return fresh;
        });
        Runnable round = () -> {
            try {
                while (!stopping.get() && engine.readOnlyReason().isEmpty()) {
                    long startNanos = nanoTime.getAsLong();
                    if (!counts.count()) {
                        return;
                    }
                    rest(nanoTime.getAsLong() - startNanos);
                }
            } catch (RuntimeException e) {
                LOG.error("dockings cannot be counted now: {}", e.getMessage(), e);
                rest(REST_NANOS_MAX);
            }
        };
        return new DockingWatch(
                stopping,
                thread,
                thread.scheduleWithFixedDelay(round, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS));
    }

    private static void rest(long tookNanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(Math.min(REST * tookNanos, REST_NANOS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopping.set(true);
        series.cancel(false);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("dockings are still being counted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
