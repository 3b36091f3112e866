package io.liuhen.server.config;

/**
 * How much of the machine the making of proxies may use.
 *
 * @param workers child processes that decode media; 0 makes none, and jobs wait
 * @param memory resident memory above which a child is ended
 */
public record MediaLaneConfig(int workers, DataSize memory) {
    private static final int WORKERS_MAX = 64;
    private static final DataSize MEMORY_MIN = DataSize.mebibytes(256);

    /** Refuses numbers that no machine has. */
    public MediaLaneConfig {
        if (workers < 0 || workers > WORKERS_MAX) {
            throw new IllegalArgumentException("media.workers is a number from 0 to " + WORKERS_MAX);
        }
        if (memory.bytes() < MEMORY_MIN.bytes()) {
            throw new IllegalArgumentException("media.memory is at least " + MEMORY_MIN + ": a decoder needs that");
        }
    }

    /** One child of at most 512 MiB. */
    public static MediaLaneConfig defaults() {
        return new MediaLaneConfig(1, DataSize.mebibytes(512));
    }
}
