package io.liuhen.server.policy.pack;

import io.liuhen.server.policy.rule.Citation;
import io.liuhen.server.policy.rule.RulePack;
import java.util.List;
import java.util.stream.Stream;

/** Everything that a pack cites. */
final class Citations {
    private Citations() {}

    static List<Citation> of(RulePack pack) {
        return Stream.of(
                        pack.acts().stream().flatMap(act -> act.cites().stream()),
                        pack.exemptions().stream().map(rule -> rule.cite()),
                        pack.workRecord().stream().map(rule -> rule.cite()),
                        pack.fields().stream().map(rule -> rule.cite()),
                        pack.bookmarks().stream().map(rule -> rule.cite()),
                        pack.officers().stream().map(rule -> rule.cite()),
                        pack.documents().stream().map(rule -> rule.cite()),
                        pack.deadlines().stream().map(rule -> rule.cite()),
                        pack.deadlines().stream()
                                .flatMap(rule -> rule.pauses().stream().map(each -> each.cite())),
                        pack.deadlines().stream()
                                .flatMap(rule -> rule.extension().stream().map(each -> each.cite())),
                        pack.gates().stream().map(rule -> rule.cite()),
                        pack.yearly().stream().map(rule -> rule.cite()),
                        pack.retention().stream().map(rule -> rule.cite()),
                        pack.longTerm().stream().map(rule -> rule.cite()),
                        pack.approvers().stream().map(rule -> rule.cite()),
                        pack.spotCheck().stream().map(rule -> rule.cite()),
                        pack.spotCheck().stream()
                                .flatMap(rule -> rule.questions().stream().map(each -> each.cite())),
                        pack.duties().stream().map(rule -> rule.cite()))
                .flatMap(each -> each)
                .toList();
    }
}
