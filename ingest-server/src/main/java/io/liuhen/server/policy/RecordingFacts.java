package io.liuhen.server.policy;

import io.liuhen.server.policy.rule.Event;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a recording.
 *
 * @param events when it ended, was docked, was sealed
 * @param known since when each field has a value
 * @param circumstances such as that it is sound, in the pack's words
 * @param marks since when each point is marked in it
 * @param longTerm the classes of the pack that it is in
 * @param excuse why it is late, if somebody has recorded that
 */
public record RecordingFacts(
        String id,
        Map<Event, Instant> events,
        Map<String, Instant> known,
        Set<String> circumstances,
        Map<String, Instant> marks,
        Set<String> longTerm,
        Optional<String> excuse) {
    public RecordingFacts {
        events = Map.copyOf(events);
        known = Map.copyOf(known);
        circumstances = Set.copyOf(circumstances);
        marks = Map.copyOf(marks);
        longTerm = Set.copyOf(longTerm);
    }
}
