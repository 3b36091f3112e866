package io.liuhen.server.dossier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.records.DueRows.Subject;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Document;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One version of an act or a case, as somebody has stated it.
 *
 * @param id a UUIDv7, for ever
 * @param version from 1
 * @param at when this version was put on record
 * @param createdAt when the first one was
 * @param by the name of the person who stated this version
 * @param content as it was stated
 * @param since since when each thing that counts has been on record with the value that it has now
 */
public record Dossier(
        Kind kind,
        String id,
        int version,
        Instant at,
        Instant createdAt,
        String by,
        ObjectNode content,
        Map<String, Instant> since) {
    private static final int SCHEMA = 1;
    /** The name under which {@code since} says when a case was archived. */
    private static final String ARCHIVED = "archived";

    /** When it was archived; from then on nobody changes it. */
    public Optional<Instant> archivedAt() {
        return Optional.ofNullable(since.get(ARCHIVED));
    }

    /** The next version, that of a case which has been archived. */
    Dossier archived(String archivist, Instant now) {
        Map<String, Instant> after = new LinkedHashMap<>(since);
        after.put(ARCHIVED, now);
        return new Dossier(kind, id, version + 1, now, createdAt, archivist, content, after);
    }

    /** What it is. The words are stored and never change. */
    public enum Kind {
        ACT("act", Subject.ACT, Deed.ACT_STATED),
        CASE("case", Subject.CASE, Deed.CASE_STATED);

        private final String text;
        private final Subject subject;
        private final Deed deed;

        Kind(String text, Subject subject, Deed deed) {
            this.text = text;
            this.subject = subject;
            this.deed = deed;
        }

        /** Under which its duties are found. */
        public Subject subject() {
            return subject;
        }

        Deed deed() {
            return deed;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static Dossier of(Kind kind, Document document) {
        ObjectNode body = document.body();
        Map<String, Instant> since = new LinkedHashMap<>();
        body.path("since")
                .properties()
                .forEach(each ->
                        since.put(each.getKey(), Instant.parse(each.getValue().asText())));
        return new Dossier(
                kind,
                document.key().id(),
                document.version(),
                document.at(),
                Instant.parse(body.path("createdAt").asText()),
                body.path("by").asText(),
                body.withObject("/content").deepCopy(),
                since);
    }

    ObjectNode body() {
        ObjectNode body =
                CanonicalJson.object().put("schema", SCHEMA).put("by", by).put("createdAt", createdAt.toString());
        body.set("content", content);
        ObjectNode times = body.putObject("since");
        new TreeMap<>(since).forEach((name, time) -> times.put(name, time.toString()));
        return body;
    }
}
