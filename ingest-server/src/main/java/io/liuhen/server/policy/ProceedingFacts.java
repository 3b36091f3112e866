package io.liuhen.server.policy;

import io.liuhen.server.policy.rule.Event;
import io.liuhen.server.policy.rule.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a legal review or a decision.
 *
 * @param stops when its term stood still, and why
 * @param extensions what was approved
 */
public record ProceedingFacts(
        String id,
        Subject subject,
        Map<Event, Instant> events,
        Set<String> circumstances,
        List<Stop> stops,
        List<Extended> extensions) {
    /** A time that may not count; without an end it still lasts. */
    public record Stop(String reason, Instant from, Optional<Instant> to) {}

    /** An extension of a term of the pack, and who approved it. */
    public record Extended(String deadline, Instant approvedAt, String approver) {}

    public ProceedingFacts {
        events = Map.copyOf(events);
        circumstances = Set.copyOf(circumstances);
        stops = List.copyOf(stops);
        extensions = List.copyOf(extensions);
    }
}
