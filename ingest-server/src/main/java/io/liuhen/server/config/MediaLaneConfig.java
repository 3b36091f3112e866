package io.liuhen.server.config;

import java.util.Locale;

/**
 * How much of the machine the making of proxies may use.
 *
 * @param workers child processes that decode media; 0 makes none, and jobs wait
 * @param memory resident memory above which a child is ended
 * @param profiles what copies for viewing are like
 * @param isolation how well children must be walled in; on a host that does not reach it none is started, and jobs wait
 */
public record MediaLaneConfig(int workers, DataSize memory, Walls isolation, CopyProfiles profiles) {
    /** What holds a child in; each includes those before it. */
    public enum Walls {
        /** A process of its own. */
        PROCESS,
        /** Bounded by the kernel. */
        LIMITS,
        /** Without network. */
        NETWORK,
        /** Without sight of the store, of other processes, and without privileges. */
        SEALED;

        /** As it is written in the configuration. */
        static Walls parse(String text) {
            for (Walls walls : values()) {
                if (walls.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return walls;
                }
            }
            throw new IllegalArgumentException("media.isolation is process, limits, network or sealed");
        }
    }

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

    /** Children on any host. */
    public MediaLaneConfig(int workers, DataSize memory) {
        this(workers, memory, Walls.PROCESS, CopyProfiles.defaults());
    }

    /** The same with other profiles. */
    public MediaLaneConfig withProfiles(CopyProfiles other) {
        return new MediaLaneConfig(workers, memory, isolation, other);
    }

    /** One child of at most 512 MiB. */
    public static MediaLaneConfig defaults() {
        return new MediaLaneConfig(1, DataSize.mebibytes(512));
    }
}
