package io.liuhen.storage;

import io.liuhen.storage.space.ReserveSize;

/**
 * How large the engine may grow.
 *
 * @param threads threads that wait for disks; as many uploads as this can be in a sync at once and share it
 * @param openUploadsMax uploads whose file and running digest are kept at hand; others are re-read when they go on
 * @param reserve what of the disk is kept from uploads
 */
public record EngineConfig(int threads, int openUploadsMax, ReserveSize reserve) {
    private static final int REREADS_MAX = 16;
    private static final int THREADS_PER_REREAD = 4;

    /** Refuses an engine that could not work. */
    public EngineConfig {
        if (threads < 1 || openUploadsMax < 1) {
            throw new IllegalArgumentException("an engine needs at least one thread and one upload");
        }
    }

    /** An engine that keeps nothing of the disk: for disks that somebody else watches. */
    public EngineConfig(int threads, int openUploadsMax) {
        this(threads, openUploadsMax, ReserveSize.none());
    }

    /** What fits a server with two to sixteen cores. */
    public static EngineConfig defaults() {
        return new EngineConfig(64, 4096, ReserveSize.defaults());
    }

    /** How many uploads are read again at once after a restart; each has a buffer, and a thread that others want, too. */
    int rereadsMax() {
        return Math.max(1, Math.min(REREADS_MAX, threads / THREADS_PER_REREAD));
    }

    /** The same with another reserve. */
    public EngineConfig withReserve(ReserveSize other) {
        return new EngineConfig(threads, openUploadsMax, other);
    }
}
