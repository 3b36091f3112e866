package io.liuhen.storage;

/**
 * How large the engine may grow.
 *
 * @param threads threads that wait for disks; as many uploads as this can be in a sync at once and share it
 * @param openUploadsMax uploads whose file and running digest are kept at hand; others are re-read when they go on
 */
public record EngineConfig(int threads, int openUploadsMax) {
    /** Refuses an engine that could not work. */
    public EngineConfig {
        if (threads < 1 || openUploadsMax < 1) {
            throw new IllegalArgumentException("an engine needs at least one thread and one upload");
        }
    }

    /** What fits a server with two to sixteen cores. */
    public static EngineConfig defaults() {
        return new EngineConfig(64, 4096);
    }
}
