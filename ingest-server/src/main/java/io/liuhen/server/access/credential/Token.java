package io.liuhen.server.access.credential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Role;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import java.time.Instant;
import java.util.Optional;

/**
 * A bearer token of a person or a service, as it is kept: without the secret.
 *
 * @param id a UUID, the first part of what the holder shows
 * @param holder the person or the program
 * @param number a person's number (执法证号)
 * @param digest SHA-256 of the secret
 */
public record Token(
        String id,
        String holder,
        Role role,
        String unit,
        Optional<String> number,
        Sha256 digest,
        Instant madeAt,
        Instant expiresAt,
        Optional<Instant> revokedAt) {
    static final String KIND = "token";

    private static final int SCHEMA = 1;

    /** Whether it counts. */
    public boolean inForceAt(Instant now) {
        return revokedAt.isEmpty() && now.isBefore(expiresAt);
    }

    Token revokedAt(Instant time) {
        return new Token(id, holder, role, unit, number, digest, madeAt, expiresAt, Optional.of(time));
    }

    ObjectNode json() {
        ObjectNode json = CanonicalJson.object()
                .put("schema", SCHEMA)
                .put("holder", holder)
                .put("role", role.toString())
                .put("unit", unit)
                .put("sha256", digest.toString())
                .put("madeAt", madeAt.toString())
                .put("expiresAt", expiresAt.toString());
        number.ifPresent(text -> json.put("number", text));
        revokedAt.ifPresent(time -> json.put("revokedAt", time.toString()));
        return json;
    }

    static Token of(String id, JsonNode json) {
        return new Token(
                id,
                json.path("holder").asText(),
                Role.named(json.path("role").asText())
                        .orElseThrow(() -> new IllegalStateException("the token " + id + " has no role")),
                json.path("unit").asText(),
                json.has("number") ? Optional.of(json.path("number").asText()) : Optional.empty(),
                Sha256.parse(json.path("sha256").asText())
                        .orElseThrow(() -> new IllegalStateException("the token " + id + " has no digest")),
                Instant.parse(json.path("madeAt").asText()),
                Instant.parse(json.path("expiresAt").asText()),
                json.has("revokedAt")
                        ? Optional.of(Instant.parse(json.path("revokedAt").asText()))
                        : Optional.empty());
    }
}
