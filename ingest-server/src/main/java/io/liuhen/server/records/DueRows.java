package io.liuhen.server.records;

import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.Term;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When somebody must look at what next: one row for each recording, act and case that something is asked of, found by the
 * instant at which its oldest open term ends or has ended.
 *
 * <p>A row says nothing that does not follow from other documents. Whatever may bring an end nearer marks the row in its own
 * batch ({@link State#MARKED}); whoever judges puts it where it belongs. A row may be early, and is then put right when its time
 * comes; it is never late. Thread-safe; blocks on the disk.
 */
public final class DueRows {
    private static final String KIND = "due";
    private static final int SCHEMA = 1;

    private final Records records;
    private final Terms terms;

    /** @param unit whose rows are meant */
    public DueRows(Records records, String unit) {
        this.records = records;
        this.terms = new Terms(unit);
    }

    /** What something is asked of. The words are stored and never change. */
    public enum Subject {
        /** A recording by itself. */
        RECORDING("recording"),
        /** An act by itself. */
        ACT("act"),
        /** A case, and what its parts are asked for on its account. */
        CASE("case");

        private final String text;

        Subject(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Where a row is found. The words are stored and never change. */
    public enum State {
        /** Its facts have changed: it is to be judged. */
        MARKED("marked"),
        /** Something ends then, and may have been done already. */
        UPCOMING("upcoming"),
        /** Something has ended then and was not done when somebody looked. */
        OVERDUE("overdue"),
        /** Nothing is open that has an end. */
        SETTLED("settled");

        private final String text;

        State(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Names one row. */
    public record Named(Subject subject, String id) {
        private static Named of(String stored) {
            int slash = stored.indexOf('/');
            for (Subject subject : Subject.values()) {
                if (subject.text.equals(stored.substring(0, slash))) {
                    return new Named(subject, stored.substring(slash + 1));
                }
            }
            throw new IllegalStateException("a row of nothing known: " + stored);
        }

        private DocumentKey key() {
            return new DocumentKey(KIND, subject + "/" + id);
        }
    }

    /**
     * A row in a list.
     *
     * @param at the instant by which it is found
     * @param cursor goes on after it
     */
    public record Row(Named named, Instant at, String cursor) {}

    /** Whether a document is a row: a conflict about it says nothing about anybody's facts. */
    public static boolean isRow(DocumentKey key) {
        return key.kind().equals(KIND);
    }

    /** The first row of something new, to be judged. */
    public Document first(Subject subject, String id, Instant now) {
        return row(new Named(subject, id), 1, State.MARKED, now, now);
    }

    /** The next version of a row, to be judged; to be committed with the facts that changed. */
    public Document marked(Subject subject, String id, Instant now) {
        Named named = new Named(subject, id);
        return row(named, version(named) + 1, State.MARKED, now, now);
    }

    /** The version of a row; 0 where there is none. */
    public int version(Named named) {
        return records.newest(named.key()).map(Document::version).orElse(0);
    }

    /**
     * Puts a row where it belongs. False where it was marked again meanwhile, and is to be judged once more.
     *
     * @param version that it had before its facts were read
     * @param at when its oldest open term ends or has ended; of no meaning for {@link State#SETTLED}
     */
    public boolean place(Named named, int version, State state, Instant at, Instant now) {
        Optional<Document> before = records.newest(named.key());
        Document next = row(named, version + 1, state, at, now);
        if (before.filter(row -> row.version() == version && row.terms().equals(next.terms()))
                .filter(row -> state == State.SETTLED || row.sortAt().equals(at))
                .isPresent()) {
            return true;
        }
        return records.record(Facts.of(next)) instanceof Commit.Done;
    }

    private Document row(Named named, int version, State state, Instant at, Instant now) {
        List<Term> found = state == State.SETTLED ? List.of() : List.of(term(state));
        return new Document(
                named.key(),
                version,
                now,
                at,
                CanonicalJson.object().put("schema", SCHEMA).put("state", state.toString()),
                found);
    }

    private Term term(State state) {
        return terms.of("due", state.toString());
    }

    /**
     * Rows in one state, the earliest first. Throws {@code IllegalArgumentException} for a cursor that is none.
     *
     * @param to the latest instant by which they are found, exclusive; empty for all
     */
    public List<Row> list(State state, Optional<Instant> to, Optional<String> cursor, int limit) {
        Query query = new Query(KIND, term(state), Optional.empty(), to, cursor, limit, Order.OLDEST_FIRST);
        return records.find(query).hits().stream()
                .map(hit -> new Row(Named.of(hit.id()), hit.sortAt(), hit.cursor()))
                .toList();
    }
}
