package io.liuhen.benchmarks.index;

import java.util.Arrays;
import java.util.Locale;

/**
 * How long something took, many times: from the beginning to the end, less the time that its thread was ready to go on
 * and had to wait for a core. On a shared machine that wait says how busy the neighbours are. Waiting for the disk is
 * not left out.
 */
final class Latencies {
    private final String name;
    private final long[] sortedNanos;
    private final long[] sortedWallNanos;

    /**
     * @param wallNanos what a clock on the wall has shown
     * @param waitedNanos how much of that was spent waiting for a core that others had
     */
    Latencies(String name, long[] wallNanos, long[] waitedNanos) {
        this.name = name;
        sortedNanos = new long[wallNanos.length];
        Arrays.setAll(sortedNanos, i -> Math.max(0, wallNanos[i] - waitedNanos[i]));
        Arrays.sort(sortedNanos);
        sortedWallNanos = wallNanos.clone();
        Arrays.sort(sortedWallNanos);
    }

    /** The time within which this share of all was done. */
    double micros(double share) {
        return micros(sortedNanos, share);
    }

    private static double micros(long[] sortedNanos, double share) {
        int place = (int) Math.ceil(share * sortedNanos.length) - 1;
        return sortedNanos[Math.max(0, place)] / 1e3;
    }

    static String head() {
        return String.format(
                Locale.ROOT, "%-46s %9s %9s %9s %9s %9s", "microseconds", "p50", "p99", "p99.9", "max", "wall p99");
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-46s %9.1f %9.1f %9.1f %9.1f %9.1f",
                name,
                micros(0.5),
                micros(0.99),
                micros(0.999),
                micros(1),
                micros(sortedWallNanos, 0.99));
    }
}
