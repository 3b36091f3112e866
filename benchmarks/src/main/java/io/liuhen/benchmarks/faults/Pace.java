package io.liuhen.benchmarks.faults;

import java.util.concurrent.TimeUnit;

/**
 * Keeps all clients together to so many bytes a second, and holds them while nobody waits for them: faults are looked for,
 * not speed, and a slow machine shall not send more than a fast one. Thread-safe.
 */
final class Pace {
    private final double nanosPerByte;
    private long free = System.nanoTime();
    private boolean held;

    Pace(long bytesPerSecond) {
        this.nanosPerByte = 1e9 / bytesPerSecond;
    }

    /** From now on nothing new is sent. What is under way goes on. */
    synchronized void hold() {
        held = true;
    }

    synchronized void release() {
        held = false;
        notifyAll();
    }

    /** Comes back when so many bytes may be sent. */
    void await(int bytes) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(reserve(bytes));
    }

    private synchronized long reserve(int bytes) throws InterruptedException {
        while (held) {
            wait();
        }
        long now = System.nanoTime();
        free = Math.max(free, now) + (long) (bytes * nanosPerByte);
        return free - now;
    }
}
