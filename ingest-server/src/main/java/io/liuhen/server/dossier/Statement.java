package io.liuhen.server.dossier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.records.Metadata;
import io.liuhen.storage.format.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a JSON object that somebody has stated, and collects everything that is wrong with it. Whatever is not asked for is
 * wrong, too: it was misspelt, or nobody would ever look at it. Confined to one thread.
 */
final class Statement {
    /** Longest text, in characters. */
    static final int TEXT_MAX = 2000;
    /** Longest list. */
    static final int LIST_MAX = 500;

    private final String place;
    private final ObjectNode json;
    private final ZoneId zone;
    private final List<String> errors;
    private final Set<String> asked = new TreeSet<>();

    private Statement(String place, ObjectNode json, ZoneId zone, List<String> errors) {
        this.place = place;
        this.json = json;
        this.zone = zone;
        this.errors = errors;
    }

    /** @param zone in which a time without an offset is read */
    static Statement of(ObjectNode json, ZoneId zone) {
        return new Statement("", json, zone, new ArrayList<>());
    }

    /** What is wrong, as sentences. */
    List<String> errors() {
        return errors;
    }

    void wrong(String name, String what) {
        errors.add("\"" + place + name + "\" " + what);
    }

    private JsonNode ask(String name) {
        asked.add(name);
        return json.path(name);
    }

    boolean has(String name) {
        asked.add(name);
        return json.has(name);
    }

    /** A text; empty where there is none. */
    String text(String name) {
        JsonNode value = ask(name);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        return checked(name, value);
    }

    /** A text that must be there. */
    String required(String name) {
        String text = text(name);
        if (text.isBlank()) {
            wrong(name, "is missing");
        }
        return text;
    }

    private String checked(String name, JsonNode value) {
        if (!value.isTextual()
                || value.textValue().length() > TEXT_MAX
                || !StandardCharsets.UTF_8.newEncoder().canEncode(value.textValue())) {
            wrong(name, "must be a text of at most " + TEXT_MAX + " characters");
            return "";
        }
        return value.textValue();
    }

    /** A list of texts, each once, none blank. */
    List<String> texts(String name) {
        Set<String> texts = new LinkedHashSet<>();
        for (JsonNode entry : list(name)) {
            String text = checked(name, entry);
            if (text.isBlank()) {
                wrong(name, "has an empty entry");
            }
            texts.add(text);
        }
        return List.copyOf(texts);
    }

    private Iterable<JsonNode> list(String name) {
        JsonNode value = ask(name);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > LIST_MAX) {
            wrong(name, "must be a list of at most " + LIST_MAX + " entries");
            return List.of();
        }
        return value;
    }

    /** A list of objects. */
    List<Statement> objects(String name) {
        List<Statement> objects = new ArrayList<>();
        int index = 0;
        for (JsonNode entry : list(name)) {
            if (entry instanceof ObjectNode object) {
                objects.add(new Statement(place + name + "[" + index + "].", object, zone, errors));
            } else {
                wrong(name, "must be a list of objects");
            }
            index++;
        }
        return objects;
    }

    /** An object. */
    Optional<Statement> object(String name) {
        JsonNode value = ask(name);
        if (value instanceof ObjectNode object) {
            return Optional.of(new Statement(place + name + ".", object, zone, errors));
        }
        if (!value.isMissingNode() && !value.isNull()) {
            wrong(name, "must be an object");
        }
        return Optional.empty();
    }

    /** An object of texts by names that are not known beforehand. */
    Map<String, String> named(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        object(name)
                .ifPresent(inner -> inner.json.fieldNames().forEachRemaining(each -> {
                    String text = inner.text(each);
                    if (!text.isBlank()) {
                        texts.put(each, text);
                    }
                }));
        return texts;
    }

    /** The names of an object's members. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** A time. */
    Optional<Instant> time(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> time = Metadata.time(text, zone);
        if (time.isEmpty()) {
            wrong(name, "must be an ISO 8601 time, like 2026-11-20T16:30:00+08:00");
        }
        return time;
    }

    /** A time that must be there. */
    Instant requiredTime(String name) {
        if (!has(name)) {
            wrong(name, "is missing");
        }
        return time(name).orElse(Instant.EPOCH);
    }

    /** Yes or no. */
    Optional<Boolean> flag(String name) {
        JsonNode value = ask(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isBoolean()) {
            wrong(name, "must be true or false");
        }
        return Optional.of(value.asBoolean());
    }

    /** A whole number from 0 on. */
    OptionalLong count(String name) {
        JsonNode value = ask(name);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalLong.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            wrong(name, "must be a whole number, from 0 on");
            return OptionalLong.empty();
        }
        return OptionalLong.of(value.longValue());
    }

    /** An object as it is. */
    ObjectNode raw(String name) {
        JsonNode value = ask(name);
        if (value instanceof ObjectNode object) {
            return object.deepCopy();
        }
        if (!value.isMissingNode() && !value.isNull()) {
            wrong(name, "must be an object");
        }
        return CanonicalJson.object();
    }

    /** Says that everything was asked for. */
    void noMore() {
        names().stream()
                .filter(name -> !asked.contains(name))
                .forEach(name -> wrong(name, "is not known here; known: " + String.join(", ", asked)));
    }
}
