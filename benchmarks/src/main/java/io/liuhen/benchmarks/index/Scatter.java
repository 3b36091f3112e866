package io.liuhen.benchmarks.index;

import java.util.stream.LongStream;

/**
 * Makes numbers look random and finds back: what is derived from a place in {@code 0 … count-1} seems to be without
 * order, and yet all of it can be gone through in order without sorting.
 *
 * @param count how many numbers there are
 * @param bits of the places among which they are scattered; two to this power is at least the count
 */
record Scatter(long count, int bits) {
    private static final long ODD = 0x9e37_79b9_7f4a_7c15L | 1;

    static Scatter of(long count) {
        return new Scatter(count, Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(count)));
    }

    /** The place of a number. Two numbers never have the same one. */
    long place(long number) {
        long mixed = (number * ODD) & mask();
        return ((mixed ^ (mixed >>> half())) * ODD) & mask();
    }

    private long number(long place) {
        long mixed = (place * inverse()) & mask();
        // A shift by half of the bits, or more, undoes itself.
        return ((mixed ^ (mixed >>> half())) * inverse()) & mask();
    }

    /** All numbers in the order of their places. */
    LongStream inOrder() {
        return LongStream.rangeClosed(0, mask()).map(this::number).filter(number -> number < count);
    }

    private int half() {
        return (bits + 1) / 2;
    }

    private long mask() {
        return (1L << bits) - 1;
    }

    /** By Newton's iteration, which doubles the correct bits each time. */
    private static long inverse() {
        long inverse = ODD;
        for (int i = 0; i < 6; i++) {
            inverse *= 2 - ODD * inverse;
        }
        return inverse;
    }

    /** Bits that look random, always the same for the same number. */
    static long noise(long number, long salt) {
        long z = number * 0xbf58_476d_1ce4_e5b9L + salt * 0x94d0_49bb_1331_11ebL + ODD;
        z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return z ^ (z >>> 31);
    }
}
