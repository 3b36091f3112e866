package io.liuhen.server.policy;

import io.liuhen.server.policy.rule.Citation;
import io.liuhen.server.policy.rule.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether an act is recorded as its pack asks.
 *
 * @param level the strictest that applies
 * @param why a code: {@code recorded}, {@code not-asked}, {@code judged-unnecessary}, {@code not-judged}, {@code exempted},
 *     {@code time-not-up}, {@code missing}
 * @param until how long a recording, or what excuses it, is waited for; empty while that cannot be said
 * @param faults why an exemption that was claimed does not count
 * @param cites the articles of that rule
 * @param pack the code of the pack, and its edition
 */
public record ActJudgement(
        String act,
        State state,
        Level level,
        String why,
        Optional<Instant> until,
        List<String> faults,
        List<Citation> cites,
        String pack,
        int version) {
    /** The colours in which people see it. */
    public enum State {
        NOT_REQUIRED,
        /** The time for it is not up, or nobody has judged yet whether it is needed. */
        PENDING,
        /** Recorded. */
        GREEN,
        /** Excused: an exemption of the pack, with everything that it asks for. */
        AMBER,
        /** Missing. */
        RED
    }

    public ActJudgement {
        faults = List.copyOf(faults);
        cites = List.copyOf(cites);
    }
}
