package io.liuhen.storage.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Records keep their order and their positions, over files, failures and threads. */
final class AppendLogTest extends LogFixture {
    @Test
    void recordsComeBackInTheirOrderAndAtTheirPositions() {
        List<Long> positions;
        try (AppendLog log = open()) {
            positions = append(log, 0, 50);
            assertHolds(log, 50);
        }
        try (AppendLog log = open()) {
            assertHolds(log, 50);
            for (int i = 0; i < 50; i++) {
                assertArrayEquals(record(i), log.read(positions.get(i)));
            }
        }
    }

    @Test
    void anEmptyRecordIsRefusedBecauseZerosWouldReadAsOne() {
        try (AppendLog log = open()) {
            assertThrows(IllegalArgumentException.class, () -> log.append(List.of(new byte[0])));
        }
    }

    @Test
    void aLogRollsOverToTheNextFileAndPositionsCountThrough() throws IOException {
        List<Long> positions;
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            positions = append(log, 0, 100);
        }
        assertTrue(files().size() > 5, "only " + files().size() + " files");
        long expectedBase = 0;
        for (Path file : files()) {
            assertEquals(name(expectedBase), String.valueOf(file.getFileName()));
            expectedBase += Files.size(file);
        }
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            assertHolds(log, 100);
            for (int i = 0; i < 100; i++) {
                assertArrayEquals(record(i), log.read(positions.get(i)));
            }
            assertEquals(expectedBase, log.end());
        }
    }

    @Test
    void openingLooksIntoOneFileHoweverManyThereAre() throws IOException {
        for (int count : List.of(20, 200)) {
            long end;
            try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
                append(log, Math.toIntExact(log.end() == HEADER_BYTES ? 0 : 20), count);
                end = log.end();
            }
            try (AppendLog log = open(OptionalLong.of(end), SMALL_FILES)) {
                assertEquals(
                        List.of("OPEN log/" + files().get(files().size() - 1).getFileName()),
                        disk().operations("log").stream()
                                .filter(line -> line.startsWith("OPEN"))
                                .toList());
                assertEquals(1, disk().openFiles().size());
                assertHolds(log, count);
                assertTrue(disk().openFiles().size() <= 2, "one that was looked into last");
            }
        }
    }

    @Test
    void aFileIsDurableBeforeTheNextOneBegins() {
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            disk().forget();
            while (disk().operations("log").stream().noneMatch(line -> line.startsWith("CREATE"))) {
                log.append(List.of(record(1)));
            }
            List<String> trace = disk().operations("log");
            int created = trace.indexOf(trace.stream()
                    .filter(line -> line.startsWith("CREATE"))
                    .findFirst()
                    .orElseThrow());
            assertTrue(trace.subList(0, created).contains("SYNC log/0000000000000000.log"), trace.toString());
            String next = trace.get(created).substring("CREATE ".length());
            assertEquals(
                    List.of("CREATE " + next, "WRITE " + next, "SYNC " + next, "SYNC_DIRECTORY log", "WRITE " + next),
                    trace.subList(created, trace.size()));
        }
    }

    @Test
    void filesWhoseDeletionCouldNotBeSyncedAreForgottenBeforeAnythingIsAppended() throws IOException {
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            append(log, 0, 60);
            String last = String.valueOf(files().get(files().size() - 1).getFileName());
            long end = Long.parseLong(last.substring(0, last.indexOf('.')), 16);
            disk().failOnce(Action.SYNC_DIRECTORY, "log", 1, Category.IO);
            assertEquals(
                    Category.IO,
                    assertThrows(StorageException.class, () -> log.cutBackTo(end))
                            .category());
            disk().forget();
            log.cutBackTo(end);
            log.append(List.of(record(1)));
            assertEquals("SYNC_DIRECTORY log", disk().operations("log").get(0));
        }
    }

    @Test
    void cuttingBackOverSeveralFilesForgetsThemForGood() throws IOException {
        long end;
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            append(log, 0, 10);
            end = log.end();
            append(log, 10, 60);
            int before = files().size();
            disk().forget();
            log.cutBackTo(end);
            List<String> trace = disk().operations("log");
            assertTrue(files().size() < before - 2);
            int forgotten = trace.indexOf("SYNC_DIRECTORY log");
            assertTrue(
                    forgotten > 0
                            && trace.subList(forgotten, trace.size()).stream()
                                    .noneMatch(line -> line.startsWith("DELETE")),
                    "a power cut must not bring a deleted file back among new ones: " + trace);
            assertHolds(log, 10);
            append(log, 10, 30);
            assertHolds(log, 30);
        }
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            assertHolds(log, 30);
        }
    }

    @Test
    void aWriteThatFailsLeavesNoTraceBeforeTheNextRecord() {
        try (AppendLog log = open()) {
            append(log, 0, 3);
            disk().failOnce(Action.WRITE, "log", 1, Category.NO_SPACE);
            byte[] large = new byte[5000];
            assertEquals(
                    Category.NO_SPACE,
                    assertThrows(StorageException.class, () -> log.append(List.of(large)))
                            .category());
            append(log, 3, 5);
            assertHolds(log, 5);
        }
        try (AppendLog log = open()) {
            assertHolds(log, 5);
        }
    }

    @Test
    void aFileThatFindsNoRoomIsBegunAgainLater() {
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            disk().failOnce(Action.WRITE, "log/00000000000001", 1, Category.NO_SPACE);
            int done = 0;
            boolean failed = false;
            while (done < 40) {
                try {
                    append(log, done, done + 1);
                    done++;
                } catch (StorageException e) {
                    failed = true;
                }
            }
            assertHolds(log, 40);
            disk().failOnce(Action.CREATE, "log", 1, Category.NO_SPACE);
            while (done < 60) {
                try {
                    append(log, done, done + 1);
                    done++;
                } catch (StorageException e) {
                    failed = true;
                }
            }
            assertTrue(failed);
            assertHolds(log, 60);
        }
    }

    @Test
    void manyThreadsMayAppendAndEachFindsItsOwn() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        Set<Long> all = ConcurrentHashMap.newKeySet();
        try (AppendLog log = open(OptionalLong.empty(), 2000)) {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int first = t * 100;
                done.add(threads.submit(() -> {
                    for (int i = first; i < first + 100; i++) {
                        List<Long> positions = log.append(List.of(record(i), record(i + 1000)));
                        log.sync();
                        assertArrayEquals(record(i), log.read(positions.get(0)));
                        assertArrayEquals(record(i + 1000), log.read(positions.get(1)));
                        all.addAll(positions);
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
        assertEquals(800, all.size());
        try (AppendLog log = open(OptionalLong.empty(), 2000)) {
            Set<Long> found = new TreeSet<>();
            log.forEach(0, (position, content) -> found.add(position));
            assertEquals(new TreeSet<>(all), found);
        }
    }

    @Test
    void whoSyncsTogetherSharesASync() throws Exception {
        int writers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try (AppendLog log = open()) {
            for (int i = 0; i < writers; i++) {
                log.append(List.of(record(i)));
            }
            disk().forget();
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                done.add(threads.submit(log::sync));
            }
            for (Future<?> each : done) {
                each.get();
            }
            assertEquals(1, disk().operations("log").size(), "one sync covers what all of them had written");
        } finally {
            threads.shutdown();
        }
    }
}
