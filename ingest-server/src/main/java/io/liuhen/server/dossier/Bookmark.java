package io.liuhen.server.dossier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;

/**
 * A point that a recording shows (重点内容).
 *
 * @param mark who said so, when, and which point: the value
 * @param atMillis where in the recording; empty where nobody has said it
 */
public record Bookmark(Said mark, OptionalLong atMillis) {
    ObjectNode json() {
        ObjectNode json = mark.json();
        atMillis.ifPresent(millis -> json.put("atMillis", millis));
        return json;
    }
}
