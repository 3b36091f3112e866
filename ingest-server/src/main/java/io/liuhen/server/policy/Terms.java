package io.liuhen.server.policy;

import io.liuhen.server.policy.ProceedingFacts.Extended;
import io.liuhen.server.policy.ProceedingFacts.Stop;
import io.liuhen.server.policy.rule.Deadline;
import io.liuhen.server.policy.rule.Event;
import io.liuhen.server.policy.rule.RulePack;
import io.liuhen.server.policy.time.Counting;
import io.liuhen.server.policy.time.Due;
import io.liuhen.server.policy.time.Pause;
import io.liuhen.server.policy.time.Span;
import io.liuhen.server.policy.time.WorkCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When terms end at an instant, in one unit's zone. */
record Terms(WorkCalendar calendar, ZoneId zone, Instant now) {
    Counting counting(RulePack pack) {
        return new Counting(calendar, zone, pack.lastDay());
    }

    /** The end of a term without stops, from an instant. */
    Due due(RulePack pack, Deadline rule, Instant start) {
        return counting(pack).due(start, rule.span(), List.of());
    }

    /** The obligation of a term, without stops and extensions. */
    Draft draft(RulePack pack, Deadline rule, String subject, Map<Event, Instant> events, Optional<String> excuse) {
        Optional<Due> due = Optional.ofNullable(events.get(rule.from())).map(start -> due(pack, rule, start));
        return draft(rule, subject, due, events, excuse, List.of());
    }

    /** The obligation of a term in a review or decision, with its stops and what was approved. */
    Draft draft(RulePack pack, Deadline rule, ProceedingFacts facts) {
        List<String> notes = new ArrayList<>();
        Optional<Due> due = Optional.ofNullable(facts.events().get(rule.from()))
                .map(start -> extended(pack, rule, start, facts, notes));
        return draft(rule, facts.id(), due, facts.events(), Optional.empty(), notes);
    }

    private static Draft draft(
            Deadline rule,
            String subject,
            Optional<Due> due,
            Map<Event, Instant> events,
            Optional<String> excuse,
            List<String> notes) {
        return new Draft(
                subject,
                rule.id(),
                rule.who(),
                due,
                Optional.ofNullable(events.get(rule.until())),
                Duration.ofHours(rule.remindHours()),
                excuse,
                rule.option(),
                rule.cite(),
                notes);
    }

    private Due extended(RulePack pack, Deadline rule, Instant start, ProceedingFacts facts, List<String> notes) {
        List<Pause> pauses = pauses(rule, start, facts, notes);
        Due due = counting(pack).due(start, rule.span(), pauses);
        for (Extended extension : facts.extensions()) {
            if (!extension.deadline().equals(rule.id())
                    || extension.approvedAt().isAfter(now)) {
                continue;
            }
            if (rule.extension().isEmpty()) {
                notes.add("extension-not-provided");
            } else if (!extension.approver().equals(rule.extension().get().approver())) {
                notes.add("extension-not-approved-by:" + rule.extension().get().approver());
            } else if (due.isPastAt(extension.approvedAt())) {
                notes.add("extension-too-late");
            } else {
                notes.add("extended");
                // The text grants it once.
                Span whole = rule.span().plus(rule.extension().get().by());
                return counting(pack).due(start, whole, pauses);
            }
        }
        return due;
    }

    /** What stands still still is taken to end now, so that the end moves on day by day. */
    private List<Pause> pauses(Deadline rule, Instant start, ProceedingFacts facts, List<String> notes) {
        List<Pause> pauses = new ArrayList<>();
        for (Stop stop : facts.stops()) {
            boolean provided =
                    rule.pauses().stream().anyMatch(each -> each.reason().equals(stop.reason()));
            Instant from = stop.from().isBefore(start) ? start : stop.from();
            Instant to = stop.to().filter(end -> !end.isAfter(now)).orElse(now);
            if (!provided) {
                notes.add("pause-not-provided:" + stop.reason());
            } else if (!to.isBefore(from)) {
                pauses.add(new Pause(from, to));
                if (stop.to().isEmpty()) {
                    notes.add("paused:" + stop.reason());
                }
            }
        }
        return pauses;
    }
}
