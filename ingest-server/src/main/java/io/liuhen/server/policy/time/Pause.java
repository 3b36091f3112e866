package io.liuhen.server.policy.time;

import java.time.Instant;

/** A time that does not count towards a term, from one instant to another. */
public record Pause(Instant from, Instant to) {
    public Pause {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("a pause ends before it begins: " + from + " to " + to);
        }
    }
}
