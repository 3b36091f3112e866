package io.liuhen.server.wiring;

import io.liuhen.storage.StorageEngine;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the engine look after its disk once a second, on a thread of its own: a full disk must not wait for requests. */
final class SpaceWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpaceWatch.class);
    private static final long EVERY_SECONDS = 1;
    private static final long STOP_SECONDS = 20;

    private final ScheduledExecutorService thread;
    private final ScheduledFuture<?> series;

    private SpaceWatch(ScheduledExecutorService thread, ScheduledFuture<?> series) {
        this.thread = thread;
        this.series = series;
    }

    /** @param also what else is to be tried again when there may be room; must not fail */
    static SpaceWatch start(StorageEngine engine, Runnable also) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread fresh = new Thread(task, "liuhen-space");
            fresh.setDaemon(true);
            return fresh;
        });
        return new SpaceWatch(
                thread,
                thread.scheduleWithFixedDelay(
                        () -> tend(engine, also), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS));
    }

    private static void tend(StorageEngine engine, Runnable also) {
        try {
            engine.tend();
            also.run();
        } catch (RuntimeException e) {
            // The next second may be a better one; an executor would end the series silently.
            LOG.error("the disk cannot be looked after: {}", e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        series.cancel(false);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("looking after the disk did not end within {} s", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
