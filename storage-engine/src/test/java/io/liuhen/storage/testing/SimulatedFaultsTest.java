package io.liuhen.storage.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.EntryIndex;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.testing.Faults.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The faults of the simulated machine do what they say, and nothing more. */
final class SimulatedFaultsTest {
    private static final Path A = Path.of("a");
    private static final int SEEDS = 200;

    private static ByteBuffer bytes(int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) 1);
        return ByteBuffer.wrap(bytes);
    }

    private static StorageException fails(Category category, Runnable what) {
        StorageException failure = assertThrows(StorageException.class, what::run);
        assertEquals(category, failure.category());
        return failure;
    }

    /** What is left of four blocks after a sync that failed, one that succeeded, and a loss of power. */
    private static String afterAFailedSync(long seed) {
        Faults faults = new Faults(new SplittableRandom(seed));
        SimulatedDisk disk = new SimulatedDisk(faults);
        try (DiskFile file = disk.create(A)) {
            disk.syncDirectory(Path.of(""));
            file.write(bytes(4 * 512), 0);
            faults.set(Kind.SYNC, 1);
            fails(Category.IO, file::sync);
            faults.stop();
            if (disk.isShutDown()) {
                fails(Category.IO, file::sync);
            } else {
                file.sync();
            }
        }
        disk.powerOn(new SplittableRandom(seed));
        StringBuilder found = new StringBuilder();
        try (DiskFile file = disk.openForReading(A)) {
            for (int block = 0; block < 4; block++) {
                ByteBuffer one = ByteBuffer.allocate(1);
                found.append(file.read(one, block * 512L) == 0 ? "-" : String.valueOf(one.get(0)));
            }
        }
        return found.toString();
    }

    @Test
    void whatAFailedSyncHasDroppedNoLaterSyncBringsBack() {
        Set<String> outcomes = new HashSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            outcomes.add(afterAFailedSync(seed));
        }
        assertTrue(outcomes.containsAll(Set.of("0101", "0000", "1111")), outcomes.toString());
    }

    @Test
    void withoutADescriptorNothingIsOpenedAndNothingIsSynced() {
        Faults faults = new Faults(new SplittableRandom(1));
        SimulatedDisk disk = new SimulatedDisk(faults);
        try (DiskFile file = disk.create(A)) {
            file.write(bytes(1), 0);
            faults.set(Kind.DESCRIPTOR, 1);
            fails(Category.IO, () -> disk.create(Path.of("b")));
            fails(Category.IO, () -> disk.open(A));
            fails(Category.IO, () -> disk.openForReading(A));
            fails(Category.IO, () -> disk.list(Path.of("")));
            fails(Category.IO, () -> disk.syncDirectory(Path.of("")));
            file.sync();
            faults.stop();
        }
        disk.syncDirectory(Path.of(""));
        disk.powerOn(new SplittableRandom(1));
        assertEquals(1, disk.files().size(), "what could not be synced before is synced now");
    }

    @Test
    void aDirectoryWhoseSyncFailsSaysMoreThanThatItCouldNotBeOpened() {
        Faults faults = new Faults(new SplittableRandom(1));
        SimulatedDisk disk = new SimulatedDisk(faults);
        faults.set(Kind.SYNC, 1);
        fails(Category.AMBIGUOUS_COMMIT, () -> disk.syncDirectory(Path.of("")));
        faults.stop();
        fails(Category.AMBIGUOUS_COMMIT, () -> disk.syncDirectory(Path.of("")));
    }

    @Test
    void aFullDiskTakesWhatFitsAndGoesOnWhenThereIsRoom() {
        SimulatedDisk disk = new SimulatedDisk();
        try (DiskFile file = disk.create(A)) {
            disk.setRoom(1024, 1);
            assertEquals(1024, disk.usableBytes());
            fails(Category.NO_SPACE, () -> file.write(bytes(1025), 0));
            assertEquals(1024, file.sizeBytes());
            file.write(bytes(1024), 0);
            fails(Category.NO_SPACE, () -> file.write(bytes(1), 1024));
            disk.create(Path.of("b")).close();
            fails(Category.NO_SPACE, () -> disk.create(Path.of("c")));
            fails(Category.NO_SPACE, () -> disk.createDirectory(Path.of("c")));
            disk.giveRoom();
            file.write(bytes(1), 1024);
            disk.create(Path.of("c")).close();
        }
    }

    @Test
    void aWriteThatFailsHasWrittenSomePartFromTheFront() {
        Set<Long> sizes = new HashSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            Faults faults = new Faults(new SplittableRandom(seed));
            SimulatedDisk disk = new SimulatedDisk(faults);
            faults.set(Kind.WRITE, 1);
            try (DiskFile file = disk.create(A)) {
                fails(Category.IO, () -> file.write(bytes(3), 0));
                sizes.add(file.sizeBytes());
            }
        }
        assertEquals(Set.of(0L, 1L, 2L, 3L), sizes);
    }

    @Test
    void aFlippedBitIsReadUntilItIsTurnedBackOrOverwritten() {
        SimulatedDisk disk = new SimulatedDisk();
        try (DiskFile file = disk.create(A)) {
            assertFalse(disk.flip(A, new SplittableRandom(1)), "nothing is on the disk");
            file.write(bytes(1), 0);
            file.sync();
            for (boolean overwrite : List.of(true, false)) {
                assertTrue(disk.flip(A, new SplittableRandom(1)));
                ByteBuffer found = ByteBuffer.allocate(1);
                file.read(found, 0);
                assertEquals(1, Integer.bitCount(found.get(0) ^ 1));
                if (overwrite) {
                    file.write(bytes(1), 0);
                } else {
                    disk.unflip();
                }
                file.read(found.clear(), 0);
                assertEquals(1, found.get(0));
            }
        }
    }

    private static Index open(FakeIndexStore store) {
        return store.open(new Durability(new SimulatedDisk(), () -> 0, SyncObserver.none()));
    }

    @Test
    void anIndexForgetsClaimsAndKeepsCommits() {
        IdGenerator ids = new IdGenerator(new ManualClock(Instant.EPOCH), new SplittableRandom(1));
        Set<Long> epochs = new HashSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            FakeIndexStore store = new FakeIndexStore();
            Index index = open(store);
            SegmentId id = ids.segment();
            index.uploads()
                    .create(
                            UploadRow.opened(id, OptionalLong.empty(), "a", CanonicalJson.object(), Instant.EPOCH),
                            Facts.none());
            index.uploads().claim(id);
            index.close();
            store.powerOn(new SplittableRandom(seed));
            epochs.add(open(store).uploads().upload(id).orElseThrow().epoch());
        }
        assertEquals(Set.of(0L, 1L), epochs);
    }

    @Test
    void aCommitThatFailsIsTrueAtOnceOrAfterTheNextStartOrNever() {
        Document document = new Document(
                new DocumentKey("note", "a"), 1, Instant.EPOCH, Instant.EPOCH, CanonicalJson.object(), List.of());
        Set<String> outcomes = new HashSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            Faults faults = new Faults(new SplittableRandom(seed));
            SimulatedDisk disk = new SimulatedDisk(faults);
            FakeIndexStore store = FakeIndexStore.beside(disk);
            Index index = open(store);
            faults.set(Kind.INDEX_WRITE, 1);
            fails(Category.AMBIGUOUS_COMMIT, () -> index.documents().record(Facts.of(document)));
            fails(Category.READ_ONLY, () -> index.documents().record(Facts.none()));
            faults.stop();
            int now = index.documents().versions(document.key()).size();
            index.close();
            int later = open(store).documents().versions(document.key()).size();
            outcomes.add(now + " then " + later);
        }
        assertEquals(Set.of("0 then 0", "0 then 1", "1 then 1"), outcomes);
    }

    @Test
    void theIndexTellsWhoBreaksItsRules() {
        Index index = open(new FakeIndexStore());
        assertThrows(
                IllegalStateException.class,
                () -> index.entries().sequenced(List.of(), new EntryIndex.Tree(1, 16, 16, List.of())));
    }
}
