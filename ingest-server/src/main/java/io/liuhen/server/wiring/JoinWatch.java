package io.liuhen.server.wiring;

import io.liuhen.server.admission.ByteBudget;
import io.liuhen.server.ingest.EngineAccess;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.Joining;
import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.StorageEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has files joined from their parts, on threads of their own: one of 100 GB takes minutes. */
final class JoinWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JoinWatch.class);
    private static final long EVERY_MILLIS = 250;
    private static final long STOP_SECONDS = 20;

    /** One goes on where the other waits for the disk, or for room below a ceiling. */
    private static final int THREADS = 2;

    private final AtomicBoolean stopping;
    private final ScheduledExecutorService threads;
    private final List<ScheduledFuture<?>> series = new ArrayList<>();

    private JoinWatch(Joining joining, AtomicBoolean stopping) {
        this.stopping = stopping;
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newScheduledThreadPool(THREADS, task -> {
            Thread fresh = new Thread(task, "liuhen-join-" + count.incrementAndGet());
            fresh.setDaemon(true);
            return fresh;
        });
        for (int i = 0; i < THREADS; i++) {
            series.add(threads.scheduleWithFixedDelay(joining, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    static JoinWatch start(StorageEngine engine, Ingest ingest, ByteBudget budget, Metrics metrics) {
        AtomicBoolean stopping = new AtomicBoolean();
        Joining joining = new Joining(
                EngineAccess.of(engine),
                engine.jobs(),
                ingest,
                budget,
                metrics,
                () -> stopping.get() || engine.readOnlyReason().isPresent());
        metrics.gauge(
                "liuhen_upload_join_left_bytes",
                "Bytes of parts that are to be copied yet into the files that are being joined.",
                joining::leftBytes);
        return new JoinWatch(joining, stopping);
    }

    /** A join that runs stops after the block that it copies, and goes on when the store is opened again. */
    @Override
    public void close() {
        stopping.set(true);
        series.forEach(each -> each.cancel(false));
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a file is still being joined");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
