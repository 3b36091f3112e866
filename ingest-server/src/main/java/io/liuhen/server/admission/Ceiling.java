package io.liuhen.server.admission;

import java.time.LocalTime;

/**
 * How much may come in a second at some times of the day.
 *
 * @param from the first moment, as clocks on the wall show it
 * @param to the moment after the last; not after {@code from} where it is on the next day, the same for the whole day
 * @param bytesPerSecond over the whole server
 */
public record Ceiling(LocalTime from, LocalTime to, long bytesPerSecond) {
    /** Whether it stands at this time of the day. */
    boolean standsAt(LocalTime time) {
        boolean begun = !time.isBefore(from);
        boolean over = !time.isBefore(to);
        return from.isBefore(to) ? begun && !over : begun || !over;
    }
}
