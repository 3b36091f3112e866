package io.liuhen.server.rendition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Document;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A copy of one segment that somebody asked for.
 *
 * @param name among the copies of its segment, and its file's name without an ending
 * @param version of its document
 * @param at when this version was made
 * @param profile the name and the digest of its profile, as they were when it was asked for
 * @param lines what is written on it
 * @param viewer whose it is, as {@code role:name}; empty for everybody's
 * @param redaction what is hidden in it; empty for nothing
 * @param tries how often making it has failed for reasons that may pass
 * @param outcome what was made, or why not; nothing while it is queued
 */
public record Copy(
        SegmentId segment,
        String name,
        int version,
        Instant at,
        State state,
        ObjectNode profile,
        List<String> lines,
        Optional<String> viewer,
        Optional<Hidden> redaction,
        int tries,
        ObjectNode outcome) {
    /** The words are stored and never change. */
    public enum State {
        /** It is to be made. */
        QUEUED("queued"),
        /** It is there. */
        DONE("done"),
        /** It cannot be made, or could not. */
        FAILED("failed");

        private final String text;

        State(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }

        static State of(String text) {
            for (State state : values()) {
                if (state.text.equals(text)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("no state of a copy: " + text);
        }
    }

    /** What is hidden: the version of a recording's redaction, and the digest of its list. */
    public record Hidden(String recording, int version, String sha256) {}

    static final String KIND = "copy";
    private static final int SCHEMA = 1;

    /** Copies what may change. */
    public Copy {
        lines = List.copyOf(lines);
        profile = profile.deepCopy();
        outcome = outcome.deepCopy();
    }

    /** The file, among what was derived from the segment. */
    public String fileName() {
        return name + ".mp4";
    }

    /** The name of its profile. */
    public String profileName() {
        return profile.path("name").asText();
    }

    /** The same as another version says. */
    Copy next(State next, int triesSoFar, ObjectNode what, Instant now) {
        return new Copy(segment, name, version + 1, now, next, profile, lines, viewer, redaction, triesSoFar, what);
    }

    static Copy of(Document document) {
        ObjectNode body = document.body();
        String id = document.key().id();
        List<String> lines = new ArrayList<>();
        body.path("lines").forEach(line -> lines.add(line.asText()));
        return new Copy(
                SegmentId.parse(id.substring(0, id.indexOf('/'))).orElseThrow(),
                id.substring(id.indexOf('/') + 1),
                document.version(),
                document.at(),
                State.of(body.path("state").asText()),
                body.withObject("/profile"),
                lines,
                Optional.of(body.path("viewer").asText()).filter(text -> !text.isEmpty()),
                body.path("redaction").isObject()
                        ? Optional.of(new Hidden(
                                body.at("/redaction/recording").asText(),
                                body.at("/redaction/version").asInt(),
                                body.at("/redaction/sha256").asText()))
                        : Optional.empty(),
                body.path("tries").asInt(),
                body.withObject("/outcome"));
    }

    ObjectNode body() {
        ObjectNode body = CanonicalJson.object().put("schema", SCHEMA).put("state", state.toString());
        body.set("profile", profile);
        lines.forEach(body.putArray("lines")::add);
        viewer.ifPresent(whose -> body.put("viewer", whose));
        redaction.ifPresent(hidden -> body.putObject("redaction")
                .put("recording", hidden.recording())
                .put("version", hidden.version())
                .put("sha256", hidden.sha256()));
        body.put("tries", tries);
        body.set("outcome", outcome);
        return body;
    }
}
