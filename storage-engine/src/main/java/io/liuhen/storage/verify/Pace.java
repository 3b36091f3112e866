package io.liuhen.storage.verify;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Spreads reading evenly over time: in any time no more is read than its budget and one piece. Time that nothing was read
 * in is not made up for. Confined to one thread.
 */
public final class Pace {
    /** How long to wait before asking again, where the budget is nothing. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier bytesPerSecond;
    private final LongSupplier nanoTime;
    private long readyAtNanos;

    /**
     * A pace.
     *
     * @param bytesPerSecond asked again and again: it may be less while there is more urgent work; 0 reads nothing
     * @param nanoTime a monotonic clock
     */
    public Pace(LongSupplier bytesPerSecond, LongSupplier nanoTime) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.readyAtNanos = nanoTime.getAsLong();
    }

    /** How long to wait before the next piece; 0 where it may be read now. */
    long waitNanos() {
        return bytesPerSecond.getAsLong() <= 0 ? PAUSE_NANOS : Math.max(0, readyAtNanos - nanoTime.getAsLong());
    }

    /** So much was read, or cost as much as reading so much. */
    void spent(long bytes) {
        long rate = Math.max(1, bytesPerSecond.getAsLong());
        long from = Math.max(readyAtNanos, nanoTime.getAsLong());
        readyAtNanos = from + (long) ((double) bytes / rate * TimeUnit.SECONDS.toNanos(1));
    }
}
