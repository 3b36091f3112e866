package io.liuhen.server.wiring;

import io.liuhen.server.ingest.Expiring;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.StorageEngine;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has uploads looked at that nothing comes for, on a thread of its own: reading a large one again may take minutes. */
final class ExpiryWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryWatch.class);
    private static final long STOP_SECONDS = 20;

    private final ScheduledExecutorService thread;
    private final ScheduledFuture<?> series;

    private ExpiryWatch(ScheduledExecutorService thread, ScheduledFuture<?> series) {
        this.thread = thread;
        this.series = series;
    }

    static ExpiryWatch start(StorageEngine engine, Ingest ingest, Duration uploadExpiry, Metrics metrics) {
        Expiring expiring = new Expiring(
                engine.rests(),
                ingest,
                uploadExpiry,
                () -> engine.readOnlyReason().isEmpty(),
                metrics);
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread fresh = new Thread(task, "liuhen-expiry");
            fresh.setDaemon(true);
            return fresh;
        });
        long everyMillis = expiring.every().toMillis();
        return new ExpiryWatch(
                thread, thread.scheduleWithFixedDelay(expiring, everyMillis, everyMillis, TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        series.cancel(false);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("an upload that has expired is still being ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
