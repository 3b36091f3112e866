package io.liuhen.server.admission;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/**
 * The ceilings of a day. Clocks on the wall decide, as people mean it: an hour that is left out in spring is left out, one
 * that comes twice in autumn counts twice. Where several stand at a time, the lowest does.
 */
public record Ceilings(List<Ceiling> all, ZoneId zone) {
    /** What no line brings. */
    public static final long NONE = Long.MAX_VALUE;

    /** Copies the list. */
    public Ceilings {
        all = List.copyOf(all);
    }

    /** Whether there is none at any time. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Bytes a second that may come now; {@link #NONE} without a ceiling. */
    long bytesPerSecond(Instant now) {
        LocalTime time = now.atZone(zone).toLocalTime();
        return all.stream()
                .filter(ceiling -> ceiling.standsAt(time))
                .mapToLong(Ceiling::bytesPerSecond)
                .min()
                .orElse(NONE);
    }
}
