package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading into memory that the caller has brought along. */
final class SegmentReaderTest {
    private static final int BLOCK = 1 << 20;

    private final byte[] content = bytes(2 * BLOCK + 77, 5);

    @TempDir
    private Path folder;

    private TestStore store;
    private SegmentRow segment;

    @BeforeEach
    void seal() {
        store = new TestStore(folder);
        SegmentId id = store.create(OptionalLong.empty());
        store.write(id, 0, content);
        store.seal(id, content.length);
        segment = store.engine().segments().find(id).orElseThrow();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static byte[] bytesOf(ByteBuffer view) {
        byte[] bytes = new byte[view.remaining()];
        view.duplicate().get(bytes);
        return bytes;
    }

    private byte[] part(int from, int to) {
        return Arrays.copyOfRange(content, from, to);
    }

    private void flip(int position) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("vault"))) {
            Path original = files.filter(file -> file.endsWith(segment.fileName()))
                    .findFirst()
                    .orElseThrow();
            Files.setPosixFilePermissions(original, PosixFilePermissions.fromString("rw-------"));
            byte[] bytes = Files.readAllBytes(original);
            bytes[position] ^= 1;
            Files.write(original, bytes);
        }
    }

    @Test
    void aViewLiesInTheMemoryThatWasBroughtAndEndsWithItsBlock() {
        ByteBuffer memory = ByteBuffer.allocateDirect(BLOCK);
        try (SegmentReader reader = store.engine().segments().open(segment, memory)) {
            assertArrayEquals(part(10, 20), bytesOf(reader.view(10, 10)));
            assertArrayEquals(part(BLOCK - 3, BLOCK), bytesOf(reader.view(BLOCK - 3, Long.MAX_VALUE - BLOCK)));
            ByteBuffer tail = reader.view(2 * BLOCK + 7, 1000);
            assertArrayEquals(part(2 * BLOCK + 7, content.length), bytesOf(tail));
            assertEquals(tail, memory.duplicate().clear().position(7).limit(77), "nothing was copied");
        }
    }

    @Test
    void ofADamagedBlockNothingIsSeenAndWhatLayThereBeforeIsReadAgain() throws IOException {
        try (SegmentReader reader = store.engine().segments().open(segment, ByteBuffer.allocateDirect(BLOCK))) {
            reader.view(0, 1);
            flip(BLOCK + 5);
            failsAs(Category.CORRUPT, () -> reader.view(BLOCK + 900_000, 1));
            failsAs(Category.CORRUPT, () -> reader.view(BLOCK, 1));
            assertArrayEquals(part(0, BLOCK), bytesOf(reader.view(0, BLOCK)));
            assertArrayEquals(part(2 * BLOCK, content.length), bytesOf(reader.view(2 * BLOCK, 77)));
        }
    }

    @Test
    void memoryIntoWhichNoBlockFitsIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> store.engine().segments().open(segment, ByteBuffer.allocate(BLOCK - 1)));
    }
}
