package io.liuhen.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * What a crash leaves of RocksDB's logs is opened, and whatever else is wrong with them is refused: a store may lose its
 * last, half-written record, which nobody was told of, and nothing before it.
 *
 * <p>There are two logs: one family was flushed in between, the other one has its rows in both.
 */
final class WalDamageTest {
    private static final int ROWS = 600;
    private static final int RECORD_BYTES = 100;
    private static final int LOG_BLOCK_BYTES = 32 << 10;

    /** What was on the disk at a moment when everything had been acknowledged. */
    @TempDir
    private static Path stopped;

    @TempDir
    private Path folder;

    private interface Damage {
        void to(Path log) throws IOException;
    }

    @BeforeAll
    static void write() throws Exception {
        Path open = stopped.resolveSibling(stopped.getFileName() + "-open");
        Path index = Files.createDirectories(open).resolve("index");
        database(open, index).close();
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (DatabaseOptions options = new DatabaseOptions()) {
            for (Family family : Family.values()) {
                families.add(new ColumnFamilyDescriptor(family.bytes(), options.of(family)));
            }
            try (RocksDB db = RocksDB.open(options.database(), index.toString(), families, handles);
                    WriteOptions synced = new WriteOptions().setSync(true);
                    FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
                ColumnFamilyHandle segments = handle(handles, Family.SEGMENTS);
                ColumnFamilyHandle jobs = handle(handles, Family.JOBS);
                for (int i = 0; i < ROWS; i++) {
                    db.put(segments, synced, key(i), value(i));
                    if (i == ROWS / 2) {
                        db.put(jobs, synced, key(i), value(i));
                        db.flush(waiting, jobs);
                    }
                }
                copy(index, stopped);
                handles.forEach(ColumnFamilyHandle::close);
            }
        }
        assertEquals(2, logs(stopped).size());
    }

    private static ColumnFamilyHandle handle(List<ColumnFamilyHandle> handles, Family family) throws RocksDBException {
        for (ColumnFamilyHandle handle : handles) {
            if (Arrays.equals(handle.getName(), family.bytes())) {
                return handle;
            }
        }
        throw new AssertionError("no family " + family);
    }

    private static Database database(Path store, Path index) {
        return new Database(index, new Durability(RealDisk.below(store), System::nanoTime, SyncObserver.none()), false);
    }

    private static byte[] key(int row) {
        return Keys.number(row);
    }

    /** No zeros: they would be mistaken for damage that does no harm. */
    private static byte[] value(int row) {
        byte[] value = new byte[RECORD_BYTES];
        Arrays.fill(value, (byte) (row % 100 + 1));
        return value;
    }

    @Test
    void everythingThatWasAcknowledgedIsThere() throws Exception {
        assertEquals(ROWS, rowsFound());
    }

    @TestFactory
    Stream<DynamicTest> aTornLastRecordIsForgivenAlone() {
        return IntStream.of(1, 3, RECORD_BYTES, RECORD_BYTES + 20)
                .mapToObj(bytes -> DynamicTest.dynamicTest(bytes + " bytes were not written", () -> {
                    damaged(1, log -> cut(log, Files.size(log) - bytes));
                    assertEquals(ROWS - 1, rowsFound());
                    assertEquals(ROWS - 1, rowsFound(), "the second time");
                }));
    }

    @Test
    void spaceThatWasReservedIsNoRecord() throws Exception {
        damaged(1, log -> append(log, new byte[5_000]));
        assertEquals(ROWS, rowsFound());
    }

    @TestFactory
    Stream<DynamicTest> damageToTheNewestLogIsRefused() {
        return Stream.of(
                refused(1, "a bit in the middle", log -> flip(log, Files.size(log) / 2)),
                // Whoever cannot tell whether it was acknowledged must not drop it.
                refused(1, "a bit in the last record", log -> flip(log, Files.size(log) - 5)),
                refused(1, "a bit in the first record", log -> flip(log, RECORD_BYTES)),
                refused(1, "zeros in the middle", log -> zero(log, 5 * RECORD_BYTES + 50, 4_096)));
    }

