package io.liuhen.server.policy;

import io.liuhen.server.policy.rule.Event;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a case, and of everything in it.
 *
 * @param documents since when a document of each kind is there
 * @param keptUntil how long the case file is kept; empty while that is open
 * @param specialTerm an archiving term that another law sets instead
 */
public record CaseFacts(
        String id,
        Map<Event, Instant> events,
        Set<String> circumstances,
        Map<String, Instant> documents,
        Optional<Instant> keptUntil,
        Optional<SpecialTerm> specialTerm,
        List<ActFacts> acts,
        List<RecordingFacts> recordings,
        List<ProceedingFacts> proceedings) {
    /** Until when the case is to be archived, and by which law. */
    public record SpecialTerm(Instant until, String basis) {}

    public CaseFacts {
        events = Map.copyOf(events);
        circumstances = Set.copyOf(circumstances);
        documents = Map.copyOf(documents);
        acts = List.copyOf(acts);
        recordings = List.copyOf(recordings);
        proceedings = List.copyOf(proceedings);
    }
}
