package io.liuhen.storage.rocks;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentCodec;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.JournalRecord;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.Term;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * One batch in the making. The caller holds the locks of everything that it touches ({@link #keysOf}). Confined to one
 * thread.
 */
final class Change implements AutoCloseable {
    private static final byte[] EMPTY = {};

    private final Database db;
    private final Tickets tickets;
    private final WriteBatch batch;

    /** Jobs as this batch leaves them; the database does not show them yet. */
    private final Map<JobKey, JobRow> jobs = new HashMap<>();

    private final Queues.Effects effects;

    private Optional<JournalRecord> journal = Optional.empty();

    Change(Database db, Tickets tickets) {
        this.db = db;
        this.tickets = tickets;
        db.enter();
        this.batch = new WriteBatch();
        this.effects = db.queues().new Effects();
    }

    /** What must be locked for these facts: documents, jobs and segments. Entries get tickets of their own. */
    static List<Object> keysOf(Facts facts) {
        List<Object> keys = new ArrayList<>();
        facts.documents().forEach(document -> keys.add(document.key()));
        facts.jobs().forEach(job -> keys.add(job.key()));
        keys.addAll(facts.standing());
        return keys;
    }

    Change put(Family family, byte[] key, byte[] value) {
        try {
            batch.put(db.handle(family), key, value);
        } catch (RocksDBException e) {
            throw Database.broken(e);
        }
        effects.puts(family, key);
        return this;
    }

    Change delete(Family family, byte[] key) {
        try {
            batch.delete(db.handle(family), key);
        } catch (RocksDBException e) {
            throw Database.broken(e);
        }
        effects.deletes(family, key);
        return this;
    }

    /** Deletes every key that begins so. */
    Change deleteAll(Family family, byte[] prefix) {
        byte[] end = prefix.clone();
        int last = end.length - 1;
        while (end[last] == (byte) 0xff) {
            end[last--] = 0;
        }
        end[last]++;
        try {
            batch.deleteRange(db.handle(family), prefix, end);
        } catch (RocksDBException e) {
            throw Database.broken(e);
        }
        return this;
    }

    /** Adds facts; empty if they fit, else the conflict. */
    Optional<Commit.Conflict> add(Facts facts) {
        return add(List.of(), facts);
    }

    /**
     * Adds facts, and with them documents of the kinds that only the index makes; all go to the journal as one record.
     */
    Optional<Commit.Conflict> add(List<Document> own, Facts facts) {
        for (SegmentId id : facts.standing()) {
            if (db.get(Family.SEGMENTS, id.bytes()).isEmpty()) {
                return Optional.of(new Commit.Conflict(new DocumentKey(Facts.SEGMENT, id.toString()), 0));
            }
        }
        List<Document> documents = new ArrayList<>(own);
        documents.addAll(facts.documents());
        for (Document document : documents) {
            int current = version(document.key());
            if (document.version() != current + 1) {
                return Optional.of(new Commit.Conflict(document.key(), current));
            }
            replace(document, current);
        }
        if (!documents.isEmpty()) {
            JournalRecord record = new JournalRecord(tickets.next(), documents);
            put(
                    Family.PENDING_JOURNAL,
                    Keys.number(record.number()),
                    fitting(DocumentCodec.writeAll(record.documents())));
            journal = Optional.of(record);
        }
        for (LedgerEntry entry : facts.entries()) {
            put(Family.PENDING_ENTRIES, Keys.number(tickets.next()), fitting(Rows.pending(entry)));
        }
        facts.jobs().forEach(this::enqueue);
        return Optional.empty();
    }

    /** What a log could not take must not become true: it would wait for the log for ever, and block the next opening. */
    private static byte[] fitting(byte[] stored) {
        if (stored.length > Facts.BYTES_MAX) {
            throw new IllegalArgumentException("facts of " + stored.length + " bytes, at most " + Facts.BYTES_MAX);
        }
        return stored;
    }

    private int version(DocumentKey key) {
        return db.get(Family.HEADS, Keys.head(key))
                .map(value -> ByteBuffer.wrap(value).getInt())
                .orElse(0);
    }

    private void replace(Document document, int current) {
        DocumentKey key = document.key();
        if (current > 0) {
            db.get(Family.DOCUMENTS, Keys.document(key, current))
                    .map(value -> DocumentCodec.read(key, current, value))
                    .ifPresent(old -> old.terms()
                            .forEach(
                                    term -> delete(Family.TERMS, Keys.term(key.kind(), term, old.sortAt(), key.id()))));
        }
        put(Family.DOCUMENTS, Keys.document(key, document.version()), DocumentCodec.write(document));
        put(
                Family.HEADS,
                Keys.head(key),
                ByteBuffer.allocate(4).putInt(document.version()).array());
        for (Term term : document.terms()) {
            put(Family.TERMS, Keys.term(key.kind(), term, document.sortAt(), key.id()), EMPTY);
        }
    }

    /** Writes a version of which the order is not known; it becomes the newest if no newer one is there. */
    void restore(Document document) {
        int current = version(document.key());
        if (document.version() > current) {
            replace(document, current);
        } else {
            put(Family.DOCUMENTS, Keys.document(document.key(), document.version()), DocumentCodec.write(document));
        }
    }

    /** Lets a job wait, unless it does already. */
    void enqueue(NewJob job) {
        JobKey key = job.key();
        Optional<JobRow> old = Optional.ofNullable(jobs.get(key))
                .or(() -> db.get(Family.JOBS, Keys.job(key)).map(value -> Rows.job(key, value)));
        boolean underWay = old.map(row -> row.state() == JobRow.State.WAITING || row.state() == JobRow.State.LEASED)
                .orElse(false);
        if (!underWay) {
            long token = old.map(JobRow::token).orElse(0L) + 1;
            putJob(new JobRow(key, JobRow.State.WAITING, job.priority(), job.runAt(), 0, 0, token, ""));
            return;
        }
        Optional<JobRow> sooner = old.flatMap(job::hastening);
        if (sooner.isPresent()) {
            delete(Family.DUE, Keys.due(old.get())).putJob(sooner.get());
        }
    }

    /** Writes a job, whether it is leased, and when it is due where it still can be. The caller removes the old due key. */
    Change putJob(JobRow job) {
        jobs.put(job.key(), job);
        if (job.state() == JobRow.State.LEASED) {
            put(Family.LEASES, Keys.job(job.key()), EMPTY);
        } else {
            delete(Family.LEASES, Keys.job(job.key()));
        }
        put(Family.JOBS, Keys.job(job.key()), Rows.job(job));
        if (job.state() == JobRow.State.WAITING || job.state() == JobRow.State.LEASED) {
            put(Family.DUE, Keys.due(job), EMPTY);
        }
        return this;
    }

    /** Makes everything that was added true, durably. */
    Commit commit() {
        effects.commit(() -> db.write(batch));
        return new Commit.Done(journal);
    }

    /** Makes it true for this process; a power cut may undo it. */
    void commitUnsynced() {
        effects.commit(() -> db.writeUnsynced(batch));
    }

    @Override
    public void close() {
        effects.settle();
        batch.close();
        db.leave();
    }
}
