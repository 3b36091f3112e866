package io.liuhen.server.policy;

import io.liuhen.server.policy.Obligation.State;
import io.liuhen.server.policy.rule.Event;
import io.liuhen.server.policy.rule.Gate;
import io.liuhen.server.policy.rule.RulePack;
import io.liuhen.server.policy.rule.Subject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Whether things happened in the order that a pack asks for. */
final class Gates {
    private Gates() {}

    static List<Obligation> judge(
            RulePack pack, Subject subject, String id, Map<Event, Instant> events, Collection<String> circumstances) {
        return pack.gates().stream()
                .filter(gate -> gate.subject() == subject && gate.when().holds(circumstances))
                .map(gate -> judge(pack, gate, id, events))
                .toList();
    }

    private static Obligation judge(RulePack pack, Gate gate, String id, Map<Event, Instant> events) {
        Optional<Instant> before = Optional.ofNullable(events.get(gate.before()));
        Optional<Instant> needed = Optional.ofNullable(events.get(gate.needs()));
        State state;
        if (before.isEmpty()) {
            state = needed.isPresent() ? State.FULFILLED : State.WAITING;
        } else {
            boolean inOrder = needed.isPresent() && !needed.get().isAfter(before.get());
            state = inOrder ? State.FULFILLED : State.OVERDUE;
        }
        return new Obligation(
                id,
                gate.id(),
                gate.who(),
                before,
                state,
                Optional.empty(),
                Optional.empty(),
                new TreeSet<>(),
                gate.cite(),
                pack.code(),
                pack.version(),
                List.of());
    }
}
