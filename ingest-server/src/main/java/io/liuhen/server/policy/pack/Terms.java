package io.liuhen.server.policy.pack;

import io.liuhen.server.policy.rule.Deadline;
import io.liuhen.server.policy.rule.Event;
import io.liuhen.server.policy.rule.ExtensionRule;
import io.liuhen.server.policy.rule.Gate;
import io.liuhen.server.policy.rule.PauseRule;
import io.liuhen.server.policy.rule.RetentionRule;
import io.liuhen.server.policy.rule.Subject;
import io.liuhen.server.policy.rule.Yearly;
import io.liuhen.server.policy.time.Span;
import io.liuhen.server.policy.time.SpanUnit;
import java.util.Optional;

/** Reads the statements of a pack that have a term or an order. */
final class Terms {
    private static final int REMIND_HOURS_MAX = 24 * 366;

    private Terms() {}

    private static Span span(Node node) {
        return new Span(node.number("amount", 1, Span.AMOUNT_MAX), node.word("unit", SpanUnit.class));
    }

    static Deadline deadline(Node node) {
        return new Deadline(
                node.text("id"),
                node.word("subject", Subject.class),
                node.text("who"),
                span(node),
                PackReader.event(node, "from"),
                PackReader.event(node, "until"),
                PackReader.condition(node),
                node.list("pauses", each -> new PauseRule(each.text("reason"), Statements.cite(each))),
                PackReader.closed(
                        node.maybe("extension"),
                        each -> new ExtensionRule(span(each), each.text("approver"), Statements.cite(each))),
                node.flag("option", false),
                node.number("remindHours", 0, REMIND_HOURS_MAX),
                node.maybeText("contradicts"),
                node.flag("taken", true),
                node.maybeText("reading"),
                Statements.cite(node));
    }

    static Gate gate(Node node) {
        return new Gate(
                node.text("id"),
                node.word("subject", Subject.class),
                node.text("who"),
                PackReader.event(node, "before"),
                PackReader.event(node, "needs"),
                PackReader.condition(node),
                Statements.cite(node));
    }

    static Yearly yearly(Node node) {
        return new Yearly(
                node.text("id"),
                node.text("who"),
                node.monthDay("lastDay"),
                node.has("yearsAfter") ? node.number("yearsAfter", 0, 1) : 0,
                PackReader.event(node, "until"),
                node.maybeText("reading"),
                Statements.cite(node));
    }

    static RetentionRule retention(Node node) {
        boolean asCase = node.flag("sameAsCase", false);
        if (asCase && node.has("amount")) {
            node.wrong("has an amount and sameAsCase", "keep one of them");
        }
        return new RetentionRule(
                node.text("id"),
                asCase ? Optional.empty() : Optional.of(span(node)),
                node.words("fromLatestOf", Event.class),
                PackReader.condition(node),
                node.maybeText("reading"),
                Statements.cite(node));
    }
}
