package io.liuhen.server.policy.pack;

import io.liuhen.server.policy.rule.ActRule;
import io.liuhen.server.policy.rule.Approver;
import io.liuhen.server.policy.rule.Bookmark;
import io.liuhen.server.policy.rule.Citation;
import io.liuhen.server.policy.rule.DocumentRule;
import io.liuhen.server.policy.rule.Duty;
import io.liuhen.server.policy.rule.Exemption;
import io.liuhen.server.policy.rule.FieldRule;
import io.liuhen.server.policy.rule.Level;
import io.liuhen.server.policy.rule.LongTermClass;
import io.liuhen.server.policy.rule.OfficerRule;
import io.liuhen.server.policy.rule.Question;
import io.liuhen.server.policy.rule.Reading;
import io.liuhen.server.policy.rule.SpotCheck;
import io.liuhen.server.policy.rule.Stage;
import io.liuhen.server.policy.rule.TextSource;
import io.liuhen.server.policy.rule.WorkRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Reads the statements of a pack that have no term. */
final class Statements {
    private static final int OFFICERS_MAX = 100;

    private Statements() {}

    static Citation cite(Node node) {
        return new Citation(node.text("article"), node.text("words"));
    }

    static TextSource text(Node node) {
        return new TextSource(
                node.text("prefix"),
                node.text("title"),
                node.text("file"),
                node.maybeText("issued"),
                node.maybeText("begins"));
    }

    static Reading reading(Node node) {
        return new Reading(node.text("topic"), node.text("taken"), node.text("why"));
    }

    static ActRule act(Node node) {
        Level level = node.word("level", Level.class);
        List<Citation> cites = new ArrayList<>();
        if (node.has("article") || node.has("words")) {
            cites.add(cite(node));
        }
        cites.addAll(node.list("also", Statements::cite));
        if (cites.isEmpty() && (level != Level.NONE || !node.has("reading"))) {
            node.wrong("cites no article", "add article and words; only level none may give a reading instead");
        }
        return new ActRule(
                node.text("kind"),
                node.text("title"),
                level,
                PackReader.condition(node),
                node.texts("media"),
                node.maybeText("reading"),
                cites);
    }

    static Exemption exemption(Node node) {
        return new Exemption(node.text("code"), node.text("title"), node.maybeText("voidBy"), cite(node));
    }

    static WorkRecord workRecord(Node node) {
        return new WorkRecord(node.texts("needs"), cite(node));
    }

    static FieldRule field(Node node) {
        return new FieldRule(
                node.word("stage", Stage.class), node.text("field"), PackReader.condition(node), cite(node));
    }

    static Bookmark bookmark(Node node) {
        return new Bookmark(node.text("mark"), node.flag("required", false), PackReader.condition(node), cite(node));
    }

    static OfficerRule officers(Node node) {
        OptionalInt minimum =
                node.has("minimum") ? OptionalInt.of(node.number("minimum", 1, OFFICERS_MAX)) : OptionalInt.empty();
        return new OfficerRule(PackReader.condition(node), minimum, node.texts("recorded"), cite(node));
    }

    static DocumentRule document(Node node) {
        List<String> oneOf = node.texts("oneOf");
        if (oneOf.isEmpty()) {
            node.wrong("names no document", "add oneOf with at least one kind");
        }
        return new DocumentRule(node.text("stage"), oneOf, PackReader.condition(node), cite(node));
    }

    static LongTermClass longTerm(Node node) {
        return new LongTermClass(node.text("code"), node.text("title"), cite(node));
    }

    static Approver approver(Node node) {
        return new Approver(node.text("request"), node.text("role"), node.maybeText("form"), cite(node));
    }

    static SpotCheck spotCheck(Node node) {
        return new SpotCheck(
                node.text("who"),
                node.share("ratio"),
                node.list("questions", each -> new Question(each.text("text"), cite(each))),
                cite(node));
    }

    static Duty duty(Node node) {
        return new Duty(node.text("id"), cite(node));
    }
}
