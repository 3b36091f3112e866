package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.space.ReserveSize;
import io.liuhen.storage.space.SmallDisk;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, or about to be, by bytes or by names: refused in time, nothing lost, and on it goes. */
final class FullDiskTest {
    private static final int MIB = 1 << 20;
    private static final EngineConfig CONFIG = new EngineConfig(4, 8, new ReserveSize(4 * MIB));

    @TempDir
    private Path folder;

    private SmallDisk small;
    private TestStore store;

    @BeforeEach
    void open() {
        small = new SmallDisk(RealDisk.below(folder), 32L * MIB);
        store = new TestStore(folder, CONFIG, small, Integer.MAX_VALUE);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private long offset(SegmentId id) {
        return get(store.engine().uploads().find(id))
                .map(UploadRow::offsetBytes)
                .orElseThrow();
    }

    private Document document(String name) {
        return new Document(
                new DocumentKey("note", name),
                1,
                store.clock().instant(),
                store.clock().instant(),
                CanonicalJson.object().put("of", name),
                List.of());
    }

    private static LedgerEntry entry(String subject) {
        return new LedgerEntry(List.of(subject), CanonicalJson.object().put("of", subject), CanonicalJson.object());
    }

    private long journalBytes() {
        return folder.resolve("journal/0000000000000000.log").toFile().length();
    }

    @Test
    void anUploadForWhichThereIsNoRoomIsNotCreated() {
        failsAs(Category.NO_SPACE, () -> store.create(OptionalLong.of(40L * MIB)));
        assertEquals(List.of(), store.engine().uploads().openUploads(Optional.empty(), 10));
        assertEquals(0, store.engine().space().promisedBytes());
        store.create(OptionalLong.of(20L * MIB));
        failsAs(Category.NO_SPACE, () -> store.create(OptionalLong.of(20L * MIB)));
    }

    @Test
    void whatWasPromisedFitsToTheLastByteAndIsSealed() {
        int each = 6 * MIB;
        List<SegmentId> ids = List.of(
                store.create(OptionalLong.of(each)),
                store.create(OptionalLong.of(each)),
                store.create(OptionalLong.of(each)),
                store.create(OptionalLong.of(each)));
        failsAs(Category.NO_SPACE, () -> store.create(OptionalLong.of(each)));
        for (SegmentId id : ids) {
            byte[] content = bytes(each, id.hashCode());
            store.write(id, 0, Arrays.copyOf(content, 5 * MIB));
            store.write(id, 5 * MIB, Arrays.copyOfRange(content, 5 * MIB, each));
        }
        for (SegmentId id : ids) {
            assertInstanceOf(Uploads.SealOutcome.Sealed.class, store.seal(id, each));
        }
        assertEquals(0, store.engine().space().promisedBytes());
    }

    @Test
    void promisesAreKnownAgainAfterOpening() {
        SegmentId id = store.create(OptionalLong.of(10L * MIB));
        store.write(id, 0, bytes(4 * MIB, 1));
        SegmentId growing = store.create(OptionalLong.empty());
        store.write(growing, 0, bytes(MIB, 2));
        long promised = store.engine().space().promisedBytes();
        store.reopen();
        assertEquals(promised, store.engine().space().promisedBytes());
        store.write(id, 4 * MIB, bytes(6 * MIB, 3));
        store.seal(id, 10L * MIB);
        store.seal(growing, MIB);
        assertEquals(0, store.engine().space().promisedBytes());
    }

    @Test
    void anUploadThatGrowsBeyondTheRoomKeepsWhatHadCome() {
        SegmentId id = store.create(OptionalLong.empty());
        Append append = store.append(id, 0);
        int taken = 0;
        StorageException refusal = null;
        while (refusal == null && taken < 40) {
            ByteBuffer piece = ByteBuffer.wrap(bytes(MIB, taken));
            try {
                get(append.write(piece));
                taken++;
            } catch (StorageException e) {
                refusal = e;
            }
        }
        assertEquals(Category.NO_SPACE, refusal == null ? null : refusal.category());
        assertEquals((long) taken * MIB, offset(id), "committed, without being asked to: the sender is told 507");
        assertTrue(small.usableBytes() >= 2 * MIB, "the reserve is untouched");
        assertInstanceOf(Uploads.SealOutcome.Sealed.class, store.seal(id, (long) taken * MIB));
    }

    @Test
    void othersThatFillTheDiskMakeUploadsWaitAndNotRestart() {
        byte[] content = bytes(8 * MIB, 1);
        SegmentId id = store.create(OptionalLong.of(content.length));
        store.write(id, 0, Arrays.copyOf(content, MIB));
        small.othersFill();
        failsAs(Category.NO_SPACE, () -> store.write(id, MIB, Arrays.copyOfRange(content, MIB, content.length)));
        assertEquals(MIB, offset(id));
        assertEquals(Optional.empty(), store.engine().readOnlyReason());

        small.others(0);
        assertEquals(content.length, store.write(id, MIB, Arrays.copyOfRange(content, MIB, content.length)));
        store.seal(id, content.length);
        assertArrayEquals(content, store.read(id));
    }

    @Test
    void theReserveLetsAJournalEndWhatTheIndexHasBegun() {
        small.othersFill();
        store.engine().records().record(Facts.of(document("a")));
        assertTrue(journalBytes() > 24, "the record is there");
        assertEquals(List.of(), small.list(Path.of("reserve")));
        assertEquals(Optional.empty(), store.engine().readOnlyReason());
    }

    @Test
    void aChangeForWhichTheJournalHasNoRoomWaitsAndIsWrittenWhenThereIs() {
        store.disk().failAlways(Action.WRITE, "journal", Category.NO_SPACE);
        failsAs(Category.NO_SPACE, () -> store.engine().records().record(Facts.of(document("a"))));
        assertEquals(Optional.empty(), store.engine().readOnlyReason(), "a full disk is not a broken one");
        store.engine().tend();
        long before = journalBytes();
        store.disk().heal();
        store.engine().tend();
        assertTrue(journalBytes() > before, "the record is written now");
        long once = journalBytes();
        store.engine().tend();
        assertEquals(once, journalBytes());
        store.reopen();
        assertEquals(Optional.of(document("a")), store.engine().records().newest(new DocumentKey("note", "a")));
    }

    @Test
    void entriesForWhichTheLedgerHasNoRoomGetTheirNumberWhenThereIs() throws InterruptedException {
        store.disk().failAlways(Action.WRITE, "ledger", Category.NO_SPACE);
        store.engine().records().record(Facts.of(entry("a")));
        assertThrows(StorageException.class, () -> store.engine().ledger().sequenceAll());
        store.engine().tend();
        store.disk().heal();
        for (int tries = 0; store.engine().ledger().head().sizeLeaves() == 0 && tries < 1000; tries++) {
            store.engine().tend();
            Thread.sleep(1);
        }
        assertEquals(1, store.engine().ledger().about("a", 0, 10).size());
    }

    @Test
    void aFullDiskWithRecordsThatWaitIsOpenedWithTheReservesHelp() {
        store.disk().failAlways(Action.WRITE, "journal", Category.NO_SPACE);
        store.disk().failAlways(Action.WRITE, "ledger", Category.NO_SPACE);
        failsAs(
                Category.NO_SPACE,
                () -> store.engine().records().record(Facts.of(document("a")).and(Facts.of(entry("a")))));
        // As a crash would leave it: waiting in the index, and the reserve still held.
        store.close();
        store.disk().heal();
        small.others(0);
        new TestStore(folder, CONFIG, small, Integer.MAX_VALUE).close();
        small.othersFill();
        store = new TestStore(folder, CONFIG, small, Integer.MAX_VALUE);
        assertEquals(Optional.empty(), store.engine().readOnlyReason());
        assertEquals(1, store.engine().ledger().about("a", 0, 10).size());
    }

    @Test
    void aDiskTooFullToOpenForWritingIsOpenedForReadingAndSaysWhy() {
        SegmentId sealed = store.create(OptionalLong.of(MIB));
        byte[] content = bytes(MIB, 1);
        store.write(sealed, 0, content);
        store.seal(sealed, MIB);
        SegmentId open = store.create(OptionalLong.of(2 * MIB));
        store.write(open, 0, content);
        store.disk().failAlways(Action.WRITE, "journal", Category.NO_SPACE);
        failsAs(Category.NO_SPACE, () -> store.engine().records().record(Facts.of(document("a"))));
        store.restart();

        assertTrue(store.engine().readOnlyReason().orElse("").contains("too full"), "it says why");
        assertArrayEquals(content, store.read(sealed));
        assertEquals(MIB, offset(open));
        failsAs(Category.READ_ONLY, () -> store.write(open, MIB, content));
        assertEquals(Optional.of(document("a")), store.engine().records().newest(new DocumentKey("note", "a")));

        store.disk().heal();
        store.restart();
        assertEquals(Optional.empty(), store.engine().readOnlyReason(), "nothing is suspect, so nobody has to check");
        store.write(open, MIB, content);
        assertTrue(journalBytes() > 24, "the record is written now");
    }

    @Test
    void aDiskWithoutNamesRefusesNewUploadsAndLetsOthersFinish() {
        byte[] content = bytes(2 * MIB, 1);
        SegmentId under = store.create(OptionalLong.of(content.length));
        store.write(under, 0, Arrays.copyOf(content, MIB));
        SegmentId fresh = store.create(OptionalLong.of(MIB));
        small.names(0);
        failsAs(Category.NO_SPACE, () -> store.write(fresh, 0, bytes(MIB, 2)));
        assertEquals(content.length, store.write(under, MIB, Arrays.copyOfRange(content, MIB, content.length)));
        failsAs(Category.NO_SPACE, () -> store.seal(under, content.length));
        assertEquals(content.length, offset(under), "whole, and waiting for its seal");
        assertEquals(Optional.empty(), store.engine().readOnlyReason());

        small.names(100);
        store.seal(under, content.length);
        assertArrayEquals(content, store.read(under));
        store.write(fresh, 0, bytes(MIB, 2));
        store.seal(fresh, MIB);
    }

    @Test
    void whatCanBeMadeAgainLeavesRoomToWhatCannot() {
        store.create(OptionalLong.of(20L * MIB));
        failsAs(Category.NO_SPACE, () -> store.engine().derivatives().checkRoom(10L * MIB));
        store.engine().derivatives().checkRoom(MIB);
    }
}
