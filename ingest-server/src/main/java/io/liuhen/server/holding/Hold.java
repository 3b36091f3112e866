package io.liuhen.server.holding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Document;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One version of a hold.
 *
 * @param id a UUIDv7
 * @param createdAt since when it stands
 * @param stated what it is for
 * @param releases who has said that it may end; with two it has ended
 */
public record Hold(String id, int version, Instant createdAt, Stated stated, List<Release> releases) {
    static final String KIND = "hold";
    /** How many roles it takes to release one. */
    static final int ROLES = 2;

    private static final int SCHEMA = 1;

    /** Why something must stay. The words are stored and never change. */
    public enum Reason {
        LITIGATION,
        APPEAL,
        COMPLAINT,
        INSPECTION;

        /** The one of this word. */
        static Optional<Reason> named(String word) {
            return Stream.of(values())
                    .filter(each -> each.toString().equals(word))
                    .findFirst();
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What somebody states.
     *
     * @param by the person
     * @param basis in words: the number of the notice, the court
     * @param on ids of recordings, acts and cases
     */
    public record Stated(String by, Reason reason, String basis, Set<String> on) {
        /** Longest text. */
        public static final int TEXT_MAX = 1000;
        /** How many things one hold may name. */
        public static final int ON_MAX = 500;

        /**
         * Reads what was sent.
         *
         * @throws IllegalArgumentException with a sentence for the client
         */
        public static Stated of(ObjectNode json) {
            String by = text(json, "by");
            String basis = text(json, "basis");
            Reason reason = Reason.named(json.path("reason").asText())
                    .orElseThrow(() ->
                            new IllegalArgumentException("reason is one of litigation, appeal, complaint, inspection"));
            Set<String> on = new LinkedHashSet<>();
            for (JsonNode id : json.path("on")) {
                on.add(SegmentId.parse(id.asText())
                        .orElseThrow(() -> new IllegalArgumentException("on has ids of recordings, acts and cases"))
                        .toString());
            }
            if (on.isEmpty() || on.size() > ON_MAX) {
                throw new IllegalArgumentException("on has 1 to " + ON_MAX + " ids of recordings, acts and cases");
            }
            return new Stated(by, reason, basis, on);
        }

        /** A text that must be there. */
        public static String text(ObjectNode json, String name) {
            String text = json.path(name).asText();
            if (text.isBlank() || text.length() > TEXT_MAX) {
                throw new IllegalArgumentException(name + " is said in 1 to " + TEXT_MAX + " characters");
            }
            return text;
        }
    }

    /**
     * Somebody says that it may end.
     *
     * @param role as which
     * @param who the identity of the caller, which tells two of one name apart
     */
    public record Release(String by, String role, String who, String why, Instant at) {}

    /** Whether it still holds. */
    public boolean stands() {
        return releases.size() < ROLES;
    }

    static Hold of(Document document) {
        ObjectNode body = document.body();
        Set<String> on = new LinkedHashSet<>();
        body.path("on").forEach(id -> on.add(id.asText()));
        List<Release> releases = new ArrayList<>();
        for (JsonNode each : body.path("releases")) {
            releases.add(new Release(
                    each.path("by").asText(),
                    each.path("role").asText(),
                    each.path("who").asText(),
                    each.path("why").asText(),
                    Instant.parse(each.path("at").asText())));
        }
        return new Hold(
                document.key().id(),
                document.version(),
                document.sortAt(),
                new Stated(
                        body.path("by").asText(),
                        Reason.named(body.path("reason").asText()).orElseThrow(),
                        body.path("basis").asText(),
                        on),
                releases);
    }

    ObjectNode body() {
        ObjectNode body = CanonicalJson.object()
                .put("schema", SCHEMA)
                .put("by", stated.by())
                .put("reason", stated.reason().toString())
                .put("basis", stated.basis());
        stated.on().forEach(body.putArray("on")::add);
        ArrayNode list = body.putArray("releases");
        releases.forEach(each -> list.addObject()
                .put("by", each.by())
                .put("role", each.role())
                .put("who", each.who())
                .put("why", each.why())
                .put("at", each.at().toString()));
        return body;
    }

    /** As the API shows it. */
    public ObjectNode json() {
        ObjectNode json = body();
        json.remove("schema");
        json.path("releases").forEach(each -> ((ObjectNode) each).remove("who"));
        return json.put("id", id)
                .put("version", version)
                .put("createdAt", createdAt.toString())
                .put("state", stands() ? "standing" : "released");
    }
}
