package io.liuhen.storage.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.testing.TracingDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A log on a temporary folder, and what can happen to its files. */
abstract class LogFixture {
    private static final Path LOG = Path.of("log");
    static final long SMALL_FILES = 200;
    static final long HEADER_BYTES = 16;

    @TempDir
    private Path folder;

    private TracingDisk disk = new TracingDisk(RealDisk.below(Path.of("target")));

    @AfterEach
    void nothingIsLeftOpen() {
        assertEquals(List.of(), disk.openFiles(), "files that nobody has closed");
    }

    AppendLog open(OptionalLong committedEnd, long fileBytesMax) {
        return open(committedEnd, fileBytesMax, content -> true);
    }

    /** @param own which records beyond the committed end wait to be written again */
    AppendLog open(OptionalLong committedEnd, long fileBytesMax, Predicate<byte[]> own) {
        disk = new TracingDisk(RealDisk.below(folder));
        Durability durability = new Durability(disk, () -> 0, SyncObserver.none());
        return AppendLog.open(disk, durability, LOG, LogKind.JOURNAL, committedEnd, own, fileBytesMax);
    }

    AppendLog open() {
        return open(OptionalLong.empty(), 1 << 20);
    }

    void openFails(Category category, OptionalLong committedEnd) {
        StorageException failure = assertThrows(
                StorageException.class, () -> open(committedEnd, 1 << 20).close());
        assertEquals(category, failure.category(), failure.getMessage());
        assertEquals(List.of(), disk.openFiles(), "a log that was refused leaves nothing open");
    }

    static byte[] record(int number) {
        byte[] bytes = new byte[1 + new Random(number).nextInt(60)];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    static List<Long> append(AppendLog log, int from, int to) {
        List<Long> positions = new ArrayList<>();
        for (int i = from; i < to; i++) {
            positions.addAll(log.append(List.of(record(i))));
        }
        log.sync();
        return positions;
    }

    static void assertHolds(AppendLog log, int count) {
        List<byte[]> found = new ArrayList<>();
        log.forEach(0, (position, content) -> {
            assertArrayEquals(content, log.read(position));
            found.add(content);
        });
        assertEquals(count, found.size());
        for (int i = 0; i < count; i++) {
            assertArrayEquals(record(i), found.get(i), "record " + i);
        }
    }

    /** The log's files, oldest first. */
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(LOG))) {
            return files.sorted().toList();
        }
    }

    Path onlyFile() throws IOException {
        assertEquals(1, files().size());
        return files().get(0);
    }

    static String name(long base) {
        return HexFormat.of().toHexDigits(base) + ".log";
    }

    static void change(Path file, long at, int xor) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[Math.toIntExact(at)] ^= (byte) xor;
        Files.write(file, bytes);
    }

    TracingDisk disk() {
        return disk;
    }

    Path folder() {
        return folder.resolve(LOG);
    }
}
