package io.liuhen.server.pipeline;

import io.liuhen.storage.index.JobRow;
import java.util.function.BooleanSupplier;

/**
 * One job while it is done: how far it has come, and whether anybody still wants it. The step that does it reports and
 * asks; others look, and take it away. Thread-safe.
 */
final class Work {
    private final JobRow lease;
    private final long startNanos;
    private final BooleanSupplier stopping;
    private volatile double share;
    private volatile boolean lost;

    /** @param stopping whether the server goes down */
    Work(JobRow lease, long startNanos, BooleanSupplier stopping) {
        this.lease = lease;
        this.startNanos = startNanos;
        this.stopping = stopping;
    }

    JobRow lease() {
        return lease;
    }

    /** That of the job, for the jobs that follow from it. */
    int priority() {
        return lease.priority();
    }

    /** The step has come so far, from 0 to 1. Less than was reported before counts for nothing. */
    void at(double share) {
        if (share > this.share) {
            this.share = Math.min(1, share);
        }
    }

    /** Somebody else has the job now, or nobody wants it done: its result would be refused. */
    void lose() {
        lost = true;
    }

    boolean isLost() {
        return lost;
    }

    /** Whether to go on. */
    boolean isWanted() {
        return !lost && !stopping.getAsBoolean();
    }

    /** As others see it. */
    Progress progress(long nowNanos) {
        return Progress.of(share, nowNanos - startNanos);
    }
}
