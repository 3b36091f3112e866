package io.liuhen.server.pipeline;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Beats on a thread of its own until it is stopped. */
final class Heartbeat implements Runnable {
    private final Underway underway;
    private final Duration every;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Heartbeat(Underway underway, Duration every) {
        this.underway = underway;
        this.every = every;
    }

    @Override
    public void run() {
        try {
            while (!stopped.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                underway.beat();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        stopped.countDown();
    }
}
