package io.liuhen.server.policy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What is known of an act.
 *
 * @param kinds one act may be of several kinds, such as an inspection that is obstructed; the strictest rule counts
 * @param circumstances further words of the pack
 * @param end empty while it goes on
 * @param judgement whether a recording was judged necessary; empty while nobody has judged
 * @param judgedAt when
 * @param exemption why it was not recorded
 * @param takes when recordings of it began and ended
 * @param known since when each field of the act has a value
 * @param officers how many took part
 */
public record ActFacts(
        String id,
        Set<String> kinds,
        Set<String> circumstances,
        Instant start,
        Optional<Instant> end,
        Optional<Boolean> judgement,
        Optional<Instant> judgedAt,
        Optional<Exempted> exemption,
        List<Take> takes,
        Map<String, Instant> known,
        OptionalInt officers) {
    /** A stretch of time that a recording covers. */
    public record Take(Instant start, Instant end) {}

    /**
     * An exemption that somebody claims.
     *
     * @param code of the pack
     * @param devices kinds of device that were at hand
     * @param workRecord since when each part of the work record is there
     */
    public record Exempted(String code, String reason, Set<String> devices, Map<String, Instant> workRecord) {
        public Exempted {
            devices = Set.copyOf(devices);
            workRecord = Map.copyOf(workRecord);
        }
    }

    public ActFacts {
        kinds = Set.copyOf(kinds);
        circumstances = Set.copyOf(circumstances);
        takes = List.copyOf(takes);
        known = Map.copyOf(known);
    }
}
