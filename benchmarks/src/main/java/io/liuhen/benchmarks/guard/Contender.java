package io.liuhen.benchmarks.guard;

import io.liuhen.benchmarks.micro.segment.Target;

/** One way to do the work. */
public interface Contender {
    /** Makes ready; not measured. */
    default void before() {}

    /** Does the work of one turn. */
    void work();

    /** Clears up; not measured. */
    default void after() {}

    /** Sends one file's chunks to a target. */
    static Contender sending(Target target, Workload workload) {
        return new Contender() {
            @Override
            public void before() {
                target.begin();
            }

            @Override
            public void work() {
                for (int i = 0; i < workload.fileChunks(); i++) {
                    target.chunk(workload.chunkBytes());
                }
            }

            @Override
            public void after() {
                target.end();
            }
        };
    }
}
