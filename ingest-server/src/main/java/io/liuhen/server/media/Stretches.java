package io.liuhen.server.media;

import io.liuhen.server.media.Seen.Stretch;
import java.util.ArrayList;
import java.util.List;

/** Collects stretches of time during which something goes on. Short ones are dropped, and what comes after too many. */
final class Stretches {
    /** Shorter than any tolerance that makes sense: a wink is no stretch. */
    private static final long LEAST_MICROS = 500_000;

    private static final long NONE = -1;

    private final List<Stretch> found = new ArrayList<>();
    private long from = NONE;
    private long to;

    /** It goes on at least from here to there. */
    void on(long fromMicros, long toMicros) {
        if (from == NONE) {
            from = Math.max(0, fromMicros);
        }
        to = Math.max(to, toMicros);
    }

    /** It does not go on at this instant. */
    void off(long atMicros) {
        if (from != NONE) {
            add(Math.max(from, atMicros));
            from = NONE;
        }
    }

    /** What was found until the end. */
    List<Stretch> all() {
        if (from != NONE) {
            add(Math.max(from, to));
            from = NONE;
        }
        return List.copyOf(found);
    }

    private void add(long end) {
        if (end - from >= LEAST_MICROS && found.size() < Seen.MAX_STRETCHES) {
            found.add(new Stretch(from, end));
        }
    }
}
