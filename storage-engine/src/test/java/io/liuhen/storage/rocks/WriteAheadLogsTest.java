package io.liuhen.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.RealFolderView;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.WriteBatch;

/**
 * Logs are looked at before RocksDB reads them. Of a log out of whose middle 4 KiB had been taken RocksDB 11.8 read the
 * same place again and again, and opening never ended.
 */
final class WriteAheadLogsTest {
    private static final Path INDEX = Path.of("index");
    private static final List<Family> FAMILIES =
            List.of(Family.SEGMENTS, Family.BLOCKS, Family.DOCUMENTS, Family.TERMS, Family.JOBS);
    private static final int ROWS = 400;
    private static final int ROW_BYTES_MAX = 6_000;
    private static final int TAKEN_OUT_BYTES = 4_096;
    private static final int BLOCK_BYTES = 32 << 10;
    private static final int TRIES = 300;
    private static final int OPENED = 5;
    private static final long SEED = 20_261_121L;

    /** A log that was in use when its process was stopped, and its name. */
    private static byte[] sound = {};

    private static String name = "";

    @TempDir
    private static Path stopped;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    /** Some records are in several blocks, others among several in one. */
    @BeforeAll
    static void write() throws Exception {
        Random random = new Random(SEED);
        try (Database db = database(stopped)) {
            for (int row = 0; row < ROWS; row++) {
                byte[] value = new byte[1 + random.nextInt(row % 40 == 0 ? 3 * BLOCK_BYTES : ROW_BYTES_MAX)];
                random.nextBytes(value);
                Family family = FAMILIES.get(row % FAMILIES.size());
                try (WriteBatch batch = new WriteBatch()) {
                    batch.put(db.handle(family), Keys.number(row), value);
                    db.write(batch);
                }
            }
            try (Stream<Path> files = Files.list(stopped.resolve(INDEX))) {
                Path log = files.filter(file -> file.toString().endsWith(".log"))
                        .max(Path::compareTo)
                        .orElseThrow();
                sound = Files.readAllBytes(log);
                name = String.valueOf(log.getFileName());
            }
            copy(stopped.resolve(INDEX), stopped.resolve("copy"));
        }
        assertTrue(sound.length > 20 * BLOCK_BYTES, "length " + sound.length);
    }

    private static Database database(Path store) {
        return new Database(
                store.resolve(INDEX),
                new Durability(RealDisk.below(store), System::nanoTime, SyncObserver.none()),
                false);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(file -> !file.endsWith("LOCK")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private void check(byte[] log) throws IOException {
        Path file = Files.createDirectories(folder.resolve(INDEX)).resolve(name);
        Files.write(file, log);
        WriteAheadLogs.check(RealDisk.below(folder), INDEX);
    }

    private String refusal(byte[] log) {
        StorageException refused = assertThrows(StorageException.class, () -> check(log));
        assertEquals(Category.CORRUPT, refused.category());
        return String.valueOf(refused.getMessage());
    }

    @Test
    void whatAProcessHasLeftIsSound() throws IOException {
        assertDoesNotThrow(() -> check(sound));
        assertDoesNotThrow(() -> WriteAheadLogs.check(RealFolderView.below(folder), INDEX));
        assertDoesNotThrow(() -> WriteAheadLogs.check(RealDisk.below(folder), Path.of("none")));
        assertDoesNotThrow(() -> check(new byte[0]));
    }

    /** A crash leaves the log cut off anywhere, or with zeros for what was not written. RocksDB opens both. */
    @Test
    void whatACrashCutsOffIsNoDamage() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            byte[] cut = Arrays.copyOf(sound, random.nextInt(sound.length));
            assertDoesNotThrow(() -> check(cut), () -> "cut at " + cut.length);
        }
        assertDoesNotThrow(() -> check(Arrays.copyOf(sound, sound.length + 3 * BLOCK_BYTES)));
        for (int i = 0; i < OPENED; i++) {
            Path store = folder.resolve("cut-" + i);
            copy(stopped.resolve("copy"), store.resolve(INDEX));
            Files.write(
                    store.resolve(INDEX).resolve(name),
                    Arrays.copyOf(sound, sound.length / 2 + random.nextInt(sound.length / 2)));
            WriteAheadLogs.check(RealDisk.below(store), INDEX);
            database(store).close();
        }
    }

    @Test
    void fourKibibytesTakenOutOfTheMiddleAreFound() {
        for (int i = 0; i < TRIES; i++) {
            int at = random.nextInt(sound.length - BLOCK_BYTES - TAKEN_OUT_BYTES);
            byte[] shorter = Arrays.copyOf(sound, sound.length - TAKEN_OUT_BYTES);
            System.arraycopy(sound, at + TAKEN_OUT_BYTES, shorter, at, shorter.length - at);
            String refusal = refusal(shorter);
            assertTrue(refusal.contains("its log " + name + " is damaged at byte "), refusal);
        }
    }

    @Test
    void anyBitIsFound() {
        for (int i = 0; i < TRIES; i++) {
            byte[] flipped = sound.clone();
            int at = random.nextInt(sound.length - 2 * BLOCK_BYTES);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            if (!isPadding(at)) {
                refusal(flipped);
            }
        }
    }

    /** Up to six zeros end a block; nobody looks at them. */
    private static boolean isPadding(int at) {
        int end = (at / BLOCK_BYTES + 1) * BLOCK_BYTES;
        for (int i = at; i < end; i++) {
            if (sound[i] != 0) {
                return false;
            }
        }
        return end - at < 7;
    }

    /** RocksDB would take it for what an earlier log in the same file has left. */
    @Test
    void aRecordOfARecycledLogIsRefusedAlsoAtTheEnd() {
        for (int type : new int[] {5, 6, 7, 8, 11, 131}) {
            byte[] recycled = Arrays.copyOf(sound, (sound.length / BLOCK_BYTES) * BLOCK_BYTES + 20);
            Arrays.fill(recycled, recycled.length - 20, recycled.length, (byte) 9);
            recycled[recycled.length - 20 + 6] = (byte) type;
            refusal(recycled);
        }
    }
}
