package io.liuhen.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Who is let in.
 *
 * @param credentials whether every request needs them; without, the server is a trial
 * @param keys the folder of the server's own keys; empty for one in the store
 * @param keyOverlap how long a machine's key goes on to count after another has taken its place
 * @param codeLife how long an enrolment code is good for
 * @param units each unit's next higher one, by its id
 */
public record AccessConfig(
        boolean credentials, Optional<Path> keys, Duration keyOverlap, Duration codeLife, Map<String, String> units) {
    private static final Duration OVERLAP_MAX = Duration.ofDays(90);
    private static final Duration CODE_MAX = Duration.ofHours(24);

    /** Refuses what makes no sense. */
    public AccessConfig {
        if (keyOverlap.isNegative() || keyOverlap.compareTo(OVERLAP_MAX) > 0) {
            throw new IllegalArgumentException("access.keyOverlap is a time from 0s to 90d");
        }
        if (codeLife.compareTo(Duration.ofSeconds(1)) < 0 || codeLife.compareTo(CODE_MAX) > 0) {
            throw new IllegalArgumentException("access.codeLife is a time from 1s to 24h");
        }
        units = Map.copyOf(units);
    }

    /** A trial. */
    public static AccessConfig trial() {
        return new AccessConfig(false, Optional.empty(), Duration.ofDays(7), Duration.ofMinutes(15), Map.of());
    }

    /** The same, asking everybody for credentials. */
    public AccessConfig withCredentials() {
        return new AccessConfig(true, keys, keyOverlap, codeLife, units);
    }
}
