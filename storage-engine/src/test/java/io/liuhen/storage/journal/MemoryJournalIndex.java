package io.liuhen.storage.journal;

import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.JournalIndex;
import io.liuhen.storage.index.JournalRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What the journal needs to know of the index, in memory. Stricter: the end must never go back. */
final class MemoryJournalIndex implements JournalIndex {
    private final TreeMap<Long, JournalRecord> pending = new TreeMap<>();
    private final Deque<Written> unsynced = new ArrayDeque<>();
    private long numbers;
    private long end;

    /** What a power cut may forget. */
    private record Written(JournalRecord record, long endBefore) {}

    /** A change is committed; its record waits for the journal. */
    synchronized JournalRecord commit(Document... documents) {
        long number = ++numbers;
        JournalRecord record = new JournalRecord(number, List.of(documents));
        pending.put(number, record);
        // A commit is synced, and takes what was reported before it along.
        unsynced.clear();
        return record;
    }

    /** As a power cut forgets the unsynced part of the last {@link #written}. */
    synchronized void forget(JournalRecord record, long endBefore) {
        pending.put(record.number(), record);
        end = endBefore;
    }

    /** The power goes: the last reports that something was written may be forgotten, the latest first. */
    synchronized void forgetSome(RandomGenerator chance) {
        while (!unsynced.isEmpty() && chance.nextBoolean()) {
            Written last = unsynced.removeLast();
            pending.put(last.record().number(), last.record());
            end = last.endBefore();
        }
        unsynced.clear();
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
        JournalRecord record = pending.remove(number);
        if (record == null) {
            throw new IllegalStateException("record " + number + " was not pending");
        }
        unsynced.addLast(new Written(record, end));
        end = Math.max(end, newEnd);
    }

    @Override
    public synchronized OptionalLong end() {
        return end == 0 ? OptionalLong.empty() : OptionalLong.of(end);
    }
}
