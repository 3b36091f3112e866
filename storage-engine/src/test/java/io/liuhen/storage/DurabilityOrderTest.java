package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise (architecture §1.1): nothing is said before it is durable, and a failed sync is final. */
final class DurabilityOrderTest {
    @TempDir
    private Path folder;

    @Test
    void aCommitIsAnsweredAfterTheBytesTheirNameAndTheirOffsetAreDurable() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(20));
            String staged = "staging/" + id + ".part";
            store.disk().forget();
            Append append = store.append(id, 0);
            get(append.write(ByteBuffer.wrap(bytes(10, 1))));
            get(append.commit());
            store.disk().note("answered");
            assertEquals(
                    List.of(
                            "CREATE " + staged,
                            "WRITE " + staged,
                            "SYNC " + staged,
                            "SYNC_DIRECTORY staging",
                            "NOTE index",
                            "NOTE answered"),
                    store.disk().operations(""));

            store.disk().forget();
            get(append.write(ByteBuffer.wrap(bytes(10, 2))));
            get(append.commit());
            store.disk().note("answered");
            assertEquals(
                    List.of("WRITE " + staged, "SYNC " + staged, "NOTE index", "NOTE answered"),
                    store.disk().operations(""),
                    "the name needs to be made durable only once");
            get(append.close());
        }
    }

    @Test
    void anInterruptedAppendIsMadeDurableBeforeItsOffsetIsShown() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(20));
            Append append = store.append(id, 0);
            get(append.write(ByteBuffer.wrap(bytes(10, 1))));
            store.disk().forget();
            get(store.engine().uploads().interrupt(id));
            assertEquals(
                    List.of("SYNC staging/" + id + ".part", "SYNC_DIRECTORY staging", "NOTE index"),
                    store.disk().operations(""));
        }
    }

    @Test
    void aSealIsCommittedAfterManifestListAndEveryNameAreDurable() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(10));
            store.write(id, 0, bytes(10, 1));
            store.disk().forget();
            store.seal(id, 10);
            List<String> trace = store.disk().operations("");
            String day = "vault/2026/11/20";
            String segment = day + "/" + id;
            inOrder(
                    trace,
                    "SYNC_DIRECTORY vault/2026/11",
                    "CREATE_DIRECTORY " + segment,
                    "WRITE " + segment + "/manifest.json",
                    "SYNC " + segment + "/manifest.json",
                    "RENAME " + segment + "/original.mp4",
                    "SYNC_DIRECTORY " + segment,
                    "SYNC_DIRECTORY staging",
                    "NOTE index");
            inOrder(
                    trace,
                    "CREATE_DIRECTORY " + segment,
                    "SYNC_DIRECTORY " + day,
                    "WRITE " + day + "/SHA256SUMS",
                    "SYNC " + day + "/SHA256SUMS",
                    "RENAME " + segment + "/original.mp4");
            inOrder(trace, "CREATE " + day + "/SHA256SUMS", "SYNC_DIRECTORY " + day, "NOTE index");
            assertEquals("NOTE index", trace.get(trace.size() - 1), "nothing is left to do after the commit");
        }
    }

    @Test
    void bytesThatWereCutAwayCannotComeBackIntoAnOriginal() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(10));
            store.write(id, 0, bytes(10, 1));
            Append append = store.append(id, 10);
            get(append.write(ByteBuffer.wrap(bytes(20, 2))));
            get(append.discard());
            store.seal(id, 10);
            String staged = "staging/" + id + ".part";
            inOrder(
                    store.disk().operations(""),
                    "TRUNCATE " + staged,
                    "SYNC " + staged,
                    "RENAME vault/2026/11/20/" + id + "/original.mp4");
        }
    }

    @Test
    void aRecordIsAnsweredAfterIndexAndJournalAreDurable() {
        try (TestStore store = new TestStore(folder)) {
            store.disk().forget();
            assertInstanceOf(Commit.Done.class, store.engine().records().record(Facts.of(document(store, 1))));
            store.disk().note("answered");
            String journal = "journal/0000000000000000.log";
            assertEquals(
                    List.of("NOTE index", "WRITE " + journal, "SYNC " + journal, "NOTE answered"),
                    store.disk().operations("journal"));
        }
    }

    @Test
    void aFailedSyncMakesTheStoreReadOnlyForEver() {
        try (TestStore store = new TestStore(folder)) {
            byte[] sealed = bytes(3000, 5);
            SegmentId before = store.create(OptionalLong.of(sealed.length));
            store.write(before, 0, sealed);
            store.seal(before, sealed.length);
            SegmentId other = store.create(OptionalLong.of(100));
            SegmentId id = store.create(OptionalLong.of(100));
            store.write(id, 0, bytes(10, 1));

            store.disk().failOnce(Action.SYNC, "staging/" + id, 1, Category.IO);
            Append append = store.append(id, 10);
            get(append.write(ByteBuffer.wrap(bytes(20, 2))));
            failsAs(Category.AMBIGUOUS_COMMIT, () -> get(append.commit()));

            assertTrue(store.engine().readOnlyReason().isPresent());
            assertEquals(
                    10, get(store.engine().uploads().find(id)).orElseThrow().offsetBytes(), "nothing was acknowledged");
            failsAs(Category.READ_ONLY, () -> store.append(id, 10));
            failsAs(Category.READ_ONLY, () -> store.append(other, 0));
            failsAs(Category.READ_ONLY, () -> store.create(OptionalLong.empty()));
            failsAs(Category.READ_ONLY, () -> store.seal(id, 10));
            failsAs(Category.READ_ONLY, () -> store.engine().records().record(Facts.of(document(store, 1))));
            assertArrayEquals(sealed, store.read(before), "reading goes on");

            store.reopen();
            assertTrue(store.engine().readOnlyReason().isEmpty());
            assertEquals(
                    10, get(store.engine().uploads().find(id)).orElseThrow().offsetBytes());
            assertEquals(40, store.write(id, 10, bytes(30, 3)));
        }
    }

    @Test
    void everySyncOfASealMayFailAndLosesNothing() {
        byte[] content = bytes(5000, 7);
        int syncs = 0;
        boolean failed = true;
        for (Action sync : List.of(Action.SYNC, Action.SYNC_DIRECTORY)) {
            for (int nth = 1; failed; nth++) {
                syncs++;
                failed = failedSync(sync, nth, content);
            }
            failed = true;
        }
        assertTrue(syncs > 6, "a seal has more syncs than " + syncs);
    }

    private boolean failedSync(Action sync, int nth, byte[] content) {
        try (TestStore store = new TestStore(folder.resolve(sync + "-" + nth))) {
            SegmentId id = store.create(OptionalLong.of(content.length));
            store.write(id, 0, content);
            store.disk().failOnce(sync, "", nth, Category.AMBIGUOUS_COMMIT);
            boolean failed = false;
            try {
                store.seal(id, content.length);
            } catch (StorageException e) {
                assertEquals(Category.AMBIGUOUS_COMMIT, e.category());
                assertTrue(store.engine().segments().find(id).isEmpty(), "nothing was acknowledged");
                failed = true;
            }
            store.disk().heal();
            store.reopen();
            if (failed) {
                assertEquals(List.of(), store.engine().report().unknownPieces());
                assertInstanceOf(Uploads.SealOutcome.Sealed.class, store.seal(id, content.length));
            }
            assertArrayEquals(content, store.read(id));
            return failed;
        }
    }

    @Test
    void aDiskWithoutRoomLosesNothingAndTheUploadGoesOnWhenThereIsRoomAgain() {
        byte[] content = bytes(5000, 9);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(content.length));
            store.write(id, 0, Arrays.copyOf(content, 1000));
            Append append = store.append(id, 1000);
            get(append.write(ByteBuffer.wrap(content, 1000, 1000)));
            get(append.commit());
            store.disk().fill();
            failsAs(Category.NO_SPACE, () -> get(append.write(ByteBuffer.wrap(content, 2000, 3000))));
            assertInstanceOf(CommitOutcome.Overtaken.class, get(append.commit()), "the append is over");
            assertTrue(store.engine().readOnlyReason().isEmpty(), "a full disk is not a broken one");

            store.disk().heal();
            assertEquals(5000, store.write(id, 2000, Arrays.copyOfRange(content, 2000, 5000)));
            assertInstanceOf(Uploads.SealOutcome.Sealed.class, store.seal(id, 5000));
            assertArrayEquals(content, store.read(id));
        }
    }

    private static Document document(TestStore store, int version) {
        return new Document(
                new DocumentKey("note", "a"),
                version,
                store.clock().instant(),
                store.clock().instant(),
                CanonicalJson.object().put("version", version),
                List.of());
    }

    private static void inOrder(List<String> trace, String... steps) {
        int at = -1;
        for (String step : steps) {
            int next = trace.subList(at + 1, trace.size()).indexOf(step);
            assertTrue(next >= 0, () -> "no " + step + " where it belongs in\n" + String.join("\n", trace));
            at += next + 1;
        }
    }
}
