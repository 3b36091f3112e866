package io.liuhen.server.admission;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * When whoever is refused shall come back. Each gets a place in a queue that nobody has to stand in: they come back one
 * after another, as fast as those who are served make room, each a little later than it must, by chance. Thread-safe.
 */
public final class ComeBack {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MAX_SECONDS = 120;
    private static final double FIRST_SECONDS = 0.1;

    /** How much the last one says about how fast they follow each other. */
    private static final double WEIGHT = 1.0 / 16;

    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private double secondsBetween = FIRST_SECONDS;
    private long lastNanos;
    private double queueSeconds;
    private long queuedNanos;

    /** @param nanoTime time that only passes */
    public ComeBack(LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.random = random;
        this.lastNanos = nanoTime.getAsLong();
        this.queuedNanos = lastNanos;
    }

    /** Somebody who was served has made room. */
    public synchronized void madeRoom() {
        long now = nanoTime.getAsLong();
        double seconds = Math.min((now - lastNanos) / NANOS_PER_SECOND, MAX_SECONDS);
        secondsBetween += WEIGHT * (seconds - secondsBetween);
        lastNanos = now;
    }

    /** After how many seconds the next who is refused shall come: 1 to 180. */
    public synchronized long nextSeconds() {
        long now = nanoTime.getAsLong();
        double passed = (now - queuedNanos) / NANOS_PER_SECOND;
        queuedNanos = now;
        // Where nobody makes room any more, the last one who did is no guide.
        double between = Math.max(secondsBetween, WEIGHT * Math.min((now - lastNanos) / NANOS_PER_SECOND, MAX_SECONDS));
        queueSeconds = Math.min(Math.max(0, queueSeconds - passed) + between, MAX_SECONDS);
        return jittered(queueSeconds, random);
    }

    /** Some seconds, up to half as many more, at least one. */
    static long jittered(double seconds, RandomGenerator random) {
        return (long) Math.ceil(Math.max(1, seconds * (1 + random.nextDouble() / 2)));
    }
}
