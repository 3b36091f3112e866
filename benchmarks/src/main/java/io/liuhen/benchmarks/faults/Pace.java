package io.liuhen.benchmarks.faults;

import java.util.concurrent.TimeUnit;

/** Keeps all clients together to so many bytes a second: faults are looked for, not speed. Thread-safe. */
final class Pace {
    private final double nanosPerByte;
    private long free = System.nanoTime();

    Pace(long bytesPerSecond) {
        this.nanosPerByte = 1e9 / bytesPerSecond;
    }

    void await(int bytes) throws InterruptedException {
        long wait;
        synchronized (this) {
            long now = System.nanoTime();
            free = Math.max(free, now) + (long) (bytes * nanosPerByte);
            wait = free - now;
        }
        TimeUnit.NANOSECONDS.sleep(wait);
    }
}
