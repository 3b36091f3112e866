package io.liuhen.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.liuhen.storage.Uploads.SealOutcome;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A seal that fails, and whose taking back fails too, is taken back before anything else happens to the upload. */
final class SealFailsTwiceTest {
    @TempDir
    private Path folder;

    /** The disk refuses to lock the original when it is in the vault, and to unlock it when it should leave again. */
    private static void failTwice(TestStore store, SegmentId id) {
        String original = "vault/2026/11/20/" + id + "/original";
        store.disk().failOnce(Action.SET_READ_ONLY, original, 1, Category.IO);
        store.disk().failOnce(Action.SET_READ_ONLY, original, 1, Category.IO);
        TestStore.failsAs(
                Category.IO,
                () -> store.seal(
                        id,
                        store.engine()
                                .uploads()
                                .find(id)
                                .toCompletableFuture()
                                .join()
                                .orElseThrow()
                                .offsetBytes()));
    }

    @Test
    void theUploadGoesOnWithItsBytes() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.empty());
            store.write(id, 0, TestStore.bytes(500, 1));
            failTwice(store, id);
            assertEquals(600, store.write(id, 500, TestStore.bytes(100, 2)));
            assertInstanceOf(SealOutcome.Sealed.class, store.seal(id, 600));
            byte[] first = new byte[500];
            System.arraycopy(store.read(id), 0, first, 0, 500);
            assertArrayEquals(TestStore.bytes(500, 1), first);
        }
    }

    @Test
    void anUploadThatIsEndedLeavesNothingInTheVault() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.empty());
            failTwice(store, id);
            assertInstanceOf(
                    Commit.Done.class, TestStore.get(store.engine().uploads().endEmpty(id, Facts.none())));
            assertEquals(List.of(), store.disk().list(Path.of("vault/2026/11/20")));
        }
    }
}
