package io.liuhen.storage.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class ManualClock implements InstantSource {
    private volatile Instant now;

    /** A clock that shows this time. */
    public ManualClock(Instant start) {
        now = start;
    }

    /** Moves the clock, which may also be back. */
    public synchronized void move(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
