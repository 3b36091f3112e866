package io.liuhen.storage.rocks;

import io.liuhen.storage.index.DocumentCodec;
import io.liuhen.storage.index.JournalIndex;
import io.liuhen.storage.index.JournalRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
        List<JournalRecord> records = new ArrayList<>();
        try (Cursor rows = db.iterate(Family.PENDING_JOURNAL)) {
            for (rows.seekToFirst(); rows.isValid() && records.size() < limit; rows.next()) {
                long number = ByteBuffer.wrap(rows.key()).getLong();
                records.add(new JournalRecord(number, DocumentCodec.readAll(rows.value())));
            }
        }
        return records;
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
