package io.liuhen.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.NewJob;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.WriteBatch;

/** Queues remember where they begin, and never pass a row by. */
final class QueueTest {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final long SEED = 20_261_121L;
    private static final int WRITERS = 4;
    private static final int JOBS_OF_EACH = 250;

    @TempDir
    private Path folder;

    private Database db;
    private RocksJobs jobs;
    private RocksDocuments documents;

    @BeforeEach
    void open() {
        db = new Database(
                folder.resolve("index"),
                new Durability(RealDisk.below(folder), System::nanoTime, SyncObserver.none()),
                false);
        Tickets tickets = new Tickets(0);
        Locks locks = new Locks();
        jobs = new RocksJobs(db, locks, tickets);
        documents = new RocksDocuments(db, locks, tickets);
    }

    @AfterEach
    void close() {
        db.close();
    }

    private Queue queue() {
        return db.queues().of(Family.PENDING_ENTRIES);
    }

    private Change change() {
        return new Change(db, new Tickets(0));
    }

    private void put(long key) {
        try (Change change = change()) {
            change.put(Family.PENDING_ENTRIES, Keys.number(key), new byte[1]).commitUnsynced();
        }
    }

    private void delete(long key) {
        try (Change change = change()) {
            change.delete(Family.PENDING_ENTRIES, Keys.number(key)).commitUnsynced();
        }
    }

    private List<Long> first(int limit) {
        return first(Optional.empty(), limit);
    }

    private List<Long> first(Optional<byte[]> end, int limit) {
        return queue().first(end, limit, row -> ByteBuffer.wrap(row.key()).getLong());
    }

    @Test
    void rowsComeInTheirOrderAndOnlyUntilTheEnd() {
        List.of(5L, 3L, 9L).forEach(this::put);
        assertEquals(List.of(3L, 5L), first(2));
        assertEquals(List.of(3L, 5L), first(Optional.of(Keys.number(9)), 10));
        assertEquals(List.of(), first(Optional.of(Keys.number(3)), 10));
        delete(3);
        assertEquals(List.of(5L, 9L), first(10));
    }

    @Test
    void aRowThatComesBeforeTheFrontIsSeen() {
        put(5);
        assertEquals(List.of(5L), first(1));
        put(2);
        assertEquals(List.of(2L, 5L), first(10));
        delete(2);
        delete(5);
        assertEquals(List.of(), first(10), "now it is known to be empty");
        put(1);
        assertEquals(List.of(1L), first(10));
    }

    @Test
    void aRowThatIsCommittedAfterALaterOneWasReadIsSeen() {
        try (Change slow = change()) {
            slow.put(Family.PENDING_ENTRIES, Keys.number(1), new byte[1]);
            put(2);
            assertEquals(List.of(2L), first(10));
            delete(2);
            assertEquals(List.of(), first(10));
            slow.commitUnsynced();
        }
        assertEquals(List.of(1L), first(10));
    }

    @Test
    void aRowThatIsCommittedWhileSomebodyReadsIsSeenByTheNext() {
        put(7);
        queue().first(Optional.empty(), 1, row -> {
            put(4);
            return row.key();
        });
        assertEquals(List.of(4L, 7L), first(10));
    }

    @Test
    void aChangeThatWasGivenUpLeavesNothing() {
        try (Change given = change()) {
            given.put(Family.DUE, Keys.due("check", 1, START, id(1)), new byte[0]);
        }
        assertEquals(Map.of(), jobs.queued());
        assertEquals(List.of(), jobs.take("check", 1, START, START.plusSeconds(60)));
    }

    /** A row of which no batch has told is passed by: so it is seen that reading does not begin at the very front. */
    @Test
    void whatIsBeforeTheFrontIsNotGoneThroughAgain() throws Exception {
        put(5);
        assertEquals(List.of(5L), first(1));
        try (WriteBatch behind = new WriteBatch()) {
            behind.put(db.handle(Family.PENDING_ENTRIES), Keys.number(1), new byte[1]);
            db.writeUnsynced(behind);
        }
        assertEquals(List.of(5L), first(10));
    }

    @Test
    void whoNeverCountedIsToldWhatIsThereAndWhoDidKnows() throws Exception {
        enqueue(1, "check");
        enqueue(2, "copy");
        assertEquals(Map.of("check", 1, "copy", 1), jobs.queued());
        try (WriteBatch untold = new WriteBatch()) {
            untold.put(db.handle(Family.DUE), Keys.due("check", 1, START, id(3)), new byte[0]);
            db.writeUnsynced(untold);
        }
        assertEquals(Map.of("check", 1, "copy", 1), jobs.queued(), "it does not go through them a second time");
    }

    private void enqueue(int number, String kind) {
        documents.record(Facts.of(new NewJob(new JobKey(kind, id(number)), number % 3, START)));
    }

    private static SegmentId id(int number) {
        return new SegmentId(new UUID(0x7000L | (long) number << 16, 0x8000_0000_0000_0000L | number));
    }

    @Test
    void whateverIsEnqueuedAtTheSameTimeIsTakenOnceAndTheCountIsRight() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
        try {
            ConcurrentLinkedQueue<JobRow> taken = new ConcurrentLinkedQueue<>();
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int from = writer * JOBS_OF_EACH;
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < JOBS_OF_EACH; i++) {
                        enqueue(from + i, "check");
                    }
                }));
            }
            Future<?> taker = threads.submit(() -> {
                Random random = new Random(SEED);
                boolean more = true;
                while (more) {
                    boolean written = writers.stream().allMatch(Future::isDone);
                    List<JobRow> rows = jobs.take("check", 1 + random.nextInt(5), START, START.plusSeconds(60));
                    taken.addAll(rows);
                    if (random.nextInt(20) == 0) {
                        jobs.queued();
                    }
                    more = !written || !rows.isEmpty();
                    rows.stream().filter(row -> row.priority() > 0).forEach(row -> jobs.finish(row, Facts.none()));
                }
            });
            for (Future<?> writer : writers) {
                writer.get();
            }
            taker.get();
            assertEquals(WRITERS * JOBS_OF_EACH, taken.size(), "seed " + SEED);
            assertEquals(
                    taken.size(),
                    taken.stream().map(row -> row.key().subject()).distinct().count());
            Map<String, Integer> rows = new TreeMap<>();
            try (Cursor cursor = db.iterate(Family.DUE)) {
                for (cursor.seekToFirst(); cursor.isValid(); cursor.next()) {
                    rows.merge(Keys.kind(cursor.key()), 1, Integer::sum);
                }
            }
            assertEquals(rows, jobs.queued());
            assertEquals(Set.of("check"), rows.keySet(), "those of priority 0 are leased still");
        } finally {
            threads.shutdown();
        }
    }
}
