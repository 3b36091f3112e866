package io.liuhen.server.docking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;

/**
 * Why a file that was announced will not come.
 *
 * @param file its name in the announcement
 * @param reason in words
 * @param at when it was said
 */
public record Absence(String file, String reason, String at) {
    static final int REASON_MAX = 2000;

    /** Refuses an absence without a reason. */
    public Absence {
        if (reason.isBlank() || reason.length() > REASON_MAX) {
            throw new IllegalArgumentException("an absence has a reason, in 1 to " + REASON_MAX + " characters");
        }
    }

    static Absence of(JsonNode json) {
        return new Absence(
                json.path("file").asText(),
                json.path("reason").asText(),
                json.path("at").asText());
    }

    ObjectNode json() {
        return CanonicalJson.object().put("file", file).put("reason", reason).put("at", at);
    }
}
