package io.liuhen.server.policy;

import io.liuhen.server.policy.rule.Deadline;
import io.liuhen.server.policy.rule.DocumentRule;
import io.liuhen.server.policy.rule.RulePack;
import io.liuhen.server.policy.rule.Subject;
import io.liuhen.server.policy.time.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a case itself is asked for: its terms, its documents, what its acts must show. */
record Cases(RulePack pack, Terms terms, CaseFacts facts, Optional<Due> archiving) {
    void addTo(List<Obligation> all) {
        Instant now = terms.now();
        for (Deadline rule : Obligations.taken(pack, Subject.CASE)) {
            if (rule.when().holds(facts.circumstances())) {
                all.add(term(rule).judged(pack, now));
            }
        }
        Set<String> words = new HashSet<>(facts.circumstances());
        facts.acts().forEach(act -> words.addAll(Acts.words(act)));
        for (DocumentRule rule : pack.documents()) {
            if (rule.when().holds(words)) {
                all.add(document(rule).judged(pack, now));
            }
        }
        Completeness completeness = new Completeness(pack);
        for (ActFacts act : facts.acts()) {
            completeness.drafts(act, facts.recordings(), archiving).forEach(draft -> all.add(draft.judged(pack, now)));
        }
        all.addAll(Gates.judge(pack, Subject.CASE, facts.id(), facts.events(), facts.circumstances()));
    }

    private Draft term(Deadline rule) {
        Draft usual = terms.draft(pack, rule, facts.id(), facts.events(), Optional.empty());
        boolean special = facts.specialTerm().isPresent()
                && pack.archiving().filter(rule.id()::equals).isPresent();
        return special
                ? new Draft(
                        usual.subject(),
                        usual.what(),
                        usual.who(),
                        archiving,
                        usual.done(),
                        Duration.ofHours(rule.remindHours()),
                        Optional.empty(),
                        false,
                        usual.cite(),
                        List.of("special-term:" + facts.specialTerm().get().basis()))
                : usual;
    }

    private Draft document(DocumentRule rule) {
        return Draft.duty(
                facts.id(),
                "document:" + String.join("/", rule.oneOf()),
                "",
                archiving,
                Completeness.first(facts.documents(), rule.oneOf()),
                rule.cite());
    }
}
