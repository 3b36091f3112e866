package io.liuhen.server.policy;

import io.liuhen.server.policy.Obligation.State;
import io.liuhen.server.policy.rule.Citation;
import io.liuhen.server.policy.rule.RulePack;
import io.liuhen.server.policy.time.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An obligation before it is judged.
 *
 * @param due empty while its beginning has not happened
 * @param done when it was fulfilled
 * @param remind how long before its end it is called due soon
 * @param excuse why it may be late
 * @param option a right, not a duty
 */
record Draft(
        String subject,
        String what,
        String who,
        Optional<Due> due,
        Optional<Instant> done,
        Duration remind,
        Optional<String> excuse,
        boolean option,
        Citation cite,
        List<String> notes) {
    /** One whose lateness nobody excuses. */
    static Draft duty(
            String subject, String what, String who, Optional<Due> due, Optional<Instant> done, Citation cite) {
        return new Draft(subject, what, who, due, done, Duration.ZERO, Optional.empty(), false, cite, List.of());
    }

    Obligation judged(RulePack pack, Instant now) {
        Optional<Instant> until = due.map(Due::until);
        Optional<Duration> late = until.map(end -> Duration.between(end, done.orElse(now)))
                .filter(over -> !over.isNegative() && !over.isZero());
        State state = state(now, late.isPresent());
        List<String> all = new ArrayList<>(notes);
        if (state == State.EXCUSED) {
            all.add("excuse:" + excuse.orElseThrow());
        }
        return new Obligation(
                subject,
                what,
                who,
                until,
                state,
                late,
                Optional.empty(),
                due.map(Due::provisionalYears).orElse(new TreeSet<>()),
                cite,
                pack.code(),
                pack.version(),
                all);
    }

    private State state(Instant now, boolean late) {
        if (late && excuse.isPresent()) {
            return State.EXCUSED;
        }
        if (done.isPresent()) {
            return late ? State.FULFILLED_LATE : State.FULFILLED;
        }
        if (due.isEmpty()) {
            return State.WAITING;
        }
        if (late) {
            return option ? State.LAPSED : State.OVERDUE;
        }
        return now.plus(remind).isBefore(due.get().until()) ? State.ON_TIME : State.DUE_SOON;
    }
}