    @TestFactory
    Stream<DynamicTest> damageToAnOlderLogIsRefusedEvenAtItsEnd() {
        return Stream.of(
                refused(0, "an end that is missing", log -> cut(log, Files.size(log) - 3)),
                refused(0, "a last record that is missing", log -> cut(log, lastRecord(log))),
                refused(0, "whole blocks that are missing", log -> cut(log, LOG_BLOCK_BYTES)),
                refused(0, "zeros at the end", log -> zero(log, lastRecord(log), Files.size(log) - lastRecord(log))),
                refused(0, "a bit in the last record", log -> flip(log, Files.size(log) - 5)),
                refused(0, "a bit in the middle", log -> flip(log, Files.size(log) / 2)),
                refused(0, "a block of zeros", log -> zero(log, 0, LOG_BLOCK_BYTES)),
                refused(0, "a log that is missing", Files::delete));
    }

    @Test
    void aStoreWithoutAnyLogIsRefused() throws Exception {
        damaged(0, Files::delete);
        Files.delete(logs(index()).get(0));
        refused();
    }

    private DynamicTest refused(int log, String name, Damage damage) {
        return DynamicTest.dynamicTest(name, () -> {
            damaged(log, damage);
            refused();
        });
    }

    private void refused() {
        StorageException refusal = assertThrows(StorageException.class, this::rowsFound);
        assertEquals(Category.CORRUPT, refusal.category(), refusal::getMessage);
    }

    /** A fresh copy, with damage to its older or newer log. */
    private void damaged(int log, Damage damage) throws IOException {
        if (Files.exists(index())) {
            try (Stream<Path> files = Files.list(index())) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        copy(stopped, index());
        damage.to(logs(index()).get(log));
    }

    private Path index() {
        return folder.resolve("index");
    }

    private int rowsFound() throws IOException {
        if (!Files.exists(index())) {
            copy(stopped, index());
        }
        WriteAheadLogs.check(RealDisk.below(folder), Path.of("index"));
        try (Database db = database(folder, index())) {
            int rows = 0;
            while (rows < ROWS
                    && Arrays.equals(
                            value(rows), db.get(Family.SEGMENTS, key(rows)).orElse(new byte[0]))) {
                rows++;
            }
            int all = 0;
            try (Cursor cursor = db.iterate(Family.SEGMENTS)) {
                for (cursor.seekToFirst(); cursor.isValid(); cursor.next()) {
                    all++;
                }
            }
            assertEquals(all, rows, "rows after the first one that is missing");
            return rows;
        }
    }

    private static List<Path> logs(Path index) throws IOException {
        try (Stream<Path> files = Files.list(index)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(file -> !file.endsWith("LOCK")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void cut(Path log, long length) throws IOException {
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
            file.truncate(length);
        }
    }

    /** Where the last record begins: its header is 7 bytes, that of the batch 12, and a put of this family 12 more. */
    private static long lastRecord(Path log) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        int at = bytes.length - RECORD_BYTES;
        byte fill = bytes[bytes.length - 1];
        while (bytes[at - 1] == fill) {
            at--;
        }
        // The length of the record, little-endian, stands 3 bytes before its content begins.
        for (int begin = at - 8; begin > 6; begin--) {
            int length = (bytes[begin - 3] & 0xff) | (bytes[begin - 2] & 0xff) << 8;
            if (begin + length == bytes.length && bytes[begin - 1] == 1) {
                return begin - 7L;
            }
        }
        throw new AssertionError("no record at the end of " + log);
    }

    private static void append(Path log, byte[] bytes) throws IOException {
        Files.write(log, bytes, StandardOpenOption.APPEND);
    }

    private static void flip(Path log, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        bytes[(int) at] ^= 1;
        Files.write(log, bytes);
    }

    private static void zero(Path log, long at, long count) throws IOException {
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate((int) count), at);
        }
    }
}
