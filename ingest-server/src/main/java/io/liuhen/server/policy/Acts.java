package io.liuhen.server.policy;

import io.liuhen.server.policy.ActFacts.Exempted;
import io.liuhen.server.policy.ActJudgement.State;
import io.liuhen.server.policy.rule.ActRule;
import io.liuhen.server.policy.rule.Exemption;
import io.liuhen.server.policy.rule.Level;
import io.liuhen.server.policy.rule.RulePack;
import io.liuhen.server.policy.rule.WorkRecord;
import io.liuhen.server.policy.time.Due;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges acts by one pack at an instant. */
record Acts(RulePack pack, Terms terms) {
    /** The kinds and circumstances of an act together: conditions may name either. */
    static Set<String> words(ActFacts act) {
        Set<String> words = new HashSet<>(act.kinds());
        words.addAll(act.circumstances());
        return words;
    }

    /** The strictest rule that applies. */
    private Optional<ActRule> rule(ActFacts act) {
        Collection<String> words = words(act);
        return pack.acts().stream()
                .filter(rule -> act.kinds().contains(rule.kind()) && rule.when().holds(words))
                .max(Comparator.comparing(ActRule::level));
    }

    /** Until when a recording of the act, or what excuses it, is waited for. */
    Optional<Due> waitedFor(ActFacts act, Optional<Due> archiving) {
        return pack.storing().isEmpty()
                ? archiving
                : act.end()
                        .flatMap(end -> pack.storing().flatMap(pack::deadline).map(rule -> terms.due(pack, rule, end)));
    }

    ActJudgement judge(ActFacts act, Optional<Due> archiving) {
        Optional<ActRule> rule = rule(act);
        Level level = rule.map(ActRule::level).orElse(Level.NONE);
        List<String> faults = act.exemption().map(this::faults).orElse(List.of());
        Optional<Due> waited = waitedFor(act, archiving);
        State state;
        String why;
        if (recorded(act)) {
            state = State.GREEN;
            why = "recorded";
        } else if (level == Level.MUST_IF_NEEDED && act.judgement().isEmpty()) {
            state = State.PENDING;
            why = "not-judged";
        } else if (!required(level, act.judgement())) {
            state = State.NOT_REQUIRED;
            why = level == Level.MUST_IF_NEEDED ? "judged-unnecessary" : "not-asked";
        } else if (act.exemption().isPresent() && faults.isEmpty()) {
            state = State.AMBER;
            why = "exempted";
        } else {
            boolean over = waited.map(due -> due.isPastAt(terms.now())).orElse(false);
            state = over ? State.RED : State.PENDING;
            why = over ? "missing" : "time-not-up";
        }
        return new ActJudgement(
                act.id(),
                state,
                level,
                why,
                waited.map(Due::until),
                faults,
                rule.map(ActRule::cites).orElse(List.of()),
                pack.code(),
                pack.version());
    }

    private static boolean required(Level level, Optional<Boolean> judgement) {
        return switch (level) {
            case MUST -> true;
            case MUST_IF_NEEDED, BY_CIRCUMSTANCES -> judgement.orElse(false);
            case NONE, MAY, PROMOTE -> false;
        };
    }

    private boolean recorded(ActFacts act) {
        Instant end = act.end().orElse(terms.now());
        return act.takes().stream()
                .anyMatch(take -> !take.start().isAfter(end) && !take.end().isBefore(act.start()));
    }

    private List<String> faults(Exempted claimed) {
        List<String> faults = new ArrayList<>();
        Optional<Exemption> known = pack.exemptions().stream()
                .filter(each -> each.code().equals(claimed.code()))
                .findFirst();
        if (known.isEmpty()) {
            faults.add("exemption-unknown:" + claimed.code());
        }
        known.flatMap(Exemption::voidBy)
                .filter(claimed.devices()::contains)
                .ifPresent(device -> faults.add("exemption-void-by:" + device));
        if (claimed.reason().isBlank()) {
            faults.add("reason-missing");
        }
        for (String need : pack.workRecord().map(WorkRecord::needs).orElse(List.of())) {
            if (!claimed.workRecord().containsKey(need)) {
                faults.add("work-record-lacks:" + need);
            }
        }
        return faults;
    }

    /** What an act asks for besides: a judgement, the parts of a work record, its own fields, officers. */
    List<Draft> drafts(ActFacts act, Optional<Due> archiving) {
        List<Draft> drafts = new ArrayList<>();
        Optional<Due> waited = waitedFor(act, archiving);
        rule(act)
                .filter(rule -> rule.level() == Level.MUST_IF_NEEDED)
                .ifPresent(rule -> drafts.add(Draft.duty(
                        act.id(),
                        "judgement",
                        "",
                        waited,
                        act.judgedAt(),
                        rule.cites().get(0))));
        act.exemption()
                .ifPresent(claimed -> pack.workRecord()
                        .ifPresent(record -> record.needs()
                                .forEach(need -> drafts.add(Draft.duty(
                                        act.id(),
                                        "work-record:" + need,
                                        "",
                                        waited,
                                        Optional.ofNullable(claimed.workRecord().get(need)),
                                        record.cite())))));
        pack.officers().stream()
                .filter(rule -> rule.when().holds(words(act)) && rule.minimum().isPresent())
                .forEach(rule -> drafts.add(Draft.duty(
                        act.id(),
                        "officers:" + rule.minimum().getAsInt(),
                        "",
                        waited,
                        act.officers().orElse(0) >= rule.minimum().getAsInt()
                                ? Optional.of(act.start())
                                : Optional.empty(),
                        rule.cite())));
        return drafts;
    }
}
