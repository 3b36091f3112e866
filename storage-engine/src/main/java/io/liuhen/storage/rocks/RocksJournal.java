package io.liuhen.storage.rocks;

import io.liuhen.storage.index.DocumentCodec;
import io.liuhen.storage.index.JournalIndex;
import io.liuhen.storage.index.JournalRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksIterator;

/** Changes on their way to the journal, on RocksDB. Thread-safe. */
final class RocksJournal implements JournalIndex {
    private final Database db;
    private final Tickets tickets;

    RocksJournal(Database db, Tickets tickets) {
        this.db = db;
        this.tickets = tickets;
    }

    @Override
    public List<JournalRecord> pending(int limit) {
        List<JournalRecord> records = new ArrayList<>();
        try (RocksIterator rows = db.iterate(Family.PENDING_JOURNAL)) {
            for (rows.seekToFirst(); rows.isValid() && records.size() < limit; rows.next()) {
                long number = ByteBuffer.wrap(rows.key()).getLong();
                records.add(new JournalRecord(number, DocumentCodec.readAll(rows.value())));
            }
        }
        return records;
    }

    @Override
    public void written(long number) {
        try (Change change = new Change(db, tickets)) {
            change.delete(Family.PENDING_JOURNAL, Keys.number(number)).commitUnsynced();
        }
    }
}
