package io.liuhen.server.duty;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.records.DueRows.Named;
import io.liuhen.server.records.DueRows.Subject;
import io.liuhen.server.records.Terms;
import io.liuhen.server.regulation.Regulation;
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

/**
 * Judges every recording, act and case anew after packs, calendar or program have changed, and where there never was an index.
 * It remembers how far it has come, and goes on there after a restart. Confined to one thread; blocks on the disk.
 */
public final class Rewalk {
    private static final String KIND = "due-basis";
    private static final int SCHEMA = 1;
    private static final int BATCH = 200;
    /** Each is a version of the document that says how far it has come. */
    private static final int BATCHES_BETWEEN_NOTES = 25;

    private static final List<Subject> ORDER = List.of(Subject.RECORDING, Subject.ACT, Subject.CASE);

    private final Records records;
    private final String unit;
    private final Terms terms;
    private final Regulation regulation;
    private final DueKeeper keeper;
    private final InstantSource clock;
    private Progress progress;
    private int unnoted;

    Rewalk(Records records, String unit, Regulation regulation, DueKeeper keeper, InstantSource clock) {
        this.records = records;
        this.unit = unit;
        this.terms = new Terms(unit);
        this.regulation = regulation;
        this.keeper = keeper;
        this.clock = clock;
        progress = records.newest(key())
                .map(document -> Progress.of(document.body()))
                .orElseGet(() -> Progress.from(""));
    }

    /**
     * How far it has come.
     *
     * @param basis by which things are judged
     * @param subject what is walked through; empty: it is done
     * @param cursor after which to go on
     */
    private record Progress(String basis, Optional<Subject> subject, Optional<String> cursor) {
        static Progress from(String basis) {
            return new Progress(basis, Optional.of(ORDER.get(0)), Optional.empty());
        }

        static Progress of(ObjectNode body) {
            return new Progress(
                    body.path("basis").asText(),
                    ORDER.stream()
                            .filter(each ->
                                    each.toString().equals(body.path("subject").asText()))
                            .findFirst(),
                    Optional.of(body.path("cursor").asText()).filter(text -> !text.isEmpty()));
        }

        Progress next() {
            int after = ORDER.indexOf(subject.orElseThrow()) + 1;
            return new Progress(
                    basis, after < ORDER.size() ? Optional.of(ORDER.get(after)) : Optional.empty(), Optional.empty());
        }
    }

    /** Whether rows may still say what an earlier pack or calendar said. */
    public boolean isUnderWay() {
        return progress.subject().isPresent() || !progress.basis().equals(regulation.basis());
    }

    /** Goes some way. */
    public void step() {
        if (!progress.basis().equals(regulation.basis())) {
            progress = Progress.from(regulation.basis());
            note();
        }
        if (progress.subject().isEmpty()) {
            return;
        }
        Subject subject = progress.subject().get();
        Query query = new Query(
                subject.toString(),
                terms.all(),
                Optional.empty(),
                Optional.empty(),
                progress.cursor(),
                BATCH,
                Order.OLDEST_FIRST);
        List<Hit> hits = records.find(query).hits();
        hits.forEach(hit -> keeper.judge(new Named(subject, hit.id())));
        if (hits.size() < BATCH) {
            progress = progress.next();
            note();
        } else {
            progress = new Progress(
                    progress.basis(),
                    progress.subject(),
                    Optional.of(hits.get(hits.size() - 1).cursor()));
            if (++unnoted >= BATCHES_BETWEEN_NOTES) {
                note();
            }
        }
    }

    private void note() {
        unnoted = 0;
        ObjectNode body = CanonicalJson.object().put("schema", SCHEMA).put("basis", progress.basis());
        progress.subject().ifPresent(subject -> body.put("subject", subject.toString()));
        progress.cursor().ifPresent(cursor -> body.put("cursor", cursor));
        Instant now = clock.instant();
        int version = records.newest(key()).map(Document::version).orElse(0) + 1;
        if (!(records.record(Facts.of(new Document(key(), version, now, now, body, List.of())))
                instanceof Commit.Done)) {
            throw new IllegalStateException("one thread alone walks through the unit " + unit);
        }
    }

    private DocumentKey key() {
        return new DocumentKey(KIND, unit);
    }
}
