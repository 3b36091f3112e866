package io.liuhen.server.policy.rule;

import io.liuhen.server.policy.time.Span;
import java.util.List;
import java.util.Optional;

/**
 * How long recordings are kept at least.
 *
 * @param span empty: as long as the case file
 * @param fromLatestOf counted from the last of these events
 */
public record RetentionRule(
        String id,
        Optional<Span> span,
        List<Event> fromLatestOf,
        Condition when,
        Optional<String> reading,
        Citation cite) {
    public RetentionRule {
        fromLatestOf = List.copyOf(fromLatestOf);
    }
}
