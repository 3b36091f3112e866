package io.liuhen.benchmarks.guard;

import java.util.List;
import java.util.Map;

/** Where the guard gets figures from: what is guarded, and a baseline that does the least anybody could. */
interface Measurement {
    /** What is measured here, each by its name in the bounds. */
    List<String> keys();

    /** Measures some rounds, after a warm-up: those of every key. */
    Map<String, List<Round>> measure(int rounds);
}
