package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Appends whose bytes count together or not at all. */
final class WholeAppendTest {
    private static final int LENGTH = (2 << 20) + 1000;

    @TempDir
    private Path folder;

    private static Append begin(TestStore store, SegmentId id, long offset, byte[] bytes) {
        AppendOutcome outcome = get(store.engine().uploads().append(id, offset, AppendMode.WHOLE, upload -> true));
        Append append = assertInstanceOf(AppendOutcome.Opened.class, outcome).append();
        get(append.write(ByteBuffer.wrap(bytes)));
        return append;
    }

    private static long offset(TestStore store, SegmentId id) {
        return get(store.engine().uploads().find(id)).orElseThrow().offsetBytes();
    }

    /** However it ends before its commit, the upload is as it was, and goes on to the right digest. */
    private void leavesNothingBehind(Consumer<TestStore> ending) {
        byte[] content = bytes(LENGTH, 1);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(LENGTH));
            store.write(id, 0, Arrays.copyOf(content, 700));
            Append append = begin(store, id, 700, bytes(1_500_000, 2));
            ending.accept(store);
            assertEquals(700, offset(store, id));
            store.write(id, 700, Arrays.copyOfRange(content, 700, LENGTH));
            assertInstanceOf(Uploads.SealOutcome.Sealed.class, store.seal(id, LENGTH));
            assertArrayEquals(content, store.read(id));
            assertInstanceOf(CommitOutcome.Overtaken.class, get(append.commit()), "it is over");
        }
    }

    @Test
    void anInterruptForgetsWhatHadArrived() {
        leavesNothingBehind(store -> get(store.engine()
                .uploads()
                .interrupt(store.engine()
                        .uploads()
                        .openUploads(Optional.empty(), 1)
                        .get(0)
                        .id())));
    }

    @Test
    void anAppendThatTakesItsPlaceForgetsWhatHadArrived() {
        leavesNothingBehind(store -> {});
    }

    @Test
    void whatIsCommittedCounts() {
        byte[] content = bytes(LENGTH, 3);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(LENGTH));
            Append append = begin(store, id, 0, content);
            assertEquals(new CommitOutcome.Committed(LENGTH), get(append.commit()));
            get(append.close());
            store.seal(id, LENGTH);
            assertArrayEquals(content, store.read(id));
        }
    }

    @Test
    void aStoreThatClosesCommitsNoneOfIt() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(LENGTH));
            begin(store, id, 0, bytes(1000, 4));
            store.reopen();
            assertEquals(0, offset(store, id));
        }
    }

    @Test
    void wantOfRoomCommitsNoneOfIt() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.empty());
            Append append = begin(store, id, 0, bytes(1000, 5));
            failsAs(
                    Category.NO_SPACE,
                    () -> get(store.engine()
                            .uploads()
                            .declareLength(id, 1L << 60, CanonicalJson.object(), Facts.none())));
            assertEquals(0, offset(store, id));
            assertFalse(get(append.write(ByteBuffer.allocate(1))), "it is over");
        }
    }
}
