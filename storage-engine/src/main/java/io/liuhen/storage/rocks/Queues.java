package io.liuhen.storage.rocks;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The queues of a database. Every batch tells them of its rows: what it puts, before it is committed; what it has put and
 * deleted, afterwards. They are kept in memory only, and cost nothing when the database is opened. Thread-safe.
 */
final class Queues {
    private static final byte[] WHOLE_FAMILY = {};

    private final Database db;
    private final Map<Name, Queue> queues = new ConcurrentHashMap<>();

    /** Batches share it from their writes until they are counted; who begins to count excludes them. */
    private final ReentrantReadWriteLock committing = new ReentrantReadWriteLock();

    private volatile boolean jobsCounted;

    Queues(Database db) {
        this.db = db;
    }

    /** Which rows a queue has. */
    private record Name(Family family, ByteBuffer prefix) {}

    /** All rows of a family. */
    Queue of(Family family) {
        return of(family, WHOLE_FAMILY);
    }

    /** Jobs of one kind and priority. */
    Queue due(String kind, int priority) {
        return of(Family.DUE, Keys.duePrefix(kind, priority));
    }

    private Queue of(Family family, byte[] prefix) {
        return queues.computeIfAbsent(new Name(family, ByteBuffer.wrap(prefix)), name -> new Queue(db, family, prefix));
    }

    /** The queue of a row, if its family has any. */
    private Optional<Queue> having(Family family, byte[] key) {
        if (!family.isQueue()) {
            return Optional.empty();
        }
        return Optional.of(
                family == Family.DUE ? of(family, Arrays.copyOf(key, Keys.duePrefixLength(key))) : of(family));
    }

    /** Whether there certainly is no row in a queue of jobs. */
    boolean isEmpty(Queue due) {
        return jobsCounted && due.size() == 0;
    }

    /** How many jobs of each kind there are in queues. The first time it goes through them; from then on it knows. */
    Map<String, Integer> jobs() {
        if (!jobsCounted) {
            countJobs();
        }
        Map<String, Integer> counts = new TreeMap<>();
        queues.forEach((name, queue) -> {
            if (name.family() == Family.DUE && queue.size() > 0) {
                counts.merge(Keys.kind(name.prefix().array()), Math.toIntExact(queue.size()), Integer::sum);
            }
        });
        return counts;
    }

    private synchronized void countJobs() {
        if (jobsCounted) {
            return;
        }
        try (Cursor rows = cursorFromNowOn()) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                having(Family.DUE, rows.key()).ifPresent(queue -> queue.count(1));
            }
        }
        jobsCounted = true;
    }

    /** Shows what every batch has left that is counted no more, and nothing of those that still will be. */
    private Cursor cursorFromNowOn() {
        committing.writeLock().lock();
        try {
            queues.values().forEach(Queue::forgetCount);
            return db.iterate(Family.DUE);
        } finally {
            committing.writeLock().unlock();
        }
    }

    /** What one batch does to queues. Confined to one thread. */
    final class Effects {
        private final List<Runnable> announced = new ArrayList<>();
        private final Map<Queue, Long> differences = new HashMap<>();

        void puts(Family family, byte[] key) {
            having(family, key).ifPresent(queue -> {
                queue.announce(key);
                announced.add(() -> queue.settled(key));
                differences.merge(queue, 1L, Long::sum);
            });
        }

        void deletes(Family family, byte[] key) {
            having(family, key).ifPresent(queue -> differences.merge(queue, -1L, Long::sum));
        }

        /** Runs the write that makes all of it true. */
        void commit(Runnable write) {
            committing.readLock().lock();
            try {
                write.run();
                differences.forEach(Queue::count);
            } finally {
                committing.readLock().unlock();
            }
        }

        /** To be called at the end, whether it was committed or given up. */
        void settle() {
            announced.forEach(Runnable::run);
        }
    }
}
