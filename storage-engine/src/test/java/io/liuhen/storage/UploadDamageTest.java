package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the disk has lost or changed of an open upload is found when the upload goes on, and never sealed. */
final class UploadDamageTest {
    private static final int MIB = 1 << 20;
    private static final int LENGTH = 2 * MIB + 5000;

    @TempDir
    private Path folder;

    private final byte[] content = bytes(LENGTH, 31);

    private SegmentId received(TestStore store) {
        SegmentId id = store.create(OptionalLong.empty());
        store.write(id, 0, Arrays.copyOf(content, MIB + 10));
        store.write(id, MIB + 10, Arrays.copyOfRange(content, MIB + 10, LENGTH));
        return id;
    }

    private Path staged(SegmentId id) {
        return folder.resolve("staging/" + id + ".part");
    }

    private static void change(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    private static void refusesToGoOn(TestStore store, SegmentId id) {
        failsAs(Category.CORRUPT, () -> store.append(id, LENGTH));
        failsAs(Category.CORRUPT, () -> get(store.engine().uploads().received(id)));
        failsAs(Category.CORRUPT, () -> store.seal(id, LENGTH));
        assertEquals(
                LENGTH,
                get(store.engine().uploads().find(id)).orElseThrow().offsetBytes(),
                "what was acknowledged stays acknowledged, for a person to look into");
    }

    @Test
    void aByteThatWasChangedInAnyBlockIsFound() throws IOException {
        try (TestStore store = new TestStore(folder)) {
            for (int at : List.of(0, MIB - 1, MIB, 2 * MIB - 1, 2 * MIB, LENGTH - 1)) {
                SegmentId id = received(store);
                store.reopen();
                change(staged(id), at);
                refusesToGoOn(store, id);
                change(staged(id), at);
                store.seal(id, LENGTH);
                assertArrayEquals(content, store.read(id), "unharmed bytes may go on");
            }
        }
    }

    @Test
    void aByteThatWasChangedInAShortUploadIsFound() throws IOException {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.empty());
            store.write(id, 0, bytes(100, 1));
            store.reopen();
            change(staged(id), 50);
            failsAs(Category.CORRUPT, () -> store.append(id, 100));
        }
    }

    @Test
    void aWriteThatWasLostIsFound() throws IOException {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = received(store);
            store.reopen();
            Files.write(staged(id), Arrays.copyOf(content, LENGTH - 1));
            refusesToGoOn(store, id);
            Files.delete(staged(id));
            refusesToGoOn(store, id);
            assertFalse(Files.exists(staged(id)));
        }
    }

    @Test
    void aByteThatWasChangedIsFoundBeforeAnUnfinishedBlockIsReadBack() throws IOException {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.empty());
            Append append = store.append(id, 0);
            get(append.write(ByteBuffer.wrap(content, 0, 1000)));
            get(append.commit());
            get(append.write(ByteBuffer.wrap(content, 1000, 1000)));
            change(staged(id), 500);
            // To forget the last bytes, the checksum of the block is made again from what the file holds.
            failsAs(Category.CORRUPT, () -> get(append.discard()));
        }
    }

    @Test
    void bytesBeyondTheCommittedOffsetAreCutAway() throws IOException {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.empty());
            store.write(id, 0, Arrays.copyOf(content, 1000));
            store.reopen();
            Files.write(staged(id), Arrays.copyOf(content, 1500));
            store.write(id, 1000, new byte[1]);
            store.seal(id, 1001);
            assertArrayEquals(Arrays.copyOf(Arrays.copyOf(content, 1000), 1001), store.read(id));
        }
    }
}
