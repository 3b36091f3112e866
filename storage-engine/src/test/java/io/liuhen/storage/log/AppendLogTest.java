package io.liuhen.storage.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.testing.TracingDisk;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A torn end is cut away, damage anywhere else is reported, and positions count through all files. */
final class AppendLogTest {
    private static final Path LOG = Path.of("log");
    private static final long SMALL_FILES = 200;
    private static final long HEADER_BYTES = 16;

    @TempDir
    private Path folder;

    private TracingDisk disk = new TracingDisk(RealDisk.below(Path.of("target")));

    @AfterEach
    void nothingIsLeftOpen() {
        assertEquals(List.of(), disk.openFiles(), "files that nobody has closed");
    }

    private AppendLog open(OptionalLong committedEnd, long fileBytesMax) {
        disk = new TracingDisk(RealDisk.below(folder));
        Durability durability = new Durability(disk, () -> 0, SyncObserver.none());
        return AppendLog.open(disk, durability, LOG, LogKind.JOURNAL, committedEnd, fileBytesMax);
    }

    private AppendLog open() {
        return open(OptionalLong.empty(), 1 << 20);
    }

    private void openFails(Category category, OptionalLong committedEnd) {
        StorageException failure = assertThrows(
                StorageException.class, () -> open(committedEnd, 1 << 20).close());
        assertEquals(category, failure.category(), failure.getMessage());
        assertEquals(List.of(), disk.openFiles(), "a log that was refused leaves nothing open");
    }

