package io.liuhen.server.records;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Document;
import java.time.Instant;

/**
 * One version of a recording (音像记录).
 *
 * @param id a UUID of its own, for ever
 * @param version counts from 1
 * @param changedAt when this version was made
 * @param sortAt its place in lists: when it was made where that is known, else when it was first heard of
 * @param createdAt when it was first heard of
 * @param cause who made this version
 * @param trial whether it was stored by a server without credentials
 */
public record Recording(
        String id,
        int version,
        Instant changedAt,
        Instant sortAt,
        Instant createdAt,
        Cause cause,
        boolean trial,
        Metadata metadata) {
    /** Who made a version. The words are stored and never change. */
    public enum Cause {
        /** A device, by what it said with an upload. */
        DEVICE("device"),
        /** A person, by a correction. */
        PERSON("person");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static final String KIND = "recording";
    private static final int SCHEMA = 1;

    static Recording of(Document document) {
        ObjectNode body = document.body();
        return new Recording(
                document.key().id(),
                document.version(),
                document.at(),
                document.sortAt(),
                Instant.parse(body.path("createdAt").asText()),
                body.path("cause").asText().equals(Cause.PERSON.toString()) ? Cause.PERSON : Cause.DEVICE,
                body.path("trial").asBoolean(),
                Metadata.ofStored(body.withObject("/metadata")));
    }

    ObjectNode body(String unit) {
        ObjectNode body = CanonicalJson.object();
        body.put("schema", SCHEMA);
        body.put("unit", unit);
        body.put("cause", cause.toString());
        body.put("trial", trial);
        body.put("createdAt", createdAt.toString());
        body.set("metadata", metadata.json());
        return body;
    }
}
