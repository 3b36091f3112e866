package io.liuhen.storage.rocks;

import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.DisposalIndex;
import io.liuhen.storage.index.DocumentIndex;
import io.liuhen.storage.index.EntryIndex;
import io.liuhen.storage.index.FixityIndex;
import io.liuhen.storage.index.Generations;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.JobIndex;
import io.liuhen.storage.index.JournalIndex;
import io.liuhen.storage.index.RestIndex;
import io.liuhen.storage.index.UploadIndex;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The index on RocksDB. Thread-safe until it is closed. */
public final class RocksIndex implements Index {
    static final byte[] STORE_KEY = "store".getBytes(StandardCharsets.UTF_8);
    static final byte[] GENERATION_KEY = "generation".getBytes(StandardCharsets.UTF_8);

    private final Database db;
    private final Tickets tickets;
    private final RocksUploads uploads;
    private final RocksDocuments documents;
    private final RocksJobs jobs;
    private final RocksEntries entries;
    private final RocksJournal journal;
    private final RocksDisposals disposals;
    private final RocksFixity fixity;
    private final RocksRests rests;

    private RocksIndex(Database db) {
        this.db = db;
        Locks locks = new Locks();
        tickets = new Tickets(Math.max(last(Family.PENDING_ENTRIES), last(Family.PENDING_JOURNAL)));
        uploads = new RocksUploads(db, locks, tickets);
        documents = new RocksDocuments(db, locks, tickets);
        jobs = new RocksJobs(db, locks, tickets);
        entries = new RocksEntries(db, tickets);
        journal = new RocksJournal(db, tickets);
        disposals = new RocksDisposals(db, locks, tickets, uploads, documents);
        fixity = new RocksFixity(db, locks, tickets, uploads);
        rests = new RocksRests(db, tickets);
    }

    /**
     * Opens or creates the index in a folder, whose parent exists.
     *
     * @param durability is told of every synced write and turns read-only when one fails
     */
    public static RocksIndex open(Path folder, Durability durability) {
        return on(new Database(folder, durability, false));
    }

    /**
     * Opens an index for reading: nothing is written, also where the disk is full or cannot be trusted.
     *
     * @param durability read-only already, so that no write comes this far
     */
    public static RocksIndex openForReading(Path folder, Durability durability) {
        return on(new Database(folder, durability, true));
    }

    private static RocksIndex on(Database db) {
        try {
            return new RocksIndex(db);
        } catch (RuntimeException | Error e) {
            // It has looked for the last ticket, and found damage perhaps. Who is refused must not keep the folder
            // locked.
            db.close();
            throw e;
        }
    }

    private long last(Family family) {
        try (Cursor rows = db.iterate(family)) {
            rows.seekToLast();
            return rows.isValid() ? ByteBuffer.wrap(rows.key()).getLong() : 0;
        }
    }

    @Override
    public UploadIndex uploads() {
        return uploads;
    }

    @Override
    public DocumentIndex documents() {
        return documents;
    }

    @Override
    public JobIndex jobs() {
        return jobs;
    }

    @Override
    public EntryIndex entries() {
        return entries;
    }

    @Override
    public JournalIndex journal() {
        return journal;
    }

    @Override
    public DisposalIndex disposals() {
        return disposals;
    }

    @Override
    public FixityIndex fixity() {
        return fixity;
    }

    @Override
    public RestIndex rests() {
        return rests;
    }

    @Override
    public Optional<Sha256> store() {
        return db.get(Family.META, STORE_KEY).map(Rows::store);
    }

    @Override
    public void bind(Sha256 store) {
        try (Change change = new Change(db, tickets)) {
            change.put(Family.META, STORE_KEY, Rows.store(store)).commit();
        }
    }

    @Override
    public Optional<Generations> generations() {
        return db.get(Family.META, GENERATION_KEY).map(Rows::generations);
    }

    @Override
    public void enter(Generations generations) {
        try (Change change = new Change(db, tickets)) {
            change.put(Family.META, GENERATION_KEY, Rows.generations(generations))
                    .commit();
        }
    }

    @Override
    public void verify() {
        db.verify();
    }

    @Override
    public void close() {
        db.close();
    }
}
