package io.liuhen.server.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.storage.format.CanonicalJson;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who opened an upload, as far as that was proven; a part of what is recorded with it, and so of the manifest.
 *
 * <pre>
 * {…,"sender":{"kind":"dock","name":"CJZ-7","device":"ZFY-0042","credential":"CJZ-7/1","clockSkewSeconds":-3600}}
 * </pre>
 *
 * @param kind the role
 * @param name the name under which it was let in
 * @param device the device that recorded it; empty where a person or a program has sent it without naming one
 * @param credential the key, token or certificate that proved it
 * @param clockSkewSeconds how far the sender's clock was ahead of the server's, where it told its time
 */
public record Sender(
        String kind, String name, Optional<String> device, String credential, OptionalLong clockSkewSeconds) {
    private static final String MEMBER = "sender";

    /** Who acts, if he has proven who he is. */
    static Optional<Sender> of(Actor actor, Optional<String> namedDevice) {
        if (actor.credential().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> device = actor.kind().equals("device") ? Optional.of(actor.name()) : namedDevice;
        return Optional.of(
                new Sender(actor.kind(), actor.name(), device, actor.credential(), actor.clockSkewSeconds()));
    }

    /** What an upload or a segment tells of its sender. */
    public static Optional<Sender> in(ObjectNode attributes) {
        return attributes.path(MEMBER) instanceof ObjectNode json
                ? Optional.of(new Sender(
                        json.path("kind").asText(),
                        json.path("name").asText(),
                        json.has("device") ? Optional.of(json.path("device").asText()) : Optional.empty(),
                        json.path("credential").asText(),
                        json.has("clockSkewSeconds")
                                ? OptionalLong.of(json.path("clockSkewSeconds").longValue())
                                : OptionalLong.empty()))
                : Optional.empty();
    }

    /** Adds it to what is recorded with an upload. */
    ObjectNode addedTo(ObjectNode attributes) {
        ObjectNode json =
                CanonicalJson.object().put("kind", kind).put("name", name).put("credential", credential);
        device.ifPresent(text -> json.put("device", text));
        clockSkewSeconds.ifPresent(seconds -> json.put("clockSkewSeconds", seconds));
        attributes.set(MEMBER, json);
        return attributes;
    }

    /** Whether it speaks for the device that recorded, as the device itself and its dock do. */
    boolean speaksForDevice() {
        return kind.equals("device") || kind.equals("dock");
    }

    /** As a caller's identity is written: two of one name in two roles are two. */
    public String identity() {
        return kind + ":" + name;
    }
}
