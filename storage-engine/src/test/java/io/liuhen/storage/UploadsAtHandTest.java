package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept at hand of uploads, and the room that they were promised, goes when they end, however they end. */
final class UploadsAtHandTest {
    private static final int AT_HAND_MAX = 2;

    @TempDir
    private Path folder;

    /** Whether an upload goes on without being read again after something happened, three times, to others. */
    private void staysAtHandWhile(Consumer<TestStore> something) {
        try (TestStore store = new TestStore(folder, new EngineConfig(4, AT_HAND_MAX))) {
            SegmentId id = store.create(OptionalLong.of(100));
            store.write(id, 0, bytes(10, 1));
            for (int time = 0; time < 3; time++) {
                something.accept(store);
            }
            AppendOutcome.Opened opened = assertInstanceOf(
                    AppendOutcome.Opened.class, get(store.engine().uploads().append(id, 10)));
            assertFalse(opened.claimedAnew(), "it was pushed out by what is over");
            get(opened.append().close());
        }
    }

    @Test
    void droppedUploadsPushNobodyOut() {
        staysAtHandWhile(store -> {
            SegmentId other = store.create(OptionalLong.of(100));
            assertInstanceOf(Commit.Done.class, get(store.engine().uploads().drop(other, Facts.none())));
        });
    }

    @Test
    void emptyUploadsThatAreEndedPushNobodyOut() {
        staysAtHandWhile(store -> {
            SegmentId other = store.create(OptionalLong.of(100));
            assertInstanceOf(Commit.Done.class, get(store.engine().uploads().endEmpty(other, Facts.none())));
        });
    }

    @Test
    void uploadsThatNeverWerePushNobodyOut() {
        staysAtHandWhile(store -> {
            SegmentId other = store.create(OptionalLong.of(100));
            get(store.engine().uploads().drop(other, Facts.none()));
            assertTrue(get(store.engine().uploads().received(other)).isEmpty());
            assertInstanceOf(Uploads.SealOutcome.Overtaken.class, store.seal(other, 100));
            assertInstanceOf(
                    AppendOutcome.NotOpen.class, get(store.engine().uploads().append(other, 0)));
        });
    }

    @Test
    void uploadsWhoseSendersWentAwayAreLetGoFirst() {
        staysAtHandWhile(store -> {
            Append append = store.append(store.create(OptionalLong.of(100)), 0);
            get(append.write(ByteBuffer.wrap(bytes(10, 2))));
            get(append.close());
        });
    }

    private static Facts note(TestStore store, int number) {
        DocumentKey key = new DocumentKey("note", String.valueOf(number));
        return Facts.of(new Document(
                key, 1, store.clock().instant(), store.clock().instant(), CanonicalJson.object(), List.of()));
    }

    @Test
    void aSealWhoseJournalHasNoRoomGivesThePromiseBack() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(1_000_000));
            store.write(id, 0, bytes(10, 1));
            store.disk().failAlways(Action.WRITE, "journal", Category.NO_SPACE);
            failsAs(
                    Category.NO_SPACE,
                    () -> get(store.engine()
                            .uploads()
                            .seal(new Uploads.SealRequest(id, 10, SegmentKind.INCOMPLETE, List.of(), note(store, 1)))));
            store.disk().heal();
            assertTrue(store.engine().segments().find(id).isPresent(), "it is sealed all the same");
            assertEquals(0, store.engine().space().promisedBytes());
        }
    }

    @Test
    void anUploadWhoseEndMeetsAFailureGivesThePromiseAndTheBytesBack() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(1_000_000));
            store.write(id, 0, bytes(10, 1));
            store.disk().failAlways(Action.WRITE, "journal", Category.NO_SPACE);
            failsAs(Category.NO_SPACE, () -> get(store.engine().uploads().drop(id, note(store, 1))));
            store.disk().heal();
            assertEquals(0, store.engine().space().promisedBytes());
            assertEquals(List.of(), store.disk().list(Path.of("staging")));

            SegmentId other = store.create(OptionalLong.of(1_000_000));
            store.write(other, 0, bytes(10, 1));
            store.disk().failOnce(Action.DELETE, "staging", 1, Category.IO);
            failsAs(Category.IO, () -> get(store.engine().uploads().drop(other, note(store, 2))));
            assertEquals(0, store.engine().space().promisedBytes());
        }
    }
}
