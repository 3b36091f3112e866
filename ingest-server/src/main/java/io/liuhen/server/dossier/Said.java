package io.liuhen.server.dossier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import java.time.Instant;

/** Something that a named person has said, and when. */
public record Said(String value, String by, Instant at) {
    static Said of(JsonNode json) {
        return new Said(
                json.path("value").asText(),
                json.path("by").asText(),
                Instant.parse(json.path("at").asText()));
    }

    ObjectNode json() {
        return CanonicalJson.object().put("value", value).put("by", by).put("at", at.toString());
    }
}
