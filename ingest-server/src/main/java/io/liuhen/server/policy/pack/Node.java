package io.liuhen.server.policy.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A place in a file that is being read. What is wrong is noted, and a stand-in returned, so that reading goes on and finds
 * the rest; the stand-ins are never used, since nobody gets a result with findings. Confined to one thread.
 */
final class Node {
    private final String path;
    private final JsonNode json;
    private final List<Finding> findings;
    private final Set<String> asked = new LinkedHashSet<>();

    Node(String path, JsonNode json, List<Finding> findings) {
        this.path = path;
        this.json = json;
        this.findings = findings;
    }

    String path() {
        return path;
    }

    /** Notes that something here is wrong. */
    void wrong(String problem, String remedy) {
        findings.add(new Finding(path.isEmpty() ? "file" : path, problem, remedy));
    }

    private Node at(String key) {
        asked.add(key);
        JsonNode child = json.path(key);
        return new Node(path.isEmpty() ? key : path + "." + key, child, findings);
    }

    private boolean absent() {
        return json.isMissingNode() || json.isNull();
    }

    /** Something of it is written here. */
    boolean has(String key) {
        return !at(key).absent();
    }

    private String text() {
        if (absent()) {
            wrong("is missing", "add it");
            return "";
        }
        if (!json.isValueNode() || json.asText().isBlank()) {
            wrong("is no text", "write one line");
            return "";
        }
        return json.asText().strip();
    }

    String text(String key) {
        return at(key).text();
    }

    Optional<String> maybeText(String key) {
        return has(key) ? Optional.of(text(key)) : Optional.empty();
    }

    int number(String key, int min, int max) {
        Node node = at(key);
        if (node.absent()) {
            node.wrong("is missing", "add a whole number");
            return min;
        }
        if (!node.json.canConvertToInt() || !node.json.isIntegralNumber()) {
            node.wrong("is no whole number", "write one from " + min + " to " + max);
            return min;
        }
        int value = node.json.intValue();
        if (value < min || value > max) {
            node.wrong(value + " is out of range", "write a number from " + min + " to " + max);
            return min;
        }
        return value;
    }

    /** A share above 0, up to 1. */
    Optional<Double> share(String key) {
        Node node = at(key);
        if (node.absent()) {
            return Optional.empty();
        }
        double value = node.json.asDouble(-1);
        if (!node.json.isNumber() || !(value > 0 && value <= 1)) {
            node.wrong(
                    "is no share", "write a number above 0, up to 1, such as 0.05, or null where the text gives none");
        }
        return Optional.of(value);
    }

    boolean flag(String key, boolean otherwise) {
        Node node = at(key);
        if (node.absent()) {
            return otherwise;
        }
        if (!node.json.isBoolean()) {
            node.wrong("is neither true nor false", "write true or false");
        }
        return node.json.asBoolean(otherwise);
    }

    Optional<LocalDate> maybeDate(String key) {
        Node node = at(key);
        if (node.absent()) {
            return Optional.empty();
        }
        return Optional.of(node.parsed(LocalDate::parse, "is no date", "write it like 2026-05-26", LocalDate.MIN));
    }

    LocalDate date(String key) {
        return at(key).parsed(LocalDate::parse, "is no date", "write it like 2026-05-26", LocalDate.MIN);
    }

    MonthDay monthDay(String key) {
        return at(key).parsed(
                        text -> MonthDay.parse("--" + text),
                        "is no day of a year",
                        "write it like 12-25",
                        MonthDay.of(1, 1));
    }

    private <T> T parsed(Function<String, T> parse, String problem, String remedy, T otherwise) {
        String text = text();
        try {
            return text.isEmpty() ? otherwise : parse.apply(text);
        } catch (DateTimeException e) {
            wrong("\"" + text + "\" " + problem, remedy);
            return otherwise;
        }
    }

    /** One of the words of an enumeration, written small and with hyphens. */
    <E extends Enum<E>> E word(String key, Class<E> words) {
        return at(key).word(words);
    }

    private <E extends Enum<E>> E word(Class<E> words) {
        String text = text();
        for (E each : words.getEnumConstants()) {
            if (written(each).equals(text)) {
                return each;
            }
        }
        if (!text.isEmpty()) {
            wrong(
                    "\"" + text + "\" is unknown here",
                    "use one of "
                            + String.join(
                                    ", ",
                                    Arrays.stream(words.getEnumConstants())
                                            .map(Node::written)
                                            .toList()));
        }
        return words.getEnumConstants()[0];
    }

    /** How an enumeration's word is written in files. */
    static String written(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Optional<Node> maybe(String key) {
        return has(key) ? Optional.of(at(key)) : Optional.empty();
    }

    /** Each element of a list; one that is not there is empty. */
    <T> List<T> list(String key, Function<Node, T> each) {
        Node list = at(key);
        if (list.absent()) {
            return List.of();
        }
        if (!list.json.isArray()) {
            list.wrong("is no list", "write one entry per line, each after a hyphen");
            return List.of();
        }
        List<T> all = new ArrayList<>();
        for (int i = 0; i < list.json.size(); i++) {
            Node element = new Node(list.path + "[" + i + "]", list.json.path(i), findings);
            all.add(each.apply(element));
            element.noMore();
        }
        return all;
    }

    List<String> texts(String key) {
        return list(key, Node::text);
    }

    <E extends Enum<E>> List<E> words(String key, Class<E> words) {
        return list(key, node -> node.word(words));
    }

    Map<String, String> titles(String key) {
        Node map = at(key);
        Map<String, String> titles = new LinkedHashMap<>();
        Iterator<String> names = (map.json.isObject() ? map.json : MissingNode.getInstance()).fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            titles.put(name, map.text(name));
        }
        return titles;
    }

    /** Notes keys that nobody asked for: most of them are misspelt. */
    void noMore() {
        json.fieldNames().forEachRemaining(name -> {
            if (!asked.contains(name)) {
                new Node(path.isEmpty() ? name : path + "." + name, json, findings)
                        .wrong("is unknown", "known here: " + String.join(", ", asked));
            }
        });
    }
}
