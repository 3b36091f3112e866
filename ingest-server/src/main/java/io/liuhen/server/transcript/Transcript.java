package io.liuhen.server.transcript;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Document;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One version of what is said in a recording.
 *
 * @param version from 1
 * @param at when it came
 * @param confirmation of what a machine has heard
 */
public record Transcript(
        String recording, int version, Instant at, Written written, Optional<Confirmation> confirmation) {
    static final String KIND = "transcript";

    private static final int SCHEMA = 1;
    /** Longest name. */
    public static final int NAME_MAX = 200;

    /**
     * A transcript as it is handed in.
     *
     * @param format how it is written
     * @param text as it came
     * @param language as BCP 47 names it, where it was said
     * @param author who wrote it; empty exactly where a machine did
     * @param checker who compared it with the sound
     * @param machine the program that heard it, and its version
     */
    public record Written(
            Format format,
            String text,
            Optional<String> language,
            Optional<String> author,
            Optional<String> checker,
            Optional<String> machine) {
        /** Refuses what nobody is answerable for. */
        public Written {
            if (author.isPresent() == machine.isPresent()) {
                throw new IllegalArgumentException(
                        "say either who wrote it (author) or which program heard it (machine)");
            }
            if (text.isBlank()) {
                throw new IllegalArgumentException("it has no words");
            }
            for (Optional<String> name : List.of(language, author, checker, machine)) {
                if (name.filter(word -> word.isBlank() || word.length() > NAME_MAX)
                        .isPresent()) {
                    throw new IllegalArgumentException(
                            "author, checker, machine and language have 1 to " + NAME_MAX + " characters");
                }
            }
        }

        /**
         * As it is, if its text is what its format says. What was kept before is not asked again.
         *
         * @throws IllegalArgumentException with the line and what is expected there
         */
        public Written checked() {
            Cues.read(format, text);
            return this;
        }
    }

    /**
     * A named person says that what a machine has heard was said.
     *
     * @param by the person's name
     */
    public record Confirmation(String by, Instant at) {
        static final String KIND = "transcript-confirmed";

        /** Refuses nobody. */
        public Confirmation {
            if (by.isBlank() || by.length() > NAME_MAX) {
                throw new IllegalArgumentException("by is the person's name, of 1 to " + NAME_MAX + " characters");
            }
        }
    }

    /** Whether it may stand for what is said: a person wrote it, or has confirmed it. */
    public boolean counts() {
        return written.author().isPresent() || confirmation.isPresent();
    }

    /** The text for a player; empty where it has no times. */
    public Optional<String> captions() {
        return written.format() == Format.PLAIN
                ? Optional.empty()
                : Optional.of(Cues.webVtt(Cues.read(written.format(), written.text())));
    }

    /** SHA-256 of the text as it came, in UTF-8. */
    public Sha256 sha256() {
        return Sha256.digestOf(written.text().getBytes(StandardCharsets.UTF_8));
    }

    ObjectNode body() {
        ObjectNode body = CanonicalJson.object()
                .put("schema", SCHEMA)
                .put("format", written.format().toString())
                .put("text", written.text());
        written.language().ifPresent(value -> body.put("language", value));
        written.author().ifPresent(value -> body.put("author", value));
        written.checker().ifPresent(value -> body.put("checker", value));
        written.machine().ifPresent(value -> body.put("machine", value));
        return body;
    }

    static Transcript of(Document document, Optional<Document> confirmed) {
        ObjectNode body = document.body();
        return new Transcript(
                document.key().id(),
                document.version(),
                document.at(),
                new Written(
                        Format.ofWord(body.path("format").asText()),
                        body.path("text").asText(),
                        word(body, "language"),
                        word(body, "author"),
                        word(body, "checker"),
                        word(body, "machine")),
                confirmed.map(each -> new Confirmation(each.body().path("by").asText(), each.at())));
    }

    private static Optional<String> word(ObjectNode body, String name) {
        return Optional.of(body.path(name).asText()).filter(value -> !value.isEmpty());
    }
}
