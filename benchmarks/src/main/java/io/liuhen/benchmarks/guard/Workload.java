package io.liuhen.benchmarks.guard;

import java.util.List;

/**
 * What both sides do in a round.
 *
 * @param key its name in the bounds
 * @param chunkBytes bytes from one commit to the next
 * @param fileChunks chunks in one file; a side's turn lasts one file
 * @param turns turns of each side in a round
 */
record Workload(String key, int chunkBytes, int fileChunks, int turns) {
    /** Mostly the cost of bytes. */
    static final Workload LARGE_CHUNKS = new Workload("8MiB", 8 << 20, 32, 4);

    /** Mostly the cost of commits. */
    static final Workload SMALL_CHUNKS = new Workload("256KiB", 256 << 10, 512, 2);

    static List<Workload> guarded() {
        return List.of(LARGE_CHUNKS, SMALL_CHUNKS);
    }

    /** Bytes that each side takes in a round. */
    long roundBytes() {
        return (long) chunkBytes * fileChunks * turns;
    }
}
