package io.liuhen.server.ingest;

import io.liuhen.server.custody.Actor;
import io.liuhen.storage.format.Sha256;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client says when it opens an upload.
 *
 * @param received its metadata by name, decoded and otherwise untouched, in their order
 * @param header its metadata as they came on the wire; empty where they came otherwise
 * @param lengthBytes the length that it announces, where it does
 * @param concatenation whether it is a part, or joined from parts
 */
public record NewUpload(
        Map<String, String> received,
        String header,
        OptionalLong lengthBytes,
        Protocol protocol,
        Concatenation concatenation) {
    private static final String DEVICE = "device";

    /** How the bytes come. The words are stored and never change. */
    public enum Protocol {
        /** tus 1.0.0. */
        TUS("tus"),
        /** The IETF's draft on resumable uploads. */
        RUFH("rufh"),
        /** One request with the whole file under a name. */
        PUT("put"),
        /** One request with the whole file. */
        POST("post");

        private final String text;

        Protocol(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A file of its own. */
    public NewUpload(Map<String, String> received, String header, OptionalLong lengthBytes, Protocol protocol) {
        this(received, header, lengthBytes, protocol, Concatenation.none());
    }

    /** Copies the map. */
    public NewUpload {
        received = new LinkedHashMap<>(received);
    }

    /** The device that it names. */
    Optional<String> device() {
        return Optional.ofNullable(received.get(DEVICE)).filter(name -> !name.isBlank());
    }

    /** The digest that its device knows for the whole file, where it states one that can be read. */
    Optional<Sha256> declaredSha256() {
        return Sha256.parse(received.getOrDefault("sha256", "").strip());
    }

    /** The same, of the recorder that has proven who it is, where it does not say so in words. */
    NewUpload sentBy(Actor actor) {
        if (!actor.kind().equals(DEVICE) || device().isPresent()) {
            return this;
        }
        Map<String, String> named = new LinkedHashMap<>(received);
        named.put(DEVICE, actor.name());
        return new NewUpload(named, header, lengthBytes, protocol, concatenation);
    }
}
