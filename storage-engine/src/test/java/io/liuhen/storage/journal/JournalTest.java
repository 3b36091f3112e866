package io.liuhen.storage.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.JournalRecord;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.testing.TracingDisk;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever was acknowledged is in the journal's files, once or twice, and never less. */
final class JournalTest {
    @TempDir
    private Path folder;

    private final MemoryJournalIndex index = new MemoryJournalIndex();
    private TracingDisk disk = new TracingDisk(RealDisk.below(Path.of("target")));

    @AfterEach
    void nothingIsLeftOpen() {
        assertEquals(List.of(), disk.openFiles(), "files that nobody has closed");
    }

    private Journal open() {
        disk = new TracingDisk(RealDisk.below(folder));
        return Journal.open(disk, new Durability(disk, () -> 0, SyncObserver.none()), index);
    }

    private void openFails(Category category) {
        assertEquals(
                category,
                assertThrows(StorageException.class, () -> open().close()).category());
    }

    private Path file() {
        return folder.resolve("journal/0000000000000000.log");
    }

    private void truncate(long length) throws IOException {
        Files.write(file(), Arrays.copyOf(Files.readAllBytes(file()), Math.toIntExact(length)));
    }

    private void damage(long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file());
        bytes[Math.toIntExact(at)] ^= 4;
        Files.write(file(), bytes);
    }

    private static Document document(String id, int version) {
        Instant at = Instant.parse("2026-11-20T08:00:00.123456Z").plusSeconds(version);
        return new Document(
                new DocumentKey("note", id),
                version,
                at,
                at.minusSeconds(9),
                CanonicalJson.object().put("text", "夜间 " + id + version),
                List.of(new Term("by", id), new Term("version", "" + version)));
    }

    private static List<Document> content(Journal journal) {
        List<Document> found = new ArrayList<>();
        journal.forEach(found::add);
        return found;
    }

    @Test
    void everyVersionOfEveryDocumentComesBackWordForWord() {
        List<Document> all = new ArrayList<>();
        for (int version = 1; version <= 20; version++) {
            all.addAll(List.of(document("a", version), document("b", version)));
            try (Journal journal = open()) {
                journal.write(index.commit(document("a", version), document("b", version)));
                assertEquals(all, content(journal));
            }
        }
        assertEquals(List.of(), index.pending(10));
    }

    @Test
    void aRecordIsReportedWrittenAfterItIsSynced() {
        try (Journal journal = open()) {
            JournalRecord record = index.commit(document("a", 1));
            disk.forget();
            disk.failOnce(Action.SYNC, "journal", 1, Category.IO);
            assertThrows(StorageException.class, () -> journal.write(record));
            assertEquals(List.of(record), index.pending(10));
        }
    }

    @Test
    void whatWasCommittedAndNotWrittenIsWrittenOnOpening() {
        open().close();
        index.commit(document("a", 1));
        index.commit(document("a", 2), document("b", 1));
        try (Journal journal = open()) {
            assertEquals(List.of(document("a", 1), document("a", 2), document("b", 1)), content(journal));
            assertEquals(List.of(), index.pending(10));
        }
    }

    @Test
    void moreThanOneBatchMayBeWaiting() {
        for (int version = 1; version <= 1001; version++) {
            index.commit(document("a", version));
        }
        try (Journal journal = open()) {
            assertEquals(1001, content(journal).size());
        }
    }

    @Test
    void whatThePowerTookIsWrittenAgain() throws IOException {
        long end;
        JournalRecord second;
        JournalRecord third;
        try (Journal journal = open()) {
            journal.write(index.commit(document("a", 1)));
            end = index.end().orElseThrow();
            second = index.commit(document("a", 2));
            third = index.commit(document("a", 3));
            journal.write(second);
            journal.write(third);
        }
        byte[] whole = Files.readAllBytes(file());
        for (int length = (int) end; length <= whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            index.forget(second, end);
            index.forget(third, end);
            try (Journal journal = open()) {
                assertEquals(List.of(document("a", 1), document("a", 2), document("a", 3)), content(journal));
            }
        }
    }

    @Test
    void thePowerMayTakeARecordAndLeaveALaterOne() throws IOException {
        long end;
        JournalRecord second;
        JournalRecord third;
        try (Journal journal = open()) {
            journal.write(index.commit(document("a", 1)));
            end = index.end().orElseThrow();
            second = index.commit(document("a", 2));
            third = index.commit(document("a", 3));
            journal.write(second);
            journal.write(third);
        }
        damage(end + 20);
        index.forget(second, end);
        index.forget(third, end);
        try (Journal journal = open()) {
            assertEquals(List.of(document("a", 1), document("a", 2), document("a", 3)), content(journal));
        }
    }

    @Test
    void whatIsMissingBeforeTheKnownEndIsCorruption() throws IOException {
        try (Journal journal = open()) {
            journal.write(index.commit(document("a", 1)));
            journal.write(index.commit(document("a", 2)));
        }
        truncate(Files.size(file()) - 1);
        openFails(Category.CORRUPT);
    }

    @Test
    void aDamagedRecordIsReportedToWhoReadsTheJournalAndIsNotCutAway() throws IOException {
        try (Journal journal = open()) {
            journal.write(index.commit(document("a", 1)));
            journal.write(index.commit(document("a", 2)));
        }
        long size = Files.size(file());
        damage(size - 1);
        try (Journal journal = open()) {
            List<Document> found = new ArrayList<>();
            assertEquals(
                    Category.CORRUPT,
                    assertThrows(StorageException.class, () -> journal.forEach(found::add))
                            .category());
            assertEquals(List.of(document("a", 1)), found);
        }
        assertEquals(size, Files.size(file()));
    }

    @Test
    void anIndexThatDoesNotKnowTheRecordsIsRefusedInsteadOfCuttingThemAway() throws IOException {
        try (Journal journal = open()) {
            journal.write(index.commit(document("a", 1)));
            journal.write(index.commit(document("a", 2)));
        }
        byte[] whole = Files.readAllBytes(file());
        index.lose();
        openFails(Category.CORRUPT);
        assertArrayEquals(whole, Files.readAllBytes(file()));
    }

    @Test
    void manyThreadsMayWriteAndNothingIsLost() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Journal journal = open()) {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                String id = "thread" + t;
                done.add(threads.submit(() -> {
                    for (int version = 1; version <= 50; version++) {
                        journal.write(index.commit(document(id, version)));
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
        try (Journal journal = open()) {
            List<Document> found = content(journal);
            assertEquals(200, found.size());
            for (int t = 0; t < 4; t++) {
                String id = "thread" + t;
                assertTrue(found.containsAll(List.of(document(id, 1), document(id, 25), document(id, 50))));
            }
        }
    }
}
