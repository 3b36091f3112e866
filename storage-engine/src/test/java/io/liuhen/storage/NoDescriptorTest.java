package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.Uploads.SealOutcome;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A directory that cannot be opened for its sync, for want of a descriptor, is no failed sync: the operation fails, the
 * store goes on, and the next attempt syncs everything that the first one had to.
 */
final class NoDescriptorTest {
    private static final String DAY = "vault/2026/11/20";

    @TempDir
    private Path folder;

    @Test
    void aSealThatCouldNotOpenADirectoryIsDoneAgainWithEverySync() {
        int tries = 0;
        for (int inARow : List.of(1, 2, 3, 100)) {
            int nth = 1;
            while (sealsAtTheSecondTry(nth, inARow)) {
                nth++;
                tries++;
            }
        }
        assertTrue(tries >= 4 * 6, "a seal has more directories to sync than " + tries + " / 4");
    }

    /** From the n-th on, so many cannot be opened. False if the seal does not need so many. */
    private boolean sealsAtTheSecondTry(int nth, int inARow) {
        byte[] content = bytes(3_000, nth);
        try (TestStore store = new TestStore(folder.resolve(inARow + "-" + nth))) {
            SegmentId id = store.create(OptionalLong.of(content.length));
            store.write(id, 0, content);
            IntStream.range(0, inARow)
                    .forEach(again -> store.disk().failOnce(Action.SYNC_DIRECTORY, "", nth, Category.IO));
            try {
                store.seal(id, content.length);
                return false;
            } catch (StorageException e) {
                assertEquals(Category.IO, e.category(), e.getMessage());
            }
            store.disk().heal();
            assertEquals(Optional.empty(), store.engine().readOnlyReason());
            assertEquals(Optional.empty(), store.engine().segments().find(id));
            store.disk().forget();
            assertInstanceOf(SealOutcome.Sealed.class, store.seal(id, content.length));
            everythingWasSynced(store.disk().operations(""), id);
            assertArrayEquals(content, store.read(id));
            return true;
        }
    }

    private static void everythingWasSynced(List<String> trace, SegmentId id) {
        int committed = trace.lastIndexOf("NOTE index");
        int renamed = trace.indexOf("RENAME " + DAY + "/" + id + "/original.mp4");
        assertTrue(0 < renamed && renamed < committed, trace.toString());
        List<String> afterTheRename = trace.subList(renamed, committed);
        assertTrue(afterTheRename.contains("SYNC_DIRECTORY " + DAY + "/" + id), trace.toString());
        assertTrue(afterTheRename.contains("SYNC_DIRECTORY staging"), trace.toString());
        int opened = trace.lastIndexOf("WRITE " + DAY + "/SHA256SUMS");
        assertTrue(trace.subList(0, opened).lastIndexOf("SYNC_DIRECTORY " + DAY) >= 0, trace.toString());
        assertTrue(
                trace.subList(0, committed).lastIndexOf("SYNC_DIRECTORY " + DAY)
                        > trace.indexOf("CREATE_DIRECTORY " + DAY + "/" + id),
                trace.toString());
    }

    /** Somebody has put a new list in the place of the old one, and could not sync its name: whoever uses it next does. */
    @Test
    void aListWhoseNameWasNotSyncedIsSyncedByTheNextSeal() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId before = store.create(OptionalLong.of(10));
            store.write(before, 0, bytes(10, 3));
            store.seal(before, 10);
            SegmentId first = store.create(OptionalLong.of(10));
            SegmentId second = store.create(OptionalLong.of(10));
            store.write(first, 0, bytes(10, 1));
            store.write(second, 0, bytes(10, 2));
            // The name of the segment's folder is synced. The folder is not, so its lines are taken out of the list
            // again.
            IntStream.range(0, 50).forEach(again -> store.disk().failOnce(Action.SYNC_DIRECTORY, DAY, 2, Category.IO));
            TestStore.failsAs(Category.IO, () -> store.seal(first, 10));
            store.disk().heal();
            store.disk().forget();
            assertInstanceOf(SealOutcome.Sealed.class, store.seal(second, 10));
            List<String> trace = store.disk().operations("");
            int opened = trace.indexOf("OPEN " + DAY + "/SHA256SUMS");
            assertTrue(opened >= 0, "it is there: " + trace);
            assertEquals("SYNC_DIRECTORY " + DAY, trace.get(opened + 1), trace.toString());
        }
    }

    @Test
    void aChunkThatCouldNotOpenADirectoryIsCommittedByTheNextTry() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(10));
            store.disk().failOnce(Action.SYNC_DIRECTORY, "staging", 1, Category.IO);
            TestStore.failsAs(Category.IO, () -> store.write(id, 0, bytes(10, 1)));
            assertEquals(Optional.empty(), store.engine().readOnlyReason());
            store.disk().forget();
            assertEquals(10, store.write(id, 0, bytes(10, 1)));
            List<String> trace = store.disk().operations("");
            int synced = trace.indexOf("SYNC_DIRECTORY staging");
            assertTrue(0 <= synced && synced < trace.lastIndexOf("NOTE index"), trace.toString());
        }
    }
}
