package io.liuhen.server.custody;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;

/**
 * Who acts. Personal, so it goes into an entry's details only.
 *
 * @param kind what sort of actor: {@code server}, {@code anonymous}
 * @param name which one; empty where there is none
 * @param address where the request came from; empty for the server itself
 */
public record Actor(String kind, String name, String address) {
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
        if (!name.isEmpty()) {
            json.put("name", name);
        }
        if (!address.isEmpty()) {
            json.put("address", address);
        }
        return json;
    }
}
