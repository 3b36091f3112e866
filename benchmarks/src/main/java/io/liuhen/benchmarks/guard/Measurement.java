package io.liuhen.benchmarks.guard;

import java.util.List;

/** Where the guard gets its figures from. */
@FunctionalInterface
interface Measurement {
    /** Measures some rounds of a workload, after a warm-up. */
    List<Round> measure(Workload workload, int rounds);
}
