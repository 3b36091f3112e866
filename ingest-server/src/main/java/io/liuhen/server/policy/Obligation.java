package io.liuhen.server.policy;

import io.liuhen.server.policy.rule.Citation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What somebody has to do, or should have done.
 *
 * @param subject the id of the recording, act, case, review or decision
 * @param what the term, field, document or mark, such as {@code storing} or {@code field:case}
 * @param who as the pack says it
 * @param until the last instant that is in time; empty while its beginning has not happened, or where the text sets no term
 * @param late by how much, if it is overdue or was fulfilled late
 * @param delay whose delay it is, for storing
 * @param provisionalYears years that are not announced yet and may still move {@code until}; empty if it is settled
 * @param cite the article and its words
 * @param pack the code of the pack
 * @param version its edition
 * @param notes what else is to be known, as codes
 */
public record Obligation(
        String subject,
        String what,
        String who,
        Optional<Instant> until,
        State state,
        Optional<Duration> late,
        Optional<Delay> delay,
        SortedSet<Integer> provisionalYears,
        Citation cite,
        String pack,
        int version,
        List<String> notes) {
    /** How it stands at the instant that was asked for. */
    public enum State {
        /** What begins the term has not happened. */
        WAITING,
        ON_TIME,
        /** As near to its end as the pack wants a reminder. */
        DUE_SOON,
        OVERDUE,
        FULFILLED,
        FULFILLED_LATE,
        /** Late, or not done, for a reason that is on record. */
        EXCUSED,
        /** A right that nobody used in time. */
        LAPSED
    }

    /** Whose delay it was that a recording was stored late. */
    public enum Delay {
        /** The recorder was not at its dock in time. */
        RECORDER_NOT_DOCKED,
        /** It was docked in time; the bytes did not arrive. */
        LINE_AFTER_DOCKING,
        /** Nobody knows when it was docked. */
        UNKNOWN
    }

    public Obligation {
        provisionalYears = Collections.unmodifiableSortedSet(new TreeSet<>(provisionalYears));
        notes = List.copyOf(notes);
    }

    /** Whether an announcement that is still to come may move its end. */
    public boolean provisional() {
        return !provisionalYears.isEmpty();
    }

    Obligation withDelay(Delay whose) {
        return new Obligation(
                subject,
                what,
                who,
                until,
                state,
                late,
                Optional.of(whose),
                provisionalYears,
                cite,
                pack,
                version,
                notes);
    }
}
