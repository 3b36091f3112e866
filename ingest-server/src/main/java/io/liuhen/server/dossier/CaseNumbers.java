package io.liuhen.server.dossier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which case has which number: one document for each number, so that two cases never get the same. Blocks on the disk. */
final class CaseNumbers {
    private static final String KIND = "case-number";
    private static final int SCHEMA = 1;

    private final Records records;
    private final String unit;

    CaseNumbers(Records records, String unit) {
        this.records = records;
        this.unit = unit;
    }

    /**
     * What it takes to give a number to a case.
     *
     * @param holder another case that has it
     * @param facts to be committed with the case
     */
    record Taking(Optional<String> holder, Facts facts) {}

    Taking take(String number, Optional<String> before, String id, Instant now) {
        Optional<String> holder = find(number);
        if (holder.filter(id::equals).isPresent()) {
            return new Taking(Optional.empty(), Facts.none());
        }
        if (holder.isPresent()) {
            return new Taking(holder, Facts.none());
        }
        Facts facts = Facts.of(document(number, Optional.of(id), now));
        return new Taking(
                Optional.empty(),
                before.map(old -> facts.and(Facts.of(document(old, Optional.empty(), now))))
                        .orElse(facts));
    }

    private Document document(String number, Optional<String> holder, Instant now) {
        ObjectNode body = CanonicalJson.object().put("schema", SCHEMA);
        holder.ifPresent(id -> body.put("case", id));
        int version = records.newest(key(number)).map(Document::version).orElse(0) + 1;
        return new Document(key(number), version, now, now, body, List.of());
    }

    Optional<String> find(String number) {
        return records.newest(key(number))
                .map(document -> document.body().path("case").asText())
                .filter(id -> !id.isEmpty());
    }

    private DocumentKey key(String number) {
        ObjectNode name = CanonicalJson.object().put("unit", unit).put("number", number);
        return new DocumentKey(KIND, Sha256.digestOf(CanonicalJson.write(name)).toString());
    }
}