    private static byte[] record(int number) {
        byte[] bytes = new byte[1 + new Random(number).nextInt(60)];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    private static List<Long> append(AppendLog log, int from, int to) {
        List<Long> positions = new ArrayList<>();
        for (int i = from; i < to; i++) {
            positions.addAll(log.append(List.of(record(i))));
        }
        log.sync();
        return positions;
    }

    private static void assertHolds(AppendLog log, int count) {
        List<byte[]> found = new ArrayList<>();
        log.forEach((position, content) -> {
            assertArrayEquals(content, log.read(position));
            found.add(content);
        });
        assertEquals(count, found.size());
        for (int i = 0; i < count; i++) {
            assertArrayEquals(record(i), found.get(i), "record " + i);
        }
    }

    /** The log's files, oldest first. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(LOG))) {
            return files.sorted().toList();
        }
    }

    private Path onlyFile() throws IOException {
        assertEquals(1, files().size());
        return files().get(0);
    }

    private static String name(long base) {
        return HexFormat.of().toHexDigits(base) + ".log";
    }

    private static void change(Path file, long at, int xor) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[Math.toIntExact(at)] ^= (byte) xor;
        Files.write(file, bytes);
    }

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
    void aLastRecordThatWasTornAtAnyByteIsCutAwayAndTheRestIsIntact() throws IOException {
        long lastBegins;
        try (AppendLog log = open()) {
            append(log, 0, 4);
            lastBegins = append(log, 4, 5).get(0);
        }
        byte[] whole = Files.readAllBytes(onlyFile());
        for (int length = (int) lastBegins; length < whole.length; length++) {
            Files.write(onlyFile(), Arrays.copyOf(whole, length));
            try (AppendLog log = open()) {
                assertHolds(log, 4);
                assertEquals(lastBegins, log.end());
                append(log, 4, 6);
                assertHolds(log, 6);
            }
            try (AppendLog log = open()) {
                assertHolds(log, 6);
            }
        }
    }

    @Test
    void aLastRecordOfWhichThePowerLeftOnlyTheLengthIsCutAway() throws IOException {
        long lastBegins;
        try (AppendLog log = open()) {
            append(log, 0, 4);
            lastBegins = append(log, 4, 5).get(0);
        }
        byte[] whole = Files.readAllBytes(onlyFile());
        for (int zeroFrom = (int) lastBegins; zeroFrom < whole.length; zeroFrom++) {
            byte[] torn = Arrays.copyOf(Arrays.copyOf(whole, zeroFrom), whole.length);
            if (Arrays.equals(torn, whole)) {
                continue; // the record ends with zeros of its own
            }
            Files.write(onlyFile(), torn);
            try (AppendLog log = open()) {
                assertHolds(log, 4);
            }
        }
    }

    @Test
    void aDamagedRecordInTheMiddleIsReportedAndNothingIsCutAway() throws IOException {
        List<Long> positions;
        try (AppendLog log = open()) {
            positions = append(log, 0, 6);
        }
        byte[] whole = Files.readAllBytes(onlyFile());
        for (long at = positions.get(2); at < positions.get(3); at++) {
            Files.write(onlyFile(), whole);
            change(onlyFile(), at, 0x10);
            byte[] damaged = Files.readAllBytes(onlyFile());
            openFails(Category.CORRUPT, OptionalLong.empty());
            assertArrayEquals(damaged, Files.readAllBytes(onlyFile()), "a person may still read what is there");
        }
    }

    @Test
    void aDamagedRecordBeforeACommittedEndIsReportedByWhoReadsIt() throws IOException {
        List<Long> positions;
        long end;
        try (AppendLog log = open()) {
            positions = append(log, 0, 6);
            end = log.end();
        }
        for (int damaged = 0; damaged < 6; damaged++) {
            byte[] whole = Files.readAllBytes(onlyFile());
            change(onlyFile(), positions.get(damaged) + 8, 1);
            try (AppendLog log = open(OptionalLong.of(end), 1 << 20)) {
                for (int i = 0; i < 6; i++) {
                    long position = positions.get(i);
                    if (i == damaged) {
                        assertEquals(
                                Category.CORRUPT,
                                assertThrows(StorageException.class, () -> log.read(position))
                                        .category());
                    } else {
                        assertArrayEquals(record(i), log.read(position));
                    }
                }
                assertThrows(StorageException.class, () -> log.forEach((position, content) -> {}));
                assertEquals(end, log.end());
            }
            Files.write(onlyFile(), whole);
        }
    }

    @Test
    void whatFollowsTheCommittedEndIsCutAwayEvenIfItIsWhole() {
        long end;
        try (AppendLog log = open()) {
            append(log, 0, 3);
            end = log.end();
            append(log, 3, 6);
        }
        try (AppendLog log = open(OptionalLong.of(end), 1 << 20)) {
            assertHolds(log, 3);
        }
        try (AppendLog log = open()) {
            assertHolds(log, 3);
        }
    }

    @Test
    void aCommittedEndBeyondTheContentIsCorruption() {
        long end;
        try (AppendLog log = open()) {
            append(log, 0, 3);
            end = log.end();
        }
        openFails(Category.CORRUPT, OptionalLong.of(end + 1));
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
    void aFileIsDurableBeforeTheNextOneBegins() {
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            disk.forget();
            while (disk.operations("log").stream().noneMatch(line -> line.startsWith("CREATE"))) {
                log.append(List.of(record(1)));
            }
            List<String> trace = disk.operations("log");
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
    void aFileThatWasBegunAndNotFinishedIsForgotten() throws IOException {
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            append(log, 0, 20);
        }
        long end = 0;
        for (Path file : files()) {
            end += Files.size(file);
        }
        Path next = folder.resolve(LOG).resolve(name(end));
        for (int length = 0; length < HEADER_BYTES; length++) {
            Files.write(next, Arrays.copyOf("LIUHENJ".getBytes(java.nio.charset.StandardCharsets.US_ASCII), length));
            try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
                assertHolds(log, 20);
            }
        }
    }

    @Test
    void aFileThatIsMissingOrShortInTheMiddleIsCorruption() throws IOException {
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            append(log, 0, 60);
        }
        Path middle = files().get(2);
        byte[] whole = Files.readAllBytes(middle);
        for (int length : List.of(0, 10, 16, whole.length - 1)) {
            Files.write(middle, Arrays.copyOf(whole, length));
            openFails(Category.CORRUPT, OptionalLong.empty());
            assertEquals(length, Files.size(middle), "a person may still read what is there");
        }
        Files.delete(middle);
        openFails(Category.CORRUPT, OptionalLong.empty());
        Files.write(middle, whole);
        Files.delete(files().get(0));
        openFails(Category.CORRUPT, OptionalLong.empty());
    }

    @Test
    void cuttingBackOverSeveralFilesForgetsThemForGood() throws IOException {
        long end;
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            append(log, 0, 10);
            end = log.end();
            append(log, 10, 60);
            int before = files().size();
            disk.forget();
            log.cutBackTo(end);
            List<String> trace = disk.operations("log");
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
    void aHeaderOfAnotherKindIsCorruptAndOneOfANewerVersionIsTooNew() throws IOException {
        open().close();
        byte[] whole = Files.readAllBytes(onlyFile());
        for (int at : List.of(0, 5, 6, 8, 15)) {
            Files.write(onlyFile(), whole);
            change(onlyFile(), at, 1);
            openFails(Category.CORRUPT, OptionalLong.empty());
        }
        Files.write(onlyFile(), whole);
        change(onlyFile(), 7, 3);
        openFails(Category.TOO_NEW, OptionalLong.empty());
    }

    @Test
    void aWriteThatFailsLeavesNoTraceBeforeTheNextRecord() {
        try (AppendLog log = open()) {
            append(log, 0, 3);
            disk.failOnce(Action.WRITE, "log", 1, Category.NO_SPACE);
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
            disk.failOnce(Action.WRITE, "log/00000000000001", 1, Category.NO_SPACE);
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
            disk.failOnce(Action.CREATE, "log", 1, Category.NO_SPACE);
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
            log.forEach((position, content) -> found.add(position));
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
            disk.forget();
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                done.add(threads.submit(log::sync));
            }
            for (Future<?> each : done) {
                each.get();
            }
            assertEquals(1, disk.operations("log").size(), "one sync covers what all of them had written");
        } finally {
            threads.shutdown();
        }
    }
}
