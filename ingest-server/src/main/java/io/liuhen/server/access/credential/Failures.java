package io.liuhen.server.access.credential;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts what went wrong, by whose doing: each may fail a number of times, and again as time passes. Nobody is locked out
 * for good, and nobody by what somebody else does under his name from another address. Thread-safe.
 */
public final class Failures {
    private static final int REMEMBERED_MAX = 20_000;

    private final LongSupplier nanoTime;
    private final int burst;
    private final long refillNanos;

    /** By whom, least recently failed first: the time up to which all that failed has been worked off. */
    private final Map<String, Long> debts = new LinkedHashMap<>();

    /**
     * Buckets of one sort.
     *
     * @param nanoTime time that only passes
     * @param burst failures that are free of consequences
     * @param refill the time after which one more is
     */
    public Failures(LongSupplier nanoTime, int burst, Duration refill) {
        this.nanoTime = nanoTime;
        this.burst = burst;
        this.refillNanos = refill.toNanos();
    }

    /** Whether somebody has failed so often that he must wait. */
    public synchronized boolean exhausted(String who) {
        Long debt = debts.get(who);
        return debt != null && debt - nanoTime.getAsLong() > (burst - 1) * refillNanos;
    }

    /** Somebody has failed. */
    public synchronized void failed(String who) {
        long now = nanoTime.getAsLong();
        Long debt = debts.remove(who);
        // By differences: this time may run over. Not beyond the burst: who goes on failing does not dig deeper.
        long owed = debt == null ? 0 : Math.min(Math.max(debt - now, 0), (burst - 1) * refillNanos);
        debts.put(who, now + owed + refillNanos);
        if (debts.size() > REMEMBERED_MAX) {
            Iterator<Long> oldest = debts.values().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Whole seconds until one more failure is free, at least one. */
    public long waitSeconds() {
        return Math.max(1, Duration.ofNanos(refillNanos).toSeconds());
    }
}
