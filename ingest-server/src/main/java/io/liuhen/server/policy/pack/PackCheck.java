package io.liuhen.server.policy.pack;

import io.liuhen.server.policy.rule.Citation;
import io.liuhen.server.policy.rule.Condition;
import io.liuhen.server.policy.rule.Deadline;
import io.liuhen.server.policy.rule.RulePack;
import io.liuhen.server.policy.rule.TextSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Whether the parts of a pack fit together. Confined to one thread. */
final class PackCheck {
    private final RulePack pack;
    private final List<Finding> findings = new ArrayList<>();

    private PackCheck(RulePack pack) {
        this.pack = pack;
    }

    static List<Finding> findings(RulePack pack) {
        PackCheck check = new PackCheck(pack);
        check.unique();
        check.conditions();
        check.terms();
        check.articles();
        check.lifetime();
        return check.findings;
    }

    private void wrong(String path, String problem, String remedy) {
        findings.add(new Finding(path, problem, remedy));
    }

    private void unique() {
        unique("texts", pack.texts(), TextSource::prefix);
        unique("acts", pack.acts(), act -> act.kind());
        unique("exemptions", pack.exemptions(), exemption -> exemption.code());
        unique("longTerm", pack.longTerm(), kind -> kind.code());
        unique("approvers", pack.approvers(), approver -> approver.request());
        unique("gates", pack.gates(), gate -> gate.id());
        unique("yearly", pack.yearly(), yearly -> yearly.id());
        unique("retention", pack.retention(), rule -> rule.id());
        unique("duties", pack.duties(), duty -> duty.id());
        unique("deadlines", pack.deadlines(), Deadline::id);
    }

    private <T> void unique(String path, List<T> all, Function<T, String> name) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            if (!seen.add(name.apply(all.get(i)))) {
                wrong(
                        path + "[" + i + "]",
                        "\"" + name.apply(all.get(i)) + "\" is there twice",
                        "rename or remove one");
            }
        }
    }

    private void conditions() {
        Set<String> known = new HashSet<>(pack.circumstances().keySet());
        pack.acts().forEach(act -> known.add(act.kind()));
        BiConsumer<String, Condition> check = (path, condition) -> {
            for (String word : concat(condition.any(), condition.unless())) {
                if (!known.contains(word)) {
                    wrong(
                            path,
                            "\"" + word + "\" is no act and no circumstance",
                            "add it to circumstances, or correct it");
                }
            }
        };
        each("acts", pack.acts(), (path, act) -> check.accept(path, act.when()));
        each("fields", pack.fields(), (path, field) -> check.accept(path, field.when()));
        each("bookmarks", pack.bookmarks(), (path, mark) -> check.accept(path, mark.when()));
        each("officers", pack.officers(), (path, rule) -> check.accept(path, rule.when()));
        each("documents", pack.documents(), (path, document) -> check.accept(path, document.when()));
        each("deadlines", pack.deadlines(), (path, deadline) -> check.accept(path, deadline.when()));
        each("gates", pack.gates(), (path, gate) -> check.accept(path, gate.when()));
        each("retention", pack.retention(), (path, rule) -> check.accept(path, rule.when()));
    }

    private static List<String> concat(List<String> one, List<String> other) {
        List<String> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    private static <T> void each(String path, List<T> all, BiConsumer<String, T> check) {
        for (int i = 0; i < all.size(); i++) {
            check.accept(path + "[" + i + "]", all.get(i));
        }
    }

    private void terms() {
        pack.storing().ifPresent(id -> taken("stages.storing", id));
        pack.archiving().ifPresent(id -> taken("stages.archiving", id));
        each("deadlines", pack.deadlines(), (path, deadline) -> {
            deadline.extension()
                    .filter(extension ->
                            extension.by().unit() != deadline.span().unit())
                    .ifPresent(extension -> wrong(path + ".extension", "has another unit", "use the term's own"));
            if (!deadline.taken() && deadline.contradicts().isEmpty()) {
                wrong(
                        path,
                        "is not taken, for no reason",
                        "say in contradicts which term is taken instead, or remove it");
            }
            deadline.contradicts().ifPresent(other -> contradiction(path, deadline, other));
        });
        each("retention", pack.retention(), (path, rule) -> {
            if (rule.span().isPresent() && rule.fromLatestOf().isEmpty()) {
                wrong(path, "counts from nothing", "name the events in fromLatestOf");
            }
        });
    }

    private void taken(String path, String id) {
        if (pack.deadline(id).isEmpty()) {
            wrong(path, "\"" + id + "\" is no deadline that is taken", "name one of deadlines, or leave it out");
        }
    }

    private void contradiction(String path, Deadline deadline, String otherId) {
        boolean one = pack.deadlines().stream()
                .filter(other -> other.id().equals(otherId))
                .anyMatch(other -> other.taken() != deadline.taken());
        if (!one) {
            wrong(path + ".contradicts", "of the two, not exactly one is taken", "set taken: false on one of them");
        }
        if (deadline.reading().isEmpty()) {
            wrong(path + ".reading", "is missing", "say which of the two is taken, and why");
        }
    }

    private void articles() {
        for (Citation cite : Citations.of(pack)) {
            if (Article.parse(cite.article()).isEmpty()) {
                wrong("article " + cite.article(), "is no article", "write it like JE-25 or JC2-18(一)1");
            } else if (pack.texts().stream().noneMatch(text -> cite.article().startsWith(text.prefix() + "-"))) {
                wrong("article " + cite.article(), "is of no text of this pack", "add its prefix to texts");
            }
        }
    }

    private void lifetime() {
        if (pack.from().isPresent()
                && pack.until().isPresent()
                && pack.until().get().isBefore(pack.from().get())) {
            wrong("until", "is before from", "exchange them");
        }
    }
}
