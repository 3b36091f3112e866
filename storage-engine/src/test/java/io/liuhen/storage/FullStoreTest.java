package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.testing.Tmpfs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole store, its index with it, on a real disk that is full. Needs root, to mount one; else it is skipped. */
final class FullStoreTest {
    private static final int MIB = 1 << 20;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    @TempDir
    private Path folder;

    private static boolean recorded(TestStore store, int number) {
        try {
            store.engine()
                    .records()
                    .record(Facts.of(new Document(
                            new DocumentKey("note", String.valueOf(number)),
                            1,
                            store.clock().instant(),
                            store.clock().instant(),
                            CanonicalJson.object()
                                    .put("noise", Base64.getEncoder().encodeToString(bytes(100_000, number))),
                            List.of())));
            return true;
        } catch (StorageException e) {
            assertEquals(Category.NO_SPACE, e.category(), e.getMessage());
            return false;
        }
    }

    @Test
    void aSealForWhichTheIndexHasNoRoomGivesTheBytesBackToTheUpload() {
        byte[] content = bytes(2 * MIB + 5, 1);
        try (Tmpfs disk = Tmpfs.mount(folder, "size=48m");
                TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(content.length));
            store.write(id, 0, content);
            disk.fill();
            int number = 0;
            // The journal is full at once, and the index later, which has taken room for its log beforehand.
            for (int refused = 0; refused < 200; number++) {
                refused += recorded(store, number) ? 0 : 1;
            }
            // Enough for a manifest, and too little for the index, which must write its tables first.
            disk.freeBytes(MIB);
            failsAs(Category.NO_SPACE, () -> store.seal(id, content.length));
            assertTrue(Files.exists(folder.resolve("staging/" + id + ".part")), "the bytes are the upload's again");
            assertEquals(Optional.empty(), store.engine().readOnlyReason());

            disk.free();
            long start = System.nanoTime();
            while (!sealed(store, id, content.length)) {
                assertTrue(System.nanoTime() - start < PATIENCE_NANOS, "it does not go on");
                Thread.onSpinWait();
            }
            assertArrayEquals(content, store.read(id));
            store.engine().tend();
            store.reopen();
            assertArrayEquals(content, store.read(id));
            assertTrue(store.engine()
                    .records()
                    .newest(new DocumentKey("note", "0"))
                    .isPresent());
        }
    }

    private static boolean sealed(TestStore store, SegmentId id, long length) {
        try {
            return store.seal(id, length) instanceof Uploads.SealOutcome.Sealed;
        } catch (StorageException e) {
            assertEquals(Category.NO_SPACE, e.category(), e.getMessage());
            return false;
        }
    }
}
