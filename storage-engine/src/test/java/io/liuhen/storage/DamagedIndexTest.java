package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.rocks.RocksIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the index cannot read because it is damaged is another thing than what it cannot read now. */
final class DamagedIndexTest {
    /** Within the first data block of every table. */
    private static final int POSITION = 20;

    @TempDir
    private Path folder;

    @Test
    void aDamagedTableIsCorruptAndNotToBeTriedAgain() throws IOException {
        SegmentId id;
        try (TestStore store = new TestStore(folder)) {
            id = store.create(OptionalLong.of(3000));
            store.write(id, 0, bytes(3000, 3));
            store.seal(id, 3000);
            // Opening moves what is only in RocksDB's log into tables.
            store.reopen();
            assertTrue(store.engine().segments().find(id).isPresent());
        }
        List<Path> damaged = damageTables("segments");
        assertFalse(damaged.isEmpty());
        try (TestStore store = new TestStore(folder)) {
            failsAs(Category.CORRUPT, () -> store.engine().segments().find(id));
            failsAs(Category.CORRUPT, () -> store.engine().segments().list(Optional.empty(), 10));
        }
    }

    /** What opening reads itself is damaged; once it is repaired, the very same process can open the index. */
    @Test
    void anIndexThatCannotBeOpenedIsLetGo() throws IOException {
        try (TestStore store = new TestStore(folder)) {
            for (int i = 0; i < 3; i++) {
                store.engine()
                        .records()
                        .record(Facts.of(
                                new LedgerEntry(List.of("all"), CanonicalJson.object(), CanonicalJson.object())));
            }
            store.reopen();
        }
        List<Path> damaged = damageTables("pending_entries");
        assertFalse(damaged.isEmpty());
        failsAs(Category.CORRUPT, () -> new TestStore(folder).close());
        Durability durability = new Durability(RealDisk.below(folder), () -> 0, SyncObserver.none());
        failsAs(
                Category.CORRUPT,
                () -> RocksIndex.open(folder.resolve("index"), durability).close());
        damageTables("pending_entries");
        new TestStore(folder).close();
    }

    /** Flips a bit in each table of a family; a table says of which family it is. Twice is never. */
    private List<Path> damageTables(String family) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("index"))) {
            List<Path> tables = files.filter(file -> file.toString().endsWith(".sst"))
                    .filter(file -> holds(file, family))
                    .toList();
            for (Path table : tables) {
                byte[] content = Files.readAllBytes(table);
                content[POSITION] ^= 1;
                Files.write(table, content);
            }
            return tables;
        }
    }

    private static boolean holds(Path table, String family) {
        try {
            return new String(Files.readAllBytes(table), StandardCharsets.ISO_8859_1).contains(family);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
