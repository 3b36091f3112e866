package io.liuhen.server.access.credential;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex.Hit;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where credentials are kept: as documents, each version with the entry of the custody log that tells of it. Thread-safe;
 * blocks on the disk.
 */
public final class Registry {
    private static final int BATCH = 500;

    private final Records records;
    private final Terms terms;
    private final Custody custody;
    private final InstantSource clock;

    public Registry(Records records, Terms terms, Custody custody, InstantSource clock) {
        this.records = records;
        this.terms = terms;
        this.custody = custody;
        this.clock = clock;
    }

    /** Shows every document of a kind, in its newest version. */
    void all(String kind, Consumer<Document> each) {
        Optional<String> cursor = Optional.empty();
        List<Hit> hits;
        do {
            Query query =
                    new Query(kind, terms.all(), Optional.empty(), Optional.empty(), cursor, BATCH, Order.OLDEST_FIRST);
            hits = records.find(query).hits();
            for (Hit hit : hits) {
                records.newest(new DocumentKey(kind, hit.id())).ifPresent(each);
                cursor = Optional.of(hit.cursor());
            }
        } while (hits.size() == BATCH);
    }

    /**
     * Makes a new version durable. The caller lets nobody else change the same document meanwhile.
     *
     * @param subject a UUID by which the custody log finds the entry: names stand in the details only
     */
    void save(String kind, String id, ObjectNode body, Deed deed, String subject, ObjectNode details, Actor actor) {
        Instant now = clock.instant();
        DocumentKey key = new DocumentKey(kind, id);
        Optional<Document> before = records.newest(key);
        Document next = new Document(
                key,
                before.map(Document::version).orElse(0) + 1,
                now,
                before.map(Document::sortAt).orElse(now),
                body,
                List.of(terms.all()));
        Facts facts = Facts.of(next)
                .and(Facts.of(custody.entry(deed, actor, List.of(subject), CanonicalJson.object(), details)));
        if (!(records.record(facts) instanceof Commit.Done)) {
            throw new IllegalStateException("the " + kind + " " + subject + " was changed twice at once");
        }
    }

    /** An entry of the custody log that goes with no document. */
    public void tell(Deed deed, String subject, ObjectNode details, Actor actor) {
        records.record(Facts.of(custody.entry(deed, actor, List.of(subject), CanonicalJson.object(), details)));
    }
}
