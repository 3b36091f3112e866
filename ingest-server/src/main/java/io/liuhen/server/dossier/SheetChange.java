package io.liuhen.server.dossier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.records.Field;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a named person states of a recording. What is empty stays as it was.
 *
 * @param by the person
 * @param fields a merge patch of the metadata: what it sets, the person confirms
 * @param confirm fields whose value, or what is proposed for them, the person confirms as it is
 * @param bookmarks the point, and where it is
 * @param excuse why it was stored late; an empty text takes it away
 */
public record SheetChange(
        String by,
        ObjectNode fields,
        List<String> confirm,
        Optional<List<Officer>> officers,
        Optional<Map<String, OptionalLong>> bookmarks,
        Optional<List<String>> longTerm,
        Optional<List<String>> circumstances,
        Optional<String> excuse) {
    /** Longest name of a person. */
    public static final int NAME_MAX = 200;

    /** What was sent, or what is wrong with it. */
    public record Read(Optional<SheetChange> change, List<String> errors) {}

    /** Reads what was sent. */
    public static Read of(ObjectNode json, Words words, ZoneId zone) {
        Statement said = Statement.of(json, zone);
        SheetChange change = new SheetChange(
                said.required("by"),
                said.raw("fields"),
                said.texts("confirm"),
                said.has("officers") ? Optional.of(Officer.all(said, "officers")) : Optional.empty(),
                said.has("bookmarks") ? Optional.of(bookmarks(said)) : Optional.empty(),
                said.has("longTerm") ? Optional.of(said.texts("longTerm")) : Optional.empty(),
                said.has("circumstances") ? Optional.of(said.texts("circumstances")) : Optional.empty(),
                said.has("excuse") ? Optional.of(said.text("excuse")) : Optional.empty());
        if (change.by().length() > NAME_MAX) {
            said.wrong("by", "is the name of a person, of at most " + NAME_MAX + " characters");
        }
        change.confirm().stream()
                .filter(name -> Field.named(name).isEmpty())
                .forEach(name -> said.wrong("confirm", "has \"" + name + "\", which is no field"));
        Words.check(said, "longTerm", change.longTerm().orElse(List.of()), words.longTerm());
        Words.check(said, "circumstances", change.circumstances().orElse(List.of()), words.circumstances());
        said.noMore();
        List<String> errors = said.errors();
        return new Read(errors.isEmpty() ? Optional.of(change) : Optional.empty(), errors);
    }

    private static Map<String, OptionalLong> bookmarks(Statement said) {
        Map<String, OptionalLong> marks = new LinkedHashMap<>();
        for (Statement each : said.objects("bookmarks")) {
            String mark = each.required("mark");
            if (marks.put(mark, each.count("atMillis")) != null) {
                each.wrong("mark", "is there twice");
            }
            each.noMore();
        }
        return marks;
    }

    /** What was said before is still said by who said it. */
    Sheet appliedTo(Sheet before, Map<String, Said> confirmed, Instant now) {
        return new Sheet(
                before.recording(),
                before.version() + 1,
                by,
                confirmed,
                officers.orElse(before.officers()),
                bookmarks.map(marks -> marked(marks, before, now)).orElse(before.bookmarks()),
                longTerm.map(classes -> said(classes, before.longTerm(), now)).orElse(before.longTerm()),
                circumstances.map(all -> said(all, before.circumstances(), now)).orElse(before.circumstances()),
                excuse.isEmpty()
                        ? before.excuse()
                        : excuse.filter(text -> !text.isBlank()).map(text -> new Said(text, by, now)));
    }

    private List<Bookmark> marked(Map<String, OptionalLong> marks, Sheet before, Instant now) {
        List<Bookmark> all = new ArrayList<>();
        marks.forEach((mark, at) -> all.add(before.bookmarks().stream()
                .filter(old -> old.mark().value().equals(mark) && old.atMillis().equals(at))
                .findFirst()
                .orElseGet(() -> new Bookmark(new Said(mark, by, now), at))));
        return all;
    }

    private List<Said> said(List<String> values, List<Said> before, Instant now) {
        return values.stream()
                .map(value -> before.stream()
                        .filter(old -> old.value().equals(value))
                        .findFirst()
                        .orElseGet(() -> new Said(value, by, now)))
                .toList();
    }
}
