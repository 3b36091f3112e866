package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.LedgerEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opening costs what was open, not what is stored: what the disk is asked for is counted. (Rows of the index that opening
 * walks over are counted by {@code OpeningRowsTest}, files of logs by {@code AppendLogTest}.)
 */
final class OpeningWorkTest {
    @TempDir
    private Path folder;

    private CountingDisk.Counts opening(String name, int sealed, int open) {
        Path store = folder.resolve(name);
        try (TestStore full = new TestStore(store)) {
            for (int i = 0; i < sealed; i++) {
                SegmentId id = full.create(OptionalLong.empty());
                full.write(id, 0, bytes(10, i));
                full.seal(id, 10);
                get(full.engine().uploads().endEmpty(full.create(OptionalLong.empty()), Facts.none()));
                Document document = new Document(
                        new DocumentKey("note", id.toString()),
                        1,
                        full.clock().instant(),
                        full.clock().instant(),
                        CanonicalJson.object(),
                        List.of());
                LedgerEntry entry =
                        new LedgerEntry(List.of(id.toString()), CanonicalJson.object(), CanonicalJson.object());
                full.engine().records().record(Facts.of(document).and(Facts.of(entry)));
                full.clock().move(Duration.ofHours(3));
            }
            for (int i = 0; i < open; i++) {
                full.write(full.create(OptionalLong.empty()), 0, bytes(1000, i));
            }
        }
        CountingDisk disk = new CountingDisk(RealDisk.below(store));
        StorageEngine engine = StorageEngine.open(
                new EngineConfig(1, 8), disk, java.time.Clock.systemUTC(), System::nanoTime, SyncObserver.none());
        CountingDisk.Counts counts = disk.counts();
        assertEquals(open, engine.report().openUploads());
        engine.close();
        return counts;
    }

    @Test
    void aStoreWithTenTimesTheSegmentsIsOpenedWithTheSameOperations() {
        assertEquals(opening("few", 8, 3), opening("many", 80, 3));
    }

    @Test
    void eachOpenUploadCostsALittle() {
        CountingDisk.Counts few = opening("few", 8, 3);
        CountingDisk.Counts more = opening("more", 8, 13);
        assertTrue(more.operations() > few.operations(), "else this test counts nothing: " + few + ", " + more);
        assertTrue(more.operations() - few.operations() <= 20, few + ", " + more);
        assertEquals(few.readBytes(), more.readBytes(), "no digest is made again before its upload goes on");
    }
}
