package io.liuhen.server.policy.pack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.liuhen.server.policy.rule.Condition;
import io.liuhen.server.policy.rule.Event;
import io.liuhen.server.policy.rule.RulePack;
import io.liuhen.server.policy.time.LastDay;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a rule pack from YAML (or JSON). */
public final class PackReader {
    static final int SCHEMA = 1;
    private static final int VERSION_MAX = 1_000_000;

    private PackReader() {}

    /**
     * Reads one.
     *
     * @throws InvalidPackException with everything that is wrong
     */
    public static RulePack read(String yaml) {
        List<Finding> findings = new ArrayList<>();
        Node root = new Node("", tree(yaml), findings);
        RulePack pack = pack(root);
        root.noMore();
        // Whether things fit together can be said only of what could be read.
        if (findings.isEmpty()) {
            findings.addAll(PackCheck.findings(pack));
        }
        if (!findings.isEmpty()) {
            throw new InvalidPackException(findings);
        }
        return pack;
    }

    /** The file as a tree. */
    static JsonNode tree(String yaml) {
        try {
            JsonNode tree = YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build()
                    .readTree(yaml);
            if (tree.isObject()) {
                return tree;
            }
            throw new InvalidPackException(List.of(
                    new Finding("file", "is empty or a list", "write keys with values; see docs/rule-packs.md")));
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr();
            throw new InvalidPackException(List.of(new Finding(
                    line.isEmpty() ? "file" : line, String.valueOf(e.getOriginalMessage()), "correct the YAML")));
        }
    }

    private static RulePack pack(Node node) {
        node.number("schema", SCHEMA, SCHEMA);
        Optional<Node> stages = node.maybe("stages");
        RulePack pack = new RulePack(
                node.text("code"),
                node.text("title"),
                node.text("agency"),
                node.list("texts", Statements::text),
                node.number("version", 1, VERSION_MAX),
                node.maybeDate("from"),
                node.maybeDate("until"),
                node.titles("circumstances"),
                node.word("lastDay", LastDay.class),
                stages.flatMap(each -> each.maybeText("storing")),
                stages.flatMap(each -> each.maybeText("archiving")),
                node.list("readings", Statements::reading),
                node.list("acts", Statements::act),
                node.list("exemptions", Statements::exemption),
                closed(node.maybe("workRecord"), Statements::workRecord),
                node.list("fields", Statements::field),
                node.list("bookmarks", Statements::bookmark),
                node.list("officers", Statements::officers),
                node.list("documents", Statements::document),
                node.list("deadlines", Terms::deadline),
                node.list("gates", Terms::gate),
                node.list("yearly", Terms::yearly),
                node.list("retention", Terms::retention),
                node.list("longTerm", Statements::longTerm),
                node.list("approvers", Statements::approver),
                closed(node.maybe("spotCheck"), Statements::spotCheck),
                node.list("duties", Statements::duty));
        stages.ifPresent(Node::noMore);
        return pack;
    }

    /** What is read from a part, of which nothing may be left over. */
    static <T> Optional<T> closed(Optional<Node> part, Function<Node, T> read) {
        return part.map(node -> {
            T value = read.apply(node);
            node.noMore();
            return value;
        });
    }

    static Condition condition(Node node) {
        return new Condition(node.texts("any"), node.texts("unless"));
    }

    static Event event(Node node, String key) {
        return node.word(key, Event.class);
    }
}
