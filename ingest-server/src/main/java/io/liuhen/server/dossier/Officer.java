package io.liuhen.server.dossier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import java.util.List;

/**
 * One who takes part (执法人员).
 *
 * @param number of the certificate (执法证件编号); empty where nobody has said it
 * @param shown whether the certificate was shown
 */
public record Officer(String name, String number, boolean shown) {
    static List<Officer> all(Statement statement, String name) {
        return statement.objects(name).stream().map(Officer::of).toList();
    }

    private static Officer of(Statement statement) {
        Officer officer = new Officer(
                statement.required("name"),
                statement.text("number"),
                statement.flag("shown").orElse(false));
        statement.noMore();
        return officer;
    }

    ObjectNode json() {
        ObjectNode json = CanonicalJson.object().put("name", name).put("shown", shown);
        return number.isEmpty() ? json : json.put("number", number);
    }
}
