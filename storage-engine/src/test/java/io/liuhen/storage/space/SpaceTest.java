package io.liuhen.storage.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.testing.ManualClock;
import io.liuhen.storage.testing.SimulatedDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Promises add up, what others write counts, and the reserve comes and goes. */
final class SpaceTest {
    private static final long MIB = 1 << 20;

    private final SmallDisk disk = new SmallDisk(new SimulatedDisk(), 64 * MIB);
    private final AtomicLong nanos = new AtomicLong();
    private final IdGenerator ids =
            new IdGenerator(new ManualClock(Instant.parse("2026-11-20T08:00:00Z")), new Random(1));
    private Space space = new Space(disk, new ReserveSize(8 * MIB), nanos::get);

    private SegmentId allot(long bytes) {
        SegmentId id = ids.segment();
        space.allot(id, OptionalLong.of(bytes));
        return id;
    }

    private static void refused(Runnable what) {
        StorageException failure = assertThrows(StorageException.class, what::run);
        assertEquals(Category.NO_SPACE, failure.category());
    }

    private void write(SegmentId id, long bytes) {
        space.of(id).ensure(bytes);
        Path path = Path.of(id.toString());
        try (DiskFile file = disk.exists(path) ? disk.open(path) : disk.create(path)) {
            file.write(ByteBuffer.allocate(Math.toIntExact(bytes)), file.sizeBytes());
        }
        space.of(id).used(bytes);
    }

    @Test
    void whatIsPromisedIsNotPromisedTwice() {
        allot(40 * MIB);
        refused(() -> allot(16 * MIB));
        allot(15 * MIB);
        refused(() -> allot(MIB));
    }

    @Test
    void writingWhatWasPromisedChangesNothingForOthers() {
        SegmentId id = allot(20 * MIB);
        long available = space.availableBytes();
        write(id, 5 * MIB);
        assertEquals(available, space.availableBytes());
        write(id, 15 * MIB);
        assertEquals(available, space.availableBytes());
        assertEquals(20 * MIB, space.of(id).promisedBytes() + 20 * MIB - besideBytes(20 * MIB));
        space.forget(id);
        assertEquals(available + besideBytes(20 * MIB), space.availableBytes(), "its manifest may take that now");
        assertEquals(0, space.promisedBytes());
    }

    private static long besideBytes(long lengthBytes) {
        return (64 << 10) + (lengthBytes >> 16);
    }

    @Test
    void aRefusalPromisesNothing() {
        refused(() -> allot(65 * MIB));
        assertEquals(0, space.promisedBytes());
        allot(50 * MIB);
    }

    @Test
    void anUploadThatEndsGivesItsRoomBack() {
        SegmentId id = allot(50 * MIB);
        space.forget(id);
        allot(50 * MIB);
        space.forget(id);
        assertTrue(space.promisedBytes() > 50 * MIB, "forgetting twice takes nothing from others");
    }

    @Test
    void whatWasCutAwayIsPromisedAgain() {
        SegmentId id = allot(10 * MIB);
        long before = space.promisedBytes();
        write(id, 4 * MIB);
        space.of(id).at(0);
        assertEquals(before, space.promisedBytes());
        space.of(id).at(4 * MIB);
        assertEquals(before - 4 * MIB, space.promisedBytes());
    }

    @Test
    void whatOthersWriteCountsAtOnce() {
        disk.others(30 * MIB);
        refused(() -> allot(30 * MIB));
        disk.others(0);
        allot(30 * MIB);
    }

    @Test
    void aLengthThatIsToldLaterIsPromisedWholeOrNotAtAll() {
        SegmentId id = ids.segment();
        space.allot(id, OptionalLong.empty());
        write(id, 2 * MIB);
        long before = space.promisedBytes();
        refused(() -> space.of(id).declare(OptionalLong.of(80 * MIB), 2 * MIB));
        assertEquals(before, space.promisedBytes());
        space.of(id).declare(OptionalLong.of(40 * MIB), 2 * MIB);
        assertEquals(38 * MIB + besideBytes(40 * MIB), space.promisedBytes());
        refused(() -> allot(20 * MIB));
        write(id, 38 * MIB);
        space.of(id).at(0);
        assertEquals(40 * MIB + besideBytes(40 * MIB), space.promisedBytes());
        space.forget(id);
        assertEquals(0, space.promisedBytes());
    }

