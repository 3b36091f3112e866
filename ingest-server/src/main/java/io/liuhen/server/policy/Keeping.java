package io.liuhen.server.policy;

import io.liuhen.server.policy.rule.Citation;
import io.liuhen.server.policy.rule.Event;
import io.liuhen.server.policy.rule.RetentionRule;
import io.liuhen.server.policy.rule.RulePack;
import io.liuhen.server.policy.time.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How long things are kept: the longest term wins, and whatever is open stands against disposal. */
record Keeping(RulePack pack, Terms terms) {
    Retention judge(RecordingFacts recording, Optional<CaseFacts> file, boolean held) {
        List<String> against = new ArrayList<>();
        List<Citation> cites = new ArrayList<>();
        List<Instant> ends = new ArrayList<>();
        if (held) {
            against.add("hold");
        }
        pack.longTerm().stream()
                .filter(kind -> recording.longTerm().contains(kind.code()))
                .forEach(kind -> {
                    against.add("long-term:" + kind.code());
                    cites.add(kind.cite());
                });
        for (RetentionRule rule : pack.retention()) {
            if (rule.when().holds(recording.circumstances())) {
                cites.add(rule.cite());
                Optional<Instant> end = rule.span().isPresent()
                        ? counted(rule, rule.span().get(), recording, file, against)
                        : asCase(file, against);
                end.ifPresent(ends::add);
            }
        }
        if (ends.isEmpty() && against.isEmpty()) {
            against.add("no-number");
        }
        Optional<Instant> until =
                against.stream().allMatch("hold"::equals) ? ends.stream().max(Instant::compareTo) : Optional.empty();
        boolean over = until.isPresent() && terms.now().isAfter(until.get());
        return new Retention(until, over && against.isEmpty(), against, cites);
    }

    private Optional<Instant> counted(
            RetentionRule rule, Span span, RecordingFacts recording, Optional<CaseFacts> file, List<String> against) {
        Map<Event, Instant> events = new HashMap<>(recording.events());
        file.ifPresent(facts -> events.putAll(facts.events()));
        for (Event event : rule.fromLatestOf()) {
            // A recording of no case waits for no case to be closed.
            boolean awaited = event != Event.CASE_CLOSED || file.isPresent();
            if (awaited && !events.containsKey(event)) {
                against.add("not-begun");
                return Optional.empty();
            }
        }
        return rule.fromLatestOf().stream()
                .filter(events::containsKey)
                .map(events::get)
                .max(Instant::compareTo)
                .map(start -> terms.counting(pack).due(start, span, List.of()).until());
    }

    private static Optional<Instant> asCase(Optional<CaseFacts> file, List<String> against) {
        Optional<Instant> kept = file.flatMap(CaseFacts::keptUntil);
        if (kept.isEmpty()) {
            against.add("case-file-open");
        }
        return kept;
    }
}
