package io.liuhen.server.rendition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Document;
import java.time.Instant;

/**
 * One version of what is hidden in a recording before it is released. Every version keeps its copies.
 *
 * @param version from 1
 * @param why it is hidden
 * @param by who asked, as {@code role:name}
 * @param profile by its name
 */
public record Redaction(
        String recording, int version, Instant at, String why, String by, String profile, EditList edits) {
    /** The longest reason, in characters. */
    public static final int WHY_MAX = 200;

    static final String KIND = "redaction";
    private static final int SCHEMA = 1;

    static Redaction of(Document document) {
        ObjectNode body = document.body();
        try {
            return new Redaction(
                    document.key().id(),
                    document.version(),
                    document.at(),
                    body.path("why").asText(),
                    body.path("by").asText(),
                    body.path("profile").asText(),
                    EditList.read(body.path("segments")));
        } catch (EditList.WrongException e) {
            throw new IllegalStateException("a redaction that was kept cannot be read: " + e.getMessage(), e);
        }
    }

    /** Of the list of what is hidden. */
    public Sha256 sha256() {
        return edits.sha256();
    }

    /** The name of its copies, among those of their segments. */
    public String copyName() {
        return Copies.redactedName(version);
    }

    ObjectNode body() {
        ObjectNode body = CanonicalJson.object()
                .put("schema", SCHEMA)
                .put("why", why)
                .put("by", by)
                .put("profile", profile)
                .put("sha256", sha256().toString());
        body.set("segments", edits.json());
        return body;
    }
}
