package io.liuhen.storage.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException.Category;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every disk must do. */
public abstract class DiskContract {
    /** An empty disk. */
    protected abstract Disk disk();

    private static final Path A = Path.of("a");
    private static final Path B = Path.of("b");

    private void write(Path path, String text) {
        try (DiskFile file = disk().create(path)) {
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            file.sync();
        }
    }

    private String read(Path path) {
        try (DiskFile file = disk().openForReading(path)) {
            ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(file.sizeBytes()));
            assertEquals(all.capacity(), file.read(all, 0));
            return new String(all.array(), StandardCharsets.UTF_8);
        }
    }

    private static void fails(Category category, Runnable what) {
        assertEquals(category, assertThrows(StorageException.class, what::run).category());
    }

    @Test
    public void aFileIsCreatedOnceAndOpenedOften() {
        write(A, "text");
        fails(Category.IO, () -> disk().create(A));
        assertEquals("text", read(A));
        try (DiskFile file = disk().open(A)) {
            file.write(ByteBuffer.wrap(new byte[] {'n'}), 0);
        }
        assertEquals("next", read(A));
        fails(Category.MISSING, () -> disk().open(B));
        fails(Category.MISSING, () -> disk().openForReading(B));
        assertFalse(disk().exists(B), "opening does not create");
    }

    @Test
    public void readsAndWritesAreWhereTheySayAndWhole() {
        try (DiskFile file = disk().create(A)) {
            byte[] content = new byte[100_000];
            new Random(1).nextBytes(content);
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(content.length).put(content).flip();
            file.write(direct, 10);
            assertFalse(direct.hasRemaining());
            assertEquals(content.length + 10, file.sizeBytes());
            ByteBuffer back = ByteBuffer.allocate(content.length + 10);
            assertEquals(content.length, file.read(back, 10), "less only at the end");
            assertArrayEquals(content, Arrays.copyOf(back.array(), content.length));
            assertEquals(0, file.read(ByteBuffer.allocate(1), content.length + 10));
            file.truncate(5);
            assertEquals(5, file.sizeBytes());
            assertEquals(5, file.read(ByteBuffer.allocate(9), 0));
        }
    }

    @Test
    public void aRenameReplacesAndAnOpenFileStaysTheSame() {
        write(A, "new");
        write(B, "old");
        try (DiskFile old = disk().openForReading(B)) {
            disk().rename(A, B);
            assertEquals(3, old.sizeBytes());
            ByteBuffer three = ByteBuffer.allocate(3);
            old.read(three, 0);
            assertEquals('o', three.get(0));
        }
        assertEquals("new", read(B));
        assertFalse(disk().exists(A));
        fails(Category.MISSING, () -> disk().rename(A, B));
        assertEquals("new", read(B));
    }

    @Test
    public void directoriesAreListedInTheOrderOfTheirNames() {
        assertTrue(disk().createDirectory(A));
        assertFalse(disk().createDirectory(A), "it is there");
        fails(Category.MISSING, () -> disk().createDirectory(Path.of("no", "parent")));
        assertEquals(List.of(), disk().list(A));
        assertEquals(List.of(), disk().list(B), "what is not there has nothing in it");
        for (String name : List.of("c", "a", "B", "b")) {
            write(A.resolve(name), "");
        }
        assertEquals(List.of("B", "a", "b", "c"), disk().list(A));
        disk().syncDirectory(A);
        fails(Category.MISSING, () -> disk().syncDirectory(B));
        fails(Category.IO, () -> disk().delete(A));
    }

    @Test
    public void whatIsDeletedIsGone() {
        write(A, "text");
        assertTrue(disk().exists(A));
        assertTrue(disk().delete(A));
        assertFalse(disk().exists(A));
        assertFalse(disk().delete(A));
        disk().createDirectory(A);
        assertTrue(disk().delete(A));
    }

    @Test
    public void aStoreIsLockedByOneAtATime() throws Exception {
        AutoCloseable lock = disk().lock(A);
        fails(Category.IN_USE, () -> disk().lock(A));
        lock.close();
        disk().lock(A).close();
    }

    @Test
    public void readOnlyFilesCanStillBeRead() {
        write(A, "text");
        disk().setReadOnly(A, true);
        assertEquals("text", read(A));
        disk().setReadOnly(A, false);
        try (DiskFile file = disk().open(A)) {
            file.truncate(2);
        }
        assertEquals("te", read(A));
        fails(Category.MISSING, () -> disk().setReadOnly(B, true));
    }

    @Test
    public void thereIsRoomAndItIsKnown() {
        assertTrue(disk().usableBytes() > 0);
    }
}
