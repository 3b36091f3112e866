package io.liuhen.server.http;

import java.time.Duration;

/**
 * How slowly any body may come. There is no limit on how long it may take: one that brings this much in every window goes on
 * for days.
 *
 * @param bytesPerSecond 0 asks for nothing
 * @param window over which it is measured
 */
public record MinimumRate(long bytesPerSecond, Duration window) {
    /** What must have come in a window. */
    public long bytesPerWindow() {
        return Math.multiplyExact(bytesPerSecond, window.toMillis()) / 1000;
    }
}
