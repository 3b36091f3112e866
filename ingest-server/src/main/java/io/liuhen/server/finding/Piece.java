package io.liuhen.server.finding;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A sealed segment of a take, as far as times are concerned.
 *
 * @param segment its id
 * @param number in the take, from 1
 * @param claimed when it began, as the device said with it
 * @param container when it began, as its file says; often in a zone that the file does not tell
 * @param length how long it plays; empty until it was probed, and for a photo
 * @param received when its upload began
 */
public record Piece(
        String segment,
        Optional<Integer> number,
        Optional<Instant> claimed,
        Optional<Instant> container,
        Optional<Duration> length,
        Instant received) {
    /** When it began, by the device's own clock. */
    Optional<Instant> start() {
        return claimed.or(() -> container);
    }

    /** When it ended. */
    Optional<Instant> end() {
        return start().flatMap(start -> length.map(start::plus));
    }
}
