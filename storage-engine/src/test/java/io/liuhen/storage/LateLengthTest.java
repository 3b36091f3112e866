package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.testing.ManualClock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads whose length is told after their creation. */
final class LateLengthTest {
    private static final ObjectNode NOW = CanonicalJson.object().put("name", "now known");

    @TempDir
    private Path folder;

    private static LengthOutcome declare(TestStore store, SegmentId id, long length) {
        return get(store.engine().uploads().declareLength(id, length, NOW, Facts.none()));
    }

    private static UploadRow row(TestStore store, SegmentId id) {
        return get(store.engine().uploads().find(id)).orElseThrow();
    }

    @Test
    void theLengthIsToldWhileBytesComeAndSurvivesTheStore() {
        byte[] content = bytes(1000, 1);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.empty());
            Append append = store.append(id, 0);
            get(append.write(ByteBuffer.wrap(content, 0, 400)));
            assertInstanceOf(LengthOutcome.Declared.class, declare(store, id, 1000));
            assertTrue(get(append.write(ByteBuffer.wrap(content, 400, 300))), "the append goes on");
            get(append.commit());
            get(append.close());
            store.reopen();
            assertEquals(OptionalLong.of(1000), row(store, id).declaredLengthBytes());
            assertEquals(NOW, row(store, id).attributes());
            store.write(id, 700, bytes(300, 2));
            assertTrue(row(store, id).received());
            store.seal(id, 1000);
            assertEquals(NOW, store.engine().segments().find(id).orElseThrow().attributes());
        }
    }

    @Test
    void aLengthThatStandsIsToldAgainButNotChanged() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId late = store.create(OptionalLong.empty());
            declare(store, late, 50);
            SegmentId early = store.create(OptionalLong.of(50));
            for (SegmentId id : List.of(late, early)) {
                store.write(id, 0, bytes(10, 3));
                assertInstanceOf(LengthOutcome.Declared.class, declare(store, id, 50));
                assertEquals(new LengthOutcome.Contradicted(OptionalLong.of(50), 10), declare(store, id, 51));
                assertEquals(OptionalLong.of(50), row(store, id).declaredLengthBytes());
            }
        }
    }

    @Test
    void nothingIsShorterThanWhatHasCome() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.empty());
            store.write(id, 0, bytes(10, 4));
            assertEquals(new LengthOutcome.Contradicted(OptionalLong.empty(), 10), declare(store, id, 9));
            Append append = store.append(id, 10);
            get(append.write(ByteBuffer.wrap(bytes(5, 5))));
            assertEquals(new LengthOutcome.Contradicted(OptionalLong.empty(), 10), declare(store, id, 14));
            get(append.commit());
            assertInstanceOf(LengthOutcome.Declared.class, declare(store, id, 15));
        }
    }

    @Test
    void whatIsNotOpenHasNoLengthToTell() {
        IdGenerator other = new IdGenerator(new ManualClock(Instant.parse("2026-11-21T08:00:00Z")), new Random(7));
        try (TestStore store = new TestStore(folder)) {
            SegmentId sealed = store.create(OptionalLong.of(1));
            store.write(sealed, 0, bytes(1, 6));
            store.seal(sealed, 1);
            assertInstanceOf(LengthOutcome.NotOpen.class, declare(store, sealed, 1));
            assertInstanceOf(LengthOutcome.NotOpen.class, declare(store, other.segment(), 1));
        }
    }

    @Test
    void aLengthForWhichThereIsNoRoomIsRefusedAndWhatHadComeIsKept() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.empty());
            long promised = store.engine().space().promisedBytes();
            Append append = store.append(id, 0);
            get(append.write(ByteBuffer.wrap(bytes(100, 8))));
            failsAs(Category.NO_SPACE, () -> declare(store, id, 1L << 60));
            assertEquals(100, row(store, id).offsetBytes());
            assertEquals(OptionalLong.empty(), row(store, id).declaredLengthBytes());
            assertEquals(promised, store.engine().space().promisedBytes());
            assertEquals(200, store.write(id, 100, bytes(100, 9)), "it goes on");
        }
    }

    @Test
    void theRestIsPromisedAtOnce() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId early = store.create(OptionalLong.of(10 << 20));
            long whole = store.engine().space().promisedBytes();
            SegmentId late = store.create(OptionalLong.empty());
            declare(store, late, 10 << 20);
            assertEquals(2 * whole, store.engine().space().promisedBytes(), late + " as " + early);
        }
    }
}
