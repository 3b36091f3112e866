package io.liuhen.benchmarks.guard;

import java.util.List;

/** What the same work cost both, measured turn and turn about. */
record Round(Cost plain, Cost engine) {
    /** Rounds of two contenders among several, by their places. */
    static List<Round> between(List<List<Cost>> measured, int ours, int plain) {
        return measured.stream()
                .map(costs -> new Round(costs.get(plain), costs.get(ours)))
                .toList();
    }

    /** How many times the plain loop's CPU time the engine took: more is worse. */
    double cpuRatio() {
        return engine.cpuRatio(plain);
    }

    double wallRatio() {
        return engine.wallRatio(plain);
    }
}
