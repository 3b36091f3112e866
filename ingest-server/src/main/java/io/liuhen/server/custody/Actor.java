package io.liuhen.server.custody;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import java.util.OptionalLong;

/**
 * Who acts. Personal, so it goes into an entry's details only.
 *
 * @param kind what sort of actor: {@code server}, {@code anonymous}, or the role of who has proven one
 * @param name which one; empty where there is none
 * @param address where the request came from; empty for the server itself
 * @param device the device that a dock acts for; empty for everybody else
 * @param credential the key, token or certificate that proved it; empty where none did
 * @param clockSkewSeconds how far the actor's clock was ahead of the server's, where it told its time
 */
public record Actor(
        String kind, String name, String address, String device, String credential, OptionalLong clockSkewSeconds) {
    /** Somebody of a name. */
    public Actor(String kind, String name, String address) {
        this(kind, name, address, "", "", OptionalLong.empty());
    }

    /** The server, by itself. */
    public static Actor server() {
        return new Actor("server", "", "");
    }

    /** Somebody without credentials, as a trial allows. */
    public static Actor anonymous(String address) {
        return new Actor("anonymous", "", address);
    }

    ObjectNode json() {
        ObjectNode json = CanonicalJson.object();
        json.put("kind", kind);
        put(json, "name", name);
        put(json, "address", address);
        put(json, "device", device);
        put(json, "credential", credential);
        clockSkewSeconds.ifPresent(seconds -> json.put("clockSkewSeconds", seconds));
        return json;
    }

    private static void put(ObjectNode json, String member, String text) {
        if (!text.isEmpty()) {
            json.put(member, text);
        }
    }
}
