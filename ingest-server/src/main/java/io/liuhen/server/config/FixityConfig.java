package io.liuhen.server.config;

import java.time.Duration;

/**
 * How everything is read again.
 *
 * @param rate bytes in a second, while no upload is being received; 0 reads nothing again
 * @param busyRate the same while uploads are being received
 * @param period from one reading of a segment to the next, where the rate allows it
 */
public record FixityConfig(DataSize rate, DataSize busyRate, Duration period) {
    private static final Duration PERIOD_MAX = Duration.ofDays(3650);

    /** Refuses what makes no sense. */
    public FixityConfig {
        if (busyRate.bytes() > rate.bytes()) {
            throw new IllegalArgumentException("fixity.busyRate is at most fixity.rate");
        }
        if (period.compareTo(Duration.ofSeconds(1)) < 0 || period.compareTo(PERIOD_MAX) > 0) {
            throw new IllegalArgumentException("fixity.period is a duration from 1s to 3650d");
        }
    }

    /** 16 MiB in a second, 2 MiB beside uploads, every segment once in 30 days: 40 TiB in that time. */
    public static FixityConfig defaults() {
        return new FixityConfig(DataSize.mebibytes(16), DataSize.mebibytes(2), Duration.ofDays(30));
    }
}
