package io.liuhen.benchmarks.guard;

import java.util.Comparator;
import java.util.List;

/**
 * What some work has cost.
 *
 * @param cpuNanos CPU time of the process, user and system, as {@link CpuClock} counts it
 * @param wallNanos time that went by
 */
public record Cost(long cpuNanos, long wallNanos) {
    public static final Cost NONE = new Cost(0, 0);

    public Cost plus(Cost more) {
        return new Cost(cpuNanos + more.cpuNanos, wallNanos + more.wallNanos);
    }

    public Cost minus(Cost less) {
        return new Cost(cpuNanos - less.cpuNanos, wallNanos - less.wallNanos);
    }

    /** All of them together. */
    static Cost sum(List<Cost> costs) {
        return costs.stream().reduce(NONE, Cost::plus);
    }

    /** The one in the middle by its CPU time. */
    static Cost median(List<Cost> costs) {
        List<Cost> sorted =
                costs.stream().sorted(Comparator.comparingLong(Cost::cpuNanos)).toList();
        return sorted.get(sorted.size() / 2);
    }

    public double cpuSeconds() {
        return cpuNanos / 1e9;
    }

    /** How many times the CPU time of another cost this is. */
    public double cpuRatio(Cost base) {
        return (double) cpuNanos / base.cpuNanos;
    }

    /** How many times the wall time of another cost this is. */
    public double wallRatio(Cost base) {
        return (double) wallNanos / base.wallNanos;
    }
}
