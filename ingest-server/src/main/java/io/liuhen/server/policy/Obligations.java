package io.liuhen.server.policy;

import io.liuhen.server.policy.Obligation.Delay;
import io.liuhen.server.policy.rule.Deadline;
import io.liuhen.server.policy.rule.Editions;
import io.liuhen.server.policy.rule.Event;
import io.liuhen.server.policy.rule.RulePack;
import io.liuhen.server.policy.rule.Subject;
import io.liuhen.server.policy.rule.Yearly;
import io.liuhen.server.policy.time.Due;
import io.liuhen.server.policy.time.WorkCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What one unit's regulation asks for. Immutable; every answer depends on the facts and the instant alone.
 *
 * @param editions the unit's packs; what happened before the first of them asks for nothing
 * @param zone in which the unit's days begin and end
 */
public record Obligations(Editions editions, WorkCalendar calendar, ZoneId zone) {
    /** What is asked for a recording that belongs to no case. */
    public List<Obligation> of(RecordingFacts recording, Instant now) {
        Terms terms = new Terms(calendar, zone, now);
        return edition(recording.events().values())
                .map(pack -> recording(pack, terms, recording, Optional.empty()))
                .orElse(List.of());
    }

    /** What is asked for a case and everything in it. */
    public List<Obligation> of(CaseFacts facts, Instant now) {
        Terms terms = new Terms(calendar, zone, now);
        Optional<RulePack> edition = edition(facts);
        Optional<Due> archiving = edition.flatMap(pack -> archiving(pack, terms, facts));
        List<Obligation> all = new ArrayList<>();
        edition.ifPresent(pack -> new Cases(pack, terms, facts, archiving).addTo(all));
        for (RecordingFacts recording : facts.recordings()) {
            edition(recording.events().values())
                    .ifPresent(pack -> all.addAll(recording(pack, terms, recording, archiving)));
        }
        for (ActFacts act : facts.acts()) {
            edition(List.of(act.start()))
                    .ifPresent(pack -> new Acts(pack, terms)
                            .drafts(act, archiving)
                            .forEach(draft -> all.add(draft.judged(pack, now))));
        }
        for (ProceedingFacts proceeding : facts.proceedings()) {
            edition(proceeding.events().values()).ifPresent(pack -> all.addAll(proceeding(pack, terms, proceeding)));
        }
        return all;
    }

    /** How each act of a case stands. */
    public List<ActJudgement> acts(CaseFacts facts, Instant now) {
        Terms terms = new Terms(calendar, zone, now);
        Optional<Due> archiving = edition(facts).flatMap(pack -> archiving(pack, terms, facts));
        return facts.acts().stream()
                .flatMap(act ->
                        edition(List.of(act.start())).stream().map(pack -> new Acts(pack, terms).judge(act, archiving)))
                .toList();
    }

    /** How long a recording is kept, and whether its disposal may be proposed. */
    public Retention retention(RecordingFacts recording, Optional<CaseFacts> file, boolean held, Instant now) {
        return edition(recording.events().values())
                .map(pack -> new Keeping(pack, new Terms(calendar, zone, now)).judge(recording, file, held))
                .orElse(new Retention(Optional.empty(), false, List.of("no-rule"), List.of()));
    }

    /** What is due for a year; {@code done} says when each was done, by its id. */
    public List<Obligation> ofYear(int year, Map<String, Instant> done, Instant now) {
        Terms terms = new Terms(calendar, zone, now);
        return editions.inForce(LocalDate.of(year, 12, 31))
                .map(pack -> pack.yearly().stream()
                        .map(rule -> Draft.duty(
                                        String.valueOf(year),
                                        rule.id(),
                                        rule.who(),
                                        Optional.of(yearEnd(pack, terms, rule, year)),
                                        Optional.ofNullable(done.get(rule.id())),
                                        rule.cite())
                                .judged(pack, now))
                        .toList())
                .orElse(List.of());
    }

    private static Due yearEnd(RulePack pack, Terms terms, Yearly rule, int year) {
        return new Due(terms.counting(pack).endOf(rule.lastDay().atYear(year + rule.yearsAfter())), new TreeSet<>());
    }

    /** The edition in force when the first of these things happened. */
    private Optional<RulePack> edition(Collection<Instant> events) {
        return events.stream()
                .min(Instant::compareTo)
                .flatMap(first -> editions.inForce(LocalDate.ofInstant(first, zone)));
    }

    private Optional<RulePack> edition(CaseFacts facts) {
        List<Instant> events = new ArrayList<>(facts.events().values());
        facts.acts().forEach(act -> events.add(act.start()));
        facts.recordings().forEach(recording -> events.addAll(recording.events().values()));
        return edition(events);
    }

    private static Optional<Due> archiving(RulePack pack, Terms terms, CaseFacts facts) {
        if (facts.specialTerm().isPresent()) {
            return Optional.of(new Due(facts.specialTerm().get().until(), new TreeSet<>()));
        }
        return pack.archiving()
                .flatMap(pack::deadline)
                .flatMap(rule -> Optional.ofNullable(facts.events().get(rule.from()))
                        .map(start -> terms.due(pack, rule, start)));
    }

    private static List<Obligation> recording(
            RulePack pack, Terms terms, RecordingFacts facts, Optional<Due> archiving) {
        List<Obligation> all = new ArrayList<>();
        Optional<Due> storing = pack.storing()
                .flatMap(pack::deadline)
                .flatMap(rule -> Optional.ofNullable(facts.events().get(rule.from()))
                        .map(start -> terms.due(pack, rule, start)));
        for (Deadline rule : taken(pack, Subject.RECORDING)) {
            if (rule.when().holds(facts.circumstances())) {
                Obligation one = terms.draft(pack, rule, facts.id(), facts.events(), facts.excuse())
                        .judged(pack, terms.now());
                all.add(
                        one.late().isPresent() && rule.until() == Event.SEALED
                                ? one.withDelay(whose(facts, one))
                                : one);
            }
        }
        for (Draft draft :
                new Completeness(pack).drafts(facts, pack.storing().isPresent() ? storing : archiving, archiving)) {
            all.add(draft.judged(pack, terms.now()));
        }
        return all;
    }

    private static Delay whose(RecordingFacts facts, Obligation late) {
        Instant until = late.until().orElseThrow();
        return Optional.ofNullable(facts.events().get(Event.DOCKED))
                .map(docked -> docked.isAfter(until) ? Delay.RECORDER_NOT_DOCKED : Delay.LINE_AFTER_DOCKING)
                // What was sealed has been somewhere; what has not is still out with its recorder.
                .orElse(facts.events().containsKey(Event.SEALED) ? Delay.UNKNOWN : Delay.RECORDER_NOT_DOCKED);
    }

    private static List<Obligation> proceeding(RulePack pack, Terms terms, ProceedingFacts facts) {
        List<Obligation> all = new ArrayList<>();
        for (Deadline rule : taken(pack, facts.subject())) {
            // A term that nothing has begun is not worth a line: a decision need never be taken back.
            if (rule.when().holds(facts.circumstances()) && facts.events().containsKey(rule.from())) {
                all.add(terms.draft(pack, rule, facts).judged(pack, terms.now()));
            }
        }
        all.addAll(Gates.judge(pack, facts.subject(), facts.id(), facts.events(), facts.circumstances()));
        return all;
    }

    static List<Deadline> taken(RulePack pack, Subject subject) {
        return pack.deadlines().stream()
                .filter(rule -> rule.taken() && rule.subject() == subject)
                .toList();
    }
}
