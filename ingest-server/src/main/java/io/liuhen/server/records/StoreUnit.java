package io.liuhen.server.records;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Whose records a store holds. Their unit's id is part of every key: under another one nothing would be found, and what
 * came would stand beside it. Blocks on the disk.
 */
public final class StoreUnit {
    private static final DocumentKey KEY = new DocumentKey("store", "unit");
    private static final int SCHEMA = 1;
    private static final String UNIT = "unit";

    private StoreUnit() {}

    /**
     * Holds a unit against the store's, and records it where the store has none yet: a store that was filled before this
     * was recorded is of the unit of its newest entry in the custody log. As long as nothing was done in it, a store may
     * become another unit's.
     *
     * @param unit the id in the configuration
     * @throws IllegalStateException with a sentence for the operator, if the store is another unit's
     */
    public static void claim(StorageEngine engine, String unit, InstantSource clock) {
        Optional<Document> recorded = engine.records().newest(KEY);
        Optional<String> done =
                engine.ledger().newest().map(leaf -> leaf.path(UNIT).asText());
        Optional<String> held = done.map(
                newest -> recorded.map(at -> at.body().path(UNIT).asText()).orElse(newest));
        if (held.filter(other -> !other.equals(unit)).isPresent()) {
            throw new IllegalStateException(
                    "unit.id is \"" + unit + "\", and this store holds the records of the unit \""
                            + held.get() + "\"; write unit: {id: " + held.get()
                            + "} into the configuration, or name an empty folder for a store of \"" + unit + "\"");
        }
        boolean same = recorded.filter(at -> at.body().path(UNIT).asText().equals(unit))
                .isPresent();
        if (!same && engine.readOnlyReason().isEmpty()) {
            record(engine, unit, clock, recorded.map(Document::version).orElse(0) + 1);
        }
    }

    private static void record(StorageEngine engine, String unit, InstantSource clock, int version) {
        ObjectNode body = CanonicalJson.object().put("schema", SCHEMA).put(UNIT, unit);
        Document document = new Document(KEY, version, clock.instant(), clock.instant(), body, List.of());
        if (!(engine.records().record(Facts.of(document)) instanceof Commit.Done)) {
            throw new IllegalStateException("nobody else writes to a store that is being opened: " + KEY);
        }
    }
}
