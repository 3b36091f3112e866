package io.liuhen.benchmarks.guard;

/** What the same work cost both, measured turn and turn about. */
record Round(Cost plain, Cost engine) {
    /** How many times the plain loop's CPU time the engine took: more is worse. */
    double cpuRatio() {
        return engine.cpuRatio(plain);
    }

    double wallRatio() {
        return engine.wallRatio(plain);
    }
}
