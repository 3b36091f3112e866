package io.liuhen.server.policy;

import io.liuhen.server.policy.rule.RulePack;
import io.liuhen.server.policy.rule.Stage;
import io.liuhen.server.policy.time.Due;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must be known of recordings and acts, each an obligation of its own. */
record Completeness(RulePack pack) {
    /**
     * The fields of a recording.
     *
     * @param early until when what belongs to recording and storing must be known
     */
    List<Draft> drafts(RecordingFacts facts, Optional<Due> early, Optional<Due> archiving) {
        List<Draft> drafts = new ArrayList<>();
        pack.fields().stream()
                .filter(rule -> rule.stage() != Stage.ACT && rule.when().holds(facts.circumstances()))
                .forEach(rule -> drafts.add(Draft.duty(
                        facts.id(),
                        "field:" + rule.field(),
                        "",
                        rule.stage() == Stage.ARCHIVING ? archiving : early,
                        Optional.ofNullable(facts.known().get(rule.field())),
                        rule.cite())));
        return drafts;
    }

    /** The fields of an act, and the points that its recordings must show. */
    List<Draft> drafts(ActFacts act, Collection<RecordingFacts> recordings, Optional<Due> archiving) {
        List<Draft> drafts = new ArrayList<>();
        pack.fields().stream()
                .filter(rule -> rule.stage() == Stage.ACT && rule.when().holds(Acts.words(act)))
                .forEach(rule -> drafts.add(Draft.duty(
                        act.id(),
                        "field:" + rule.field(),
                        "",
                        archiving,
                        Optional.ofNullable(act.known().get(rule.field())),
                        rule.cite())));
        if (!act.takes().isEmpty()) {
            pack.bookmarks().stream()
                    .filter(rule -> rule.required() && rule.when().holds(Acts.words(act)))
                    .forEach(rule -> drafts.add(Draft.duty(
                            act.id(),
                            "mark:" + rule.mark(),
                            "",
                            archiving,
                            marked(rule.mark(), recordings),
                            rule.cite())));
        }
        return drafts;
    }

    private static Optional<Instant> marked(String mark, Collection<RecordingFacts> recordings) {
        return recordings.stream()
                .map(RecordingFacts::marks)
                .filter(marks -> marks.containsKey(mark))
                .map(marks -> marks.get(mark))
                .min(Instant::compareTo);
    }

    /** The earliest document of these kinds. */
    static Optional<Instant> first(Map<String, Instant> documents, List<String> kinds) {
        return kinds.stream().filter(documents::containsKey).map(documents::get).min(Instant::compareTo);
    }
}
