package io.liuhen.server.dossier;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one field of a recording, and from where.
 *
 * @param by the person who confirmed it; empty where nobody has
 * @param at since when
 */
public record Value(JsonNode json, State state, Source source, Optional<String> by, Instant at) {
    /** How far it counts. */
    public enum State {
        /** Somebody should look at it: it does not count yet. */
        PROPOSED,
        /** A machine said it, or read it from the file. */
        PREFILLED,
        /** A person wrote it without saying who he is. */
        ENTERED,
        /** A named person stands by it. */
        CONFIRMED
    }

    /** Where it comes from. */
    public enum Source {
        DEVICE,
        MEDIA,
        ACT,
        PERSON
    }

    /** Whether the regulations may take it for known. */
    public boolean counts() {
        return state != State.PROPOSED;
    }
}
