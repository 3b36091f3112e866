package io.liuhen.storage.rocks;

import io.liuhen.storage.index.DocumentCodec;
import io.liuhen.storage.index.JournalIndex;
import io.liuhen.storage.index.JournalRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/** Changes on their way to the journal, on RocksDB. Thread-safe. */
final class RocksJournal implements JournalIndex {
    static final byte[] END_KEY = "journal-end".getBytes(StandardCharsets.UTF_8);

    private final Database db;
    private final Tickets tickets;

    /** The end must never go back: a record before it is not pending any more. */
    private final ReentrantLock writing = new ReentrantLock();

    RocksJournal(Database db, Tickets tickets) {
        this.db = db;
        this.tickets = tickets;
    }

    @Override
    public List<JournalRecord> pending(int limit) {
        return db.queues()
                .of(Family.PENDING_JOURNAL)
                .first(
                        Optional.empty(),
                        limit,
                        row -> new JournalRecord(
                                ByteBuffer.wrap(row.key()).getLong(), DocumentCodec.readAll(row.value())));
    }

    @Override
    public void written(long number, long end) {
        writing.lock();
        try (Change change = new Change(db, tickets)) {
            change.delete(Family.PENDING_JOURNAL, Keys.number(number));
            if (end > end().orElse(0)) {
                change.put(Family.META, END_KEY, Rows.position(end));
            }
            change.commitUnsynced();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public OptionalLong end() {
        return db.get(Family.META, END_KEY)
                .map(value -> OptionalLong.of(Rows.position(value)))
                .orElseGet(OptionalLong::empty);
    }
}