    @Test
    void anUploadOfUnknownLengthGrowsInStepsAndIsRefusedBeforeTheReserve() {
        SegmentId id = ids.segment();
        space.allot(id, OptionalLong.empty());
        write(id, 1);
        assertTrue(space.promisedBytes() >= 8 * MIB, "a step, or each piece of it would have to be asked for");
        for (int i = 0; i < 55; i++) {
            write(id, MIB);
        }
        refused(() -> space.of(id).ensure(MIB));
        assertTrue(disk.usableBytes() >= 8 * MIB, "the reserve is untouched");
        space.of(id).at(56 * MIB);
        assertEquals(besideBytes(0), space.promisedBytes(), "steps that nobody uses belong to others");
    }

    @Test
    void promisesAreKeptWhateverTheDiskSaysOnOpening() {
        disk.othersFill();
        SegmentId id = ids.segment();
        space.recall(id, OptionalLong.of(10 * MIB), 4 * MIB);
        assertEquals(6 * MIB + besideBytes(10 * MIB), space.promisedBytes());
        assertTrue(space.availableBytes() < 0);
        refused(() -> space.check(1));
    }

    @Test
    void theReserveIsHeldInFilesAndOffersNothingToUploads() {
        long available = space.availableBytes();
        space.tend();
        assertEquals(60 * MIB, disk.usableBytes());
        assertEquals(available, space.availableBytes());
        assertEquals(16, disk.list(Path.of("reserve")).size());
    }

    @Test
    void aReserveIsGivenBackWhenOthersFillTheDiskAndTakenAgainWhenThereIsRoom() {
        space.tend();
        disk.othersFill();
        space.tend();
        assertEquals(4 * MIB, disk.usableBytes(), "for the index and the logs");
        refused(() -> space.check(1));
        space.tend();
        assertEquals(4 * MIB, disk.usableBytes());
        disk.others(0);
        space.tend();
        assertEquals(60 * MIB, disk.usableBytes());
    }

    @Test
    void aReserveThatDoesNotFitIsNotTakenInPart() {
        disk.names(10);
        space.tend();
        assertEquals(0, disk.list(Path.of("reserve")).size());
        assertEquals(64 * MIB, disk.usableBytes());
    }

    @Test
    void aReserveThatWasNeededForItsNamesStaysAwayForAWhile() {
        space.tend();
        space.inNeed();
        space.tend();
        assertEquals(0, disk.list(Path.of("reserve")).size());
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        space.tend();
        assertEquals(16, disk.list(Path.of("reserve")).size());
    }

    @Test
    void aReserveOfAnEarlierServerIsFoundAgain() {
        space.tend();
        space = new Space(disk, new ReserveSize(8 * MIB), nanos::get);
        assertEquals(56 * MIB, space.availableBytes());
        disk.othersFill();
        space.beforeOpening();
        assertEquals(4 * MIB, disk.usableBytes());
    }

    @Test
    void theReserveIsAHundredthOrTheLeastAndNeverMoreThanAQuarter() {
        ReserveSize usual = ReserveSize.defaults();
        assertEquals(16 * MIB, usual.bytesOn(64 * MIB));
        assertEquals(256 * MIB, usual.bytesOn(20_000 * MIB));
        assertEquals(500 * MIB, usual.bytesOn(50_000 * MIB));
        assertEquals(8 * MIB, usual.heldBytesOn(64 * MIB));
        assertEquals(64 * MIB, usual.heldBytesOn(50_000 * MIB));
        assertEquals(0, ReserveSize.none().bytesOn(50_000 * MIB));
        assertThrows(IllegalArgumentException.class, () -> new ReserveSize(-1));
    }
}
