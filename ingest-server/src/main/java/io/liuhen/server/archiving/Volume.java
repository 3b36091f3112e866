package io.liuhen.server.archiving;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Document;
import java.time.Instant;

/**
 * A case as it was archived.
 *
 * @param file the case
 * @param number 档号, unique in the unit
 * @param at when
 * @param content everything that was frozen; as canonical JSON it has the digest that is in the custody log
 */
public record Volume(String file, String number, Instant at, ObjectNode content) {
    static final String KIND = "volume";

    static Volume of(Document document) {
        ObjectNode content = document.body().withObject("/content").deepCopy();
        return new Volume(document.key().id(), content.path("number").asText(), document.at(), content);
    }

    /** Of its content as canonical JSON. */
    public Sha256 sha256() {
        return Sha256.digestOf(CanonicalJson.write(content));
    }

    ObjectNode body() {
        ObjectNode body = CanonicalJson.object().put("schema", 1);
        body.set("content", content);
        return body;
    }
}
