package io.liuhen.server.finding;

import java.time.Duration;

/**
 * What counts as nothing.
 *
 * @param gap between two pieces. Recorders write whole seconds, so that two pieces without any gap may seem to be up to
 *     two seconds apart
 * @param buffer by which a piece may begin before the one before it ended: recorders keep some seconds from before the
 *     button was pressed
 * @param clock between what a device says and what its file says
 * @param ahead by which a recording may seem to have been made after it came: the device's clock is no better
 */
public record Tolerances(Duration gap, Duration buffer, Duration clock, Duration ahead) {
    /** For recorders that nobody has said anything about. */
    public static final Tolerances USUAL =
            new Tolerances(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMinutes(2));

    /** Refuses times below zero. */
    public Tolerances {
        if (gap.isNegative() || buffer.isNegative() || clock.isNegative() || ahead.isNegative()) {
            throw new IllegalArgumentException("a tolerance is not below zero");
        }
    }
}
