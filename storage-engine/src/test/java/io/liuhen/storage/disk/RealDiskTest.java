package io.liuhen.storage.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException.Category;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operating system's file system. */
final class RealDiskTest extends DiskContract {
    @TempDir
    private Path folder;

    @Override
    protected Disk disk() {
        return RealDisk.below(folder);
    }

    @Test
    void theFolderOfAStoreIsCreated() {
        RealDisk.below(folder.resolve("deep/er"));
        assertTrue(Files.isDirectory(folder.resolve("deep/er")));
        assertThrows(StorageException.class, () -> {
            RealDisk.below(folder).create(Path.of("file")).close();
            RealDisk.below(folder.resolve("file"));
        });
    }

    @Test
    void readingPastTheCacheFindsTheSameBytesAtAnyPlace() throws IOException {
        Random random = new Random(15);
        byte[] content = new byte[3_000_001];
        random.nextBytes(content);
        Files.write(folder.resolve("a"), content);
        try (DiskFile file = disk().openUncached(Path.of("a"))) {
            assertEquals(content.length, file.sizeBytes());
            for (int i = 0; i < 200; i++) {
                boolean whole = random.nextBoolean();
                int from = whole ? random.nextInt(4) << 20 : random.nextInt(content.length + 10);
                ByteBuffer found = ByteBuffer.allocate(whole ? 1 << 20 : random.nextInt(200_000));
                int expected = Math.max(0, Math.min(found.capacity(), content.length - from));
                assertEquals(expected, file.read(found, from), "from " + from + ", seed 15");
                for (int at = 0; at < expected; at++) {
                    if (content[from + at] != found.get(at)) {
                        throw new AssertionError("another byte at " + (from + at) + ", seed 15");
                    }
                }
            }
            assertThrows(IllegalStateException.class, () -> file.write(ByteBuffer.allocate(1), 0));
        }
        assertEquals(
                Category.MISSING,
                assertThrows(StorageException.class, () -> disk().openUncached(Path.of("b")))
                        .category());
    }

    /** As where no descriptor is left: the directory is there, and nothing was asked of the disk. */
    @Test
    void aDirectoryThatCannotBeOpenedIsToldFromASyncThatFailed() throws IOException {
        Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
        assertEquals(
                Category.IO,
                assertThrows(StorageException.class, () -> disk().syncDirectory(Path.of("circle")))
                        .category());
    }

    @Test
    void whatCannotBeLookedForIsNotSaidToBeGone() {
        // Longer than any file system takes: not that there is no such file, but that nobody can tell.
        Path tooLong = Path.of("x".repeat(5000));
        assertEquals(
                Category.IO,
                assertThrows(StorageException.class, () -> disk().exists(tooLong))
                        .category());
    }

    @Test
    void aFullDiskIsToldFromABrokenOne() {
        for (String reason : List.of("No space left on device", "Disk quota exceeded")) {
            assertEquals(
                    Category.NO_SPACE,
                    RealDisk.failure("x", new IOException(reason)).category());
        }
        IOException cause = new IOException("Input/output error");
        StorageException failure = RealDisk.failure("cannot write to a", cause);
        assertEquals(Category.IO, failure.category());
        assertEquals(cause, failure.getCause());
        assertEquals("cannot write to a: Input/output error", failure.getMessage());
    }

    @Test
    void theOperatingSystemSaysThatADiskIsFull() {
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "Linux has a device that is always full");
        try (DiskFile full = RealDisk.below(Path.of("/dev")).open(Path.of("full"))) {
            assertEquals(
                    Category.NO_SPACE,
                    assertThrows(StorageException.class, () -> full.write(ByteBuffer.allocate(100), 0))
                            .category());
        }
    }
}
