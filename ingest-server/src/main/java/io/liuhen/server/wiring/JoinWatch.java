package io.liuhen.server.wiring;

import io.liuhen.server.ingest.EngineAccess;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.Joining;
import io.liuhen.storage.StorageEngine;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has files joined from their parts, on a thread of its own: one of 100 GB takes minutes. */
final class JoinWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JoinWatch.class);
    private static final long EVERY_MILLIS = 250;
    private static final long STOP_SECONDS = 20;

    private final AtomicBoolean stopping;
    private final ScheduledExecutorService thread;
    private final ScheduledFuture<?> series;

    private JoinWatch(AtomicBoolean stopping, ScheduledExecutorService thread, ScheduledFuture<?> series) {
        this.stopping = stopping;
        this.thread = thread;
        this.series = series;
    }

    static JoinWatch start(StorageEngine engine, Ingest ingest) {
        AtomicBoolean stopping = new AtomicBoolean();
        Joining joining = new Joining(
                EngineAccess.of(engine),
                engine.jobs(),
                ingest,
                () -> stopping.get() || engine.readOnlyReason().isPresent());
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread fresh = new Thread(task, "liuhen-join");
            fresh.setDaemon(true);
            return fresh;
        });
        return new JoinWatch(
                stopping,
                thread,
                thread.scheduleWithFixedDelay(joining, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** A join that runs stops after the block that it copies, and goes on when the store is opened again. */
    @Override
    public void close() {
        stopping.set(true);
        series.cancel(false);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a file is still being joined");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
