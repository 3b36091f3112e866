package io.liuhen.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.testing.Tmpfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the engine relies on where RocksDB meets a disk that is really full: what was refused is not there, what was
 * committed is, and it goes on by itself. Needs root, to mount a small disk; else it is skipped.
 */
final class FullIndexTest {
    private static final int MIB = 1 << 20;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    @TempDir
    private Path folder;

    private final AtomicInteger timesFull = new AtomicInteger();
    private Optional<Tmpfs> disk = Optional.empty();
    private Optional<Durability> durability = Optional.empty();

    @BeforeEach
    void mount() throws IOException {
        disk = Optional.of(Tmpfs.mount(folder, "size=40m"));
        Files.createDirectory(folder.resolve("index"));
    }

    @AfterEach
    void unmount() {
        disk.ifPresent(Tmpfs::close);
    }

    private RocksIndex open() {
        Durability fresh = new Durability(
                RealDisk.below(folder), System::nanoTime, SyncObserver.none(), new Durability.Consequences() {
                    @Override
                    public void readOnly(String reason) {}

                    @Override
                    public void indexFull() {
                        timesFull.incrementAndGet();
                    }
                });
        durability = Optional.of(fresh);
        return RocksIndex.open(folder.resolve("index"), fresh);
    }

    /** Of noise, which does not compress. */
    private static Facts facts(int number) {
        byte[] noise = new byte[50_000];
        new Random(number).nextBytes(noise);
        Instant at = Instant.EPOCH.plusSeconds(number);
        return Facts.of(new Document(
                key(number),
                1,
                at,
                at,
                CanonicalJson.object().put("noise", Base64.getEncoder().encodeToString(noise)),
                List.of()));
    }

    private static DocumentKey key(int number) {
        return new DocumentKey("note", String.valueOf(number));
    }

    @Test
    void aFullDiskRefusesCommitsAndIsNoFailedSync() {
        int refused;
        try (RocksIndex index = open()) {
            index.documents().record(facts(0));
            disk.orElseThrow().fill();
            refused = commitsUntilRefused(index);
            assertEquals(1, timesFull.get());
            assertEquals(Category.NO_SPACE, refusal(index, refused + 1).orElseThrow(), "until there is room");
            assertEquals(Optional.empty(), durability.orElseThrow().readOnlyReason());
            assertEquals(Optional.empty(), index.documents().newest(key(refused)));
            assertTrue(refused > 8 * MIB / 150_000, "RocksDB has taken the room for its log beforehand: " + refused);

            disk.orElseThrow().free();
            long start = System.nanoTime();
            while (refusal(index, refused + 2).isPresent()) {
                assertTrue(System.nanoTime() - start < PATIENCE_NANOS, "it does not go on");
                Thread.onSpinWait();
            }
        }
        try (RocksIndex index = open()) {
            for (int number = 0; number < refused; number++) {
                assertTrue(index.documents().newest(key(number)).isPresent(), "committed, and gone: " + number);
            }
            assertEquals(Optional.empty(), index.documents().newest(key(refused)), "refused, and there");
            assertTrue(index.documents().newest(key(refused + 2)).isPresent());
        }
    }

    private static int commitsUntilRefused(RocksIndex index) {
        for (int number = 1; number < 10_000; number++) {
            Optional<Category> refusal = refusal(index, number);
            if (refusal.isPresent()) {
                assertEquals(Category.NO_SPACE, refusal.get());
                return number;
            }
        }
        throw new AssertionError("the disk is not full");
    }

    private static Optional<Category> refusal(RocksIndex index, int number) {
        try {
            index.documents().record(facts(number));
            return Optional.empty();
        } catch (StorageException e) {
            return Optional.of(e.category());
        }
    }

    @Test
    void anIndexOnAFullDiskIsOpenedForReading() {
        RocksIndex full = open();
        full.documents().record(facts(0));
        disk.orElseThrow().fill();
        int refused = commitsUntilRefused(full);
        // RocksDB may say that it could not write what it had in memory; its log has it.
        closeWhateverItSays(full);
        assertEquals(Category.NO_SPACE, opening().orElseThrow());
        try (RocksIndex index = RocksIndex.openForReading(folder.resolve("index"), durability.orElseThrow())) {
            assertTrue(index.documents().newest(key(refused - 1)).isPresent());
            assertEquals(Optional.empty(), index.documents().newest(key(refused)));
            index.verify();
        }
    }

    private static void closeWhateverItSays(RocksIndex index) {
        try {
            index.close();
        } catch (StorageException e) {
            assertTrue(String.valueOf(e.getMessage()).startsWith("the index failed"), e.getMessage());
        }
    }

    private Optional<Category> opening() {
        try {
            open().close();
            return Optional.empty();
        } catch (StorageException e) {
            return Optional.of(e.category());
        }
    }
}
