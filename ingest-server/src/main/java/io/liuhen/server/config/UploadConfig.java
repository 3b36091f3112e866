package io.liuhen.server.config;

import java.time.Duration;

/**
 * How long uploads may take.
 *
 * @param expiry how long nothing may come for an unfinished upload before it is ended
 * @param minimumRate bytes a second that a body must bring; 0 asks for nothing
 * @param rateWindow over which the rate is measured
 */
public record UploadConfig(Duration expiry, DataSize minimumRate, Duration rateWindow) {
    private static final Duration EXPIRY_MAX = Duration.ofDays(3650);
    private static final Duration WINDOW_MAX = Duration.ofDays(1);

    /** Refuses times in which nothing could come, or for which nobody waits. */
    public UploadConfig {
        if (expiry.compareTo(Duration.ofSeconds(1)) < 0 || expiry.compareTo(EXPIRY_MAX) > 0) {
            throw new IllegalArgumentException("uploads.expiry is a time from 1s to 3650d");
        }
        if (rateWindow.compareTo(Duration.ofSeconds(1)) < 0 || rateWindow.compareTo(WINDOW_MAX) > 0) {
            throw new IllegalArgumentException("uploads.rateWindow is a time from 1s to 24h");
        }
    }

    /** What fits recorders on bad lines, and docks that are taken on holiday. */
    public static UploadConfig defaults() {
        return new UploadConfig(Duration.ofDays(14), new DataSize(512), Duration.ofSeconds(60));
    }
}
