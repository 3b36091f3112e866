package io.liuhen.server.dossier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One version of what people state of a recording beside its metadata.
 *
 * @param version from 1; 0 where nobody has stated anything
 * @param by who stated this version
 * @param confirmed by field: the value that a person has confirmed. It counts while the field has that value
 * @param bookmarks the points that it shows
 * @param longTerm classes of the pack that it is in
 * @param circumstances in words of the pack, such as that it is evidence of a penalty
 * @param excuse why it was stored late
 */
public record Sheet(
        String recording,
        int version,
        String by,
        Map<String, Said> confirmed,
        List<Officer> officers,
        List<Bookmark> bookmarks,
        List<Said> longTerm,
        List<Said> circumstances,
        Optional<Said> excuse) {
    static final String KIND = "sheet";

    private static final int SCHEMA = 1;

    static Sheet empty(String recording) {
        return new Sheet(recording, 0, "", Map.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty());
    }

    static Sheet of(Document document) {
        ObjectNode body = document.body();
        Map<String, Said> confirmed = new TreeMap<>();
        body.path("confirmed").properties().forEach(each -> confirmed.put(each.getKey(), Said.of(each.getValue())));
        List<Officer> officers = new ArrayList<>();
        body.path("officers")
                .forEach(each -> officers.add(new Officer(
                        each.path("name").asText(),
                        each.path("number").asText(),
                        each.path("shown").asBoolean())));
        List<Bookmark> bookmarks = new ArrayList<>();
        body.path("bookmarks")
                .forEach(each -> bookmarks.add(new Bookmark(
                        Said.of(each),
                        each.has("atMillis")
                                ? OptionalLong.of(each.path("atMillis").longValue())
                                : OptionalLong.empty())));
        return new Sheet(
                document.key().id(),
                document.version(),
                body.path("by").asText(),
                confirmed,
                officers,
                bookmarks,
                list(body.path("longTerm")),
                list(body.path("circumstances")),
                body.has("excuse") ? Optional.of(Said.of(body.path("excuse"))) : Optional.empty());
    }

    private static List<Said> list(JsonNode json) {
        List<Said> all = new ArrayList<>();
        json.forEach(each -> all.add(Said.of(each)));
        return all;
    }

    ObjectNode body() {
        ObjectNode body = statements().put("schema", SCHEMA).put("by", by);
        ObjectNode fields = body.putObject("confirmed");
        new TreeMap<>(confirmed).forEach((name, said) -> fields.set(name, said.json()));
        return body;
    }

    /** What it says, as the API shows it; what is confirmed is shown with the fields. */
    public ObjectNode statements() {
        ObjectNode json = CanonicalJson.object();
        ArrayNode people = json.putArray("officers");
        officers.forEach(each -> people.add(each.json()));
        ArrayNode marks = json.putArray("bookmarks");
        bookmarks.forEach(each -> marks.add(each.json()));
        ArrayNode classes = json.putArray("longTerm");
        longTerm.forEach(each -> classes.add(each.json()));
        ArrayNode words = json.putArray("circumstances");
        circumstances.forEach(each -> words.add(each.json()));
        excuse.ifPresent(each -> json.set("excuse", each.json()));
        return json;
    }
}
