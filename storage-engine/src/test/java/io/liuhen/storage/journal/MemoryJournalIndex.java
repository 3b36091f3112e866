package io.liuhen.storage.journal;

import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.JournalIndex;
import io.liuhen.storage.index.JournalRecord;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What the journal needs to know of the index, in memory. Stricter: the end must never go back. */
final class MemoryJournalIndex implements JournalIndex {
    private final TreeMap<Long, JournalRecord> pending = new TreeMap<>();
    private long end;

    /** A change is committed; its record waits for the journal. */
    synchronized JournalRecord commit(Document... documents) {
        long number = pending.isEmpty() ? 1 : pending.lastKey() + 1;
        JournalRecord record = new JournalRecord(number, List.of(documents));
        pending.put(number, record);
        return record;
    }

    /** As a power cut forgets the unsynced part of the last {@link #written}. */
    synchronized void forget(JournalRecord record, long endBefore) {
        pending.put(record.number(), record);
        end = endBefore;
    }

    /** As an index that was lost and has begun again. */
    synchronized void lose() {
        pending.clear();
        end = 0;
    }

    @Override
    public synchronized List<JournalRecord> pending(int limit) {
        return pending.values().stream().limit(limit).toList();
    }

    @Override
    public synchronized void written(long number, long newEnd) {
        if (pending.remove(number) == null) {
            throw new IllegalStateException("record " + number + " was not pending");
        }
        end = Math.max(end, newEnd);
    }

    @Override
    public synchronized OptionalLong end() {
        return end == 0 ? OptionalLong.empty() : OptionalLong.of(end);
    }
}
