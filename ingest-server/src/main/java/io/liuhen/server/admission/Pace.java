package io.liuhen.server.admission;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How much may come right now, below the {@link Ceilings}: a bucket that fills as time passes. What has come beyond it is a
 * debt, of which at most some seconds are remembered. Thread-safe.
 */
public final class Pace {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long BURSTS_PER_SECOND = 4;
    private static final long DEBT_SECONDS = 5;

    private final Ceilings ceilings;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final AtomicLong allowedBytes = new AtomicLong();
    private volatile long bytesPerSecond = Ceilings.NONE;
    private long refilledNanos;

    /**
     * A pace that nothing holds back before the first {@link #refill}.
     *
     * @param clock the time of the day
     * @param nanoTime time that only passes
     */
    public Pace(Ceilings ceilings, InstantSource clock, LongSupplier nanoTime) {
        this.ceilings = ceilings;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Bytes a second that may come; {@link Ceilings#NONE} without a ceiling. */
    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    boolean limited() {
        return bytesPerSecond != Ceilings.NONE;
    }

    boolean allows() {
        return !limited() || allowedBytes.get() > 0;
    }

    void came(long bytes) {
        if (limited()) {
            allowedBytes.addAndGet(-bytes);
        }
    }

    /** Looks at the clocks; how many bytes may come now. */
    synchronized long refill() {
        long rate = ceilings.bytesPerSecond(clock.instant());
        long now = nanoTime.getAsLong();
        if (rate == Ceilings.NONE) {
            bytesPerSecond = rate;
            return Ceilings.NONE;
        }
        if (!limited()) {
            allowedBytes.set(0);
            refilledNanos = now;
            bytesPerSecond = rate;
        }
        long earned = (long) ((double) rate * ((now - refilledNanos) / NANOS_PER_SECOND));
        bytesPerSecond = rate;
        if (earned == 0) {
            // Time that has earned nothing yet is not lost.
            return allowedBytes.get();
        }
        refilledNanos = now;
        return allowedBytes.updateAndGet(
                allowed -> Math.min(Math.max(allowed + earned, -rate * DEBT_SECONDS), rate / BURSTS_PER_SECOND));
    }
}
