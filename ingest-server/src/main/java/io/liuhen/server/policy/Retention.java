package io.liuhen.server.policy;

import io.liuhen.server.policy.rule.Citation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long a recording is kept.
 *
 * @param until the end of the longest term; empty while that cannot be said, or where it has none
 * @param proposable whether its disposal may be proposed now; a person still decides
 * @param reasons what stands against it, as codes
 * @param cites the articles that were applied
 */
public record Retention(Optional<Instant> until, boolean proposable, List<String> reasons, List<Citation> cites) {
    public Retention {
        reasons = List.copyOf(reasons);
        cites = List.copyOf(cites);
    }
}
