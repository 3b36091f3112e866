package io.liuhen.server.dossier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.dossier.Dossier.Kind;
import java.time.ZoneId;

/**
 * How acts and cases are read.
 *
 * @param words that the unit's rule packs know
 * @param zone in which a time without an offset is read
 */
public record Forms(Words words, ZoneId zone) {
    Form read(Kind kind, ObjectNode content) {
        Statement statement = Statement.of(content, zone);
        return kind == Kind.ACT
                ? Form.of(Act.of(statement, words), statement.errors())
                : Form.of(CaseFile.of(statement, words), statement.errors());
    }

    Act act(ObjectNode content) {
        return Act.of(Statement.of(content, zone), words);
    }

    CaseFile file(ObjectNode content) {
        return CaseFile.of(Statement.of(content, zone), words);
    }
}
