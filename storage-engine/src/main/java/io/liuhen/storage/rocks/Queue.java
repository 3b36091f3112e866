package io.liuhen.storage.rocks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Rows that are taken from the front, all of one prefix of a family. RocksDB finds the first one only after it has passed
 * everything that was deleted before it, and more is with every row that is taken, until the next compaction. So this
 * remembers a key below which no row is, and reading begins there.
 *
 * <p>A row may come in front of that key. It is announced before it is committed, and reading never moves the key past one
 * that is announced: who read before the commit has not seen it. Thread-safe.
 */
final class Queue {
    private final Database db;
    private final Family family;
    private final byte[] prefix;
    private final AtomicLong rows = new AtomicLong();

    /** One reader at a time: each moves the front. */
    private final ReentrantLock reading = new ReentrantLock();

    /** Keys that may be committed at any moment, and how often each. Guarded by this. */
    private final TreeMap<byte[], Integer> announced = new TreeMap<>(Arrays::compareUnsigned);

    /** No row is below this key; empty if there is no row at all. Guarded by this. */
    private Optional<byte[]> front;

    /** The lowest key that was announced since the reader that reads now has begun, or before. Guarded by this. */
    private Optional<byte[]> lowest = Optional.empty();

    Queue(Database db, Family family, byte[] prefix) {
        this.db = db;
        this.family = family;
        this.prefix = prefix.clone();
        this.front = Optional.of(this.prefix);
    }

    /** To be called before a row is committed; {@link #settled} must follow. */
    synchronized void announce(byte[] key) {
        announced.merge(key, 1, Integer::sum);
        front = lower(front, key);
        lowest = lower(lowest, key);
    }

    /** What was announced has been committed, or will not be. */
    synchronized void settled(byte[] key) {
        announced.computeIfPresent(key, (same, times) -> times == 1 ? null : times - 1);
    }

    private static Optional<byte[]> lower(Optional<byte[]> one, byte[] other) {
        return one.isPresent() && Arrays.compareUnsigned(one.get(), other) <= 0 ? one : Optional.of(other);
    }

    /** Counts rows that have come, or gone. */
    void count(long difference) {
        rows.addAndGet(difference);
    }

    void forgetCount() {
        rows.set(0);
    }

    /** How many rows were counted. */
    long size() {
        return rows.get();
    }

    /**
     * The first rows.
     *
     * @param end the key at which to stop, within the prefix; empty for all
     * @param row what is made of a row on which the cursor stands
     */
    <T> List<T> first(Optional<byte[]> end, int limit, Function<Cursor, T> row) {
        db.checkOpen();
        reading.lock();
        try {
            Optional<byte[]> from = begin();
            if (from.isEmpty() || (end.isPresent() && Arrays.compareUnsigned(from.get(), end.get()) >= 0)) {
                return List.of();
            }
            List<T> found = new ArrayList<>();
            try (Cursor cursor = db.iterate(family, end)) {
                cursor.seek(from.get());
                boolean any = cursor.isValid() && Keys.startsWith(cursor.key(), prefix);
                Optional<byte[]> first = any ? Optional.of(cursor.key()) : end;
                while (cursor.isValid() && Keys.startsWith(cursor.key(), prefix) && found.size() < limit) {
                    found.add(row.apply(cursor));
                    cursor.next();
                }
                advance(first);
            }
            return found;
        } finally {
            reading.unlock();
        }
    }

    private synchronized Optional<byte[]> begin() {
        lowest = announced.isEmpty() ? Optional.empty() : Optional.of(announced.firstKey());
        return front;
    }

    private synchronized void advance(Optional<byte[]> first) {
        front = first;
        lowest.ifPresent(key -> front = lower(front, key));
    }
}
