package io.liuhen.server.archiving;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Document;
import java.time.Instant;
import java.util.Optional;

/**
 * What is told of a volume after it was archived.
 *
 * @param number from 1, in its volume
 * @param by who says it
 * @param who the identity of the caller, which tells two of one name apart
 * @param approval who agreed; it is part of the volume from then on
 */
public record Addendum(
        String file, int number, String by, String who, String text, Instant at, Optional<Approval> approval) {
    static final String KIND = "addendum";

    /** Who agreed, and when. */
    public record Approval(String by, Instant at) {}

    static Addendum of(Document document) {
        ObjectNode body = document.body();
        return new Addendum(
                body.path("case").asText(),
                body.path("number").asInt(),
                body.path("by").asText(),
                body.path("who").asText(),
                body.path("text").asText(),
                document.sortAt(),
                body.has("approvedBy")
                        ? Optional.of(new Approval(body.path("approvedBy").asText(), document.at()))
                        : Optional.empty());
    }

    Addendum approved(String name, Instant now) {
        return new Addendum(file, number, by, who, text, at, Optional.of(new Approval(name, now)));
    }

    ObjectNode body() {
        ObjectNode body = CanonicalJson.object()
                .put("schema", 1)
                .put("case", file)
                .put("number", number)
                .put("by", by)
                .put("who", who)
                .put("text", text);
        approval.ifPresent(each -> body.put("approvedBy", each.by()));
        return body;
    }

    /** As the API shows it. */
    public ObjectNode json() {
        ObjectNode json = CanonicalJson.object()
                .put("number", number)
                .put("by", by)
                .put("text", text)
                .put("at", at.toString())
                .put("state", approval.isPresent() ? "approved" : "proposed");
        approval.ifPresent(each ->
                json.put("approvedBy", each.by()).put("approvedAt", each.at().toString()));
        return json;
    }
}
