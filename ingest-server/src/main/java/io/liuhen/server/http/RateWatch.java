package io.liuhen.server.http;

import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/** Looks at the end of each window whether enough of a body has come that nothing holds back. Confined to an event loop. */
final class RateWatch {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final MinimumRate rate;
    private final LongSupplier receivedBytes;
    private final Runnable tooSlow;
    private long timer = NONE;
    private boolean over;

    /** @param tooSlow called once, when too little has come */
    RateWatch(Vertx vertx, MinimumRate rate, LongSupplier receivedBytes, Runnable tooSlow) {
        this.vertx = vertx;
        this.rate = rate;
        this.receivedBytes = receivedBytes;
        this.tooSlow = tooSlow;
    }

    /** Begins a window. */
    void begin() {
        if (over || rate.bytesPerSecond() == 0) {
            return;
        }
        long before = receivedBytes.getAsLong();
        timer = vertx.setTimer(rate.window().toMillis(), fired -> {
            if (over) {
                return;
            }
            if (receivedBytes.getAsLong() - before < rate.bytesPerWindow()) {
                end();
                tooSlow.run();
            } else {
                begin();
            }
        });
    }

    /** Looks no more. */
    void end() {
        over = true;
        if (timer != NONE) {
            vertx.cancelTimer(timer);
        }
    }
}
