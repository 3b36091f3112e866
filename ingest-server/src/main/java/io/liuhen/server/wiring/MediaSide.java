package io.liuhen.server.wiring;

import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.media.Isolation;
import io.liuhen.server.media.MediaConfig;
import io.liuhen.server.media.MediaWorkers;
import io.liuhen.server.media.WorkerLimits;
import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.StorageEngine;
import java.util.Optional;

/** The workers that decode media, and how well this host walls them in. Thread-safe. */
final class MediaSide implements AutoCloseable {
    /** 4K at 60 frames a second takes 2.7 times its duration on a quiet core; workers run at low priority beside others. */
    private static final int MEDIA_TIME_PER_DURATION = 8;

    private final Optional<MediaWorkers> workers;
    private volatile int level;

    MediaSide(ServerConfig config, StorageEngine engine, Environment env, Metrics metrics) {
        workers = workers(config, engine, env);
        metrics.gauge(
                "liuhen_media_isolation_level",
                "How well media workers are walled in: 1 by a process of their own, 2 also by the kernel's limits, 3 also"
                        + " without network, 4 also without sight of the store; 0 where none can be started, and until /readyz?verbose was asked.",
                () -> level);
    }

    /** For steps; empty where no media are to be decoded. */
    Optional<MediaWorkers> workers() {
        return workers;
    }

    private static int number(Isolation isolation) {
        return switch (isolation.level()) {
            case PROCESS -> 1;
            case LIMITS -> 2;
            case NETWORK -> 3;
            case SEALED -> 4;
        };
    }

    private static String told(Isolation isolation) {
        return (isolation.reaches(Isolation.Level.SEALED) ? "ok, " : "") + isolation.description();
    }

    /**
     * For an operator: begins with {@code ok} where nothing is to be done. The first who asks waits some seconds, while a
     * worker runs against the walls, unless a job has had that done before.
     */
    String notice() {
        if (workers.isEmpty()) {
            return "ok, none is to run";
        }
        Optional<Isolation> found = workers.get().isolation();
        level = found.map(MediaSide::number).orElse(0);
        return found.map(MediaSide::told).orElse("no worker can be started; the log says why");
    }

    @Override
    public void close() {
        workers.ifPresent(MediaWorkers::close);
    }

    private static Optional<MediaWorkers> workers(ServerConfig config, StorageEngine engine, Environment env) {
        if (config.media().workers() == 0 || engine.readOnlyReason().isPresent()) {
            return Optional.empty();
        }
        Scratch scratch = new Scratch(engine.derivatives().scratch());
        scratch.clean();
        WorkerLimits usual = WorkerLimits.DEFAULT;
        WorkerLimits limits = new WorkerLimits(
                usual.heapBytes(),
                config.media().memory().bytes(),
                usual.addressSpaceLimitBytes(),
                usual.probeBlockLimitBytes(),
                usual.decodeBlockLimitBytes(),
                usual.maxPixels(),
                usual.outputLimitBytes(),
                usual.startTime(),
                usual.baseTime(),
                MEDIA_TIME_PER_DURATION,
                usual.maxTime());
        return Optional.of(new MediaWorkers(
                MediaConfig.defaults(scratch.workers())
                        .withWorkers(config.media().workers())
                        .withLimits(limits)
                        .withLeastIsolation(Isolation.Level.valueOf(
                                config.media().isolation().name())),
                env.nanoTime()));
    }
}
