package io.liuhen.storage.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskContract;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tracing disk is a disk, and a stricter one. */
final class TracingDiskTest extends DiskContract {
    private static final Path A = Path.of("a");

    @TempDir
    private Path folder;

    private final List<TracingDisk> disks = new ArrayList<>();

    @BeforeEach
    void open() {
        disks.add(new TracingDisk(RealDisk.below(folder)));
    }

    @Override
    protected Disk disk() {
        return tracing();
    }

    private TracingDisk tracing() {
        return disks.get(0);
    }

    private static void fails(Category category, Runnable what) {
        assertEquals(category, assertThrows(StorageException.class, what::run).category());
    }

    @Test
    void itWritesDownWhatIsAskedInOrder() {
        try (DiskFile file = tracing().create(A)) {
            file.write(ByteBuffer.allocate(5), 0);
            file.sync();
            tracing().note("between");
            file.truncate(1);
            file.read(ByteBuffer.allocate(1), 0);
        }
        tracing().rename(A, Path.of("b"));
        tracing().setReadOnly(Path.of("b"), true);
        tracing().syncDirectory(Path.of(""));
        assertEquals(
                List.of(
                        "CREATE a",
                        "WRITE a",
                        "SYNC a",
                        "NOTE between",
                        "TRUNCATE a",
                        "RENAME b",
                        "SET_READ_ONLY b",
                        "SYNC_DIRECTORY "),
                tracing().operations(""));
        tracing().forget();
        assertEquals(List.of(), tracing().operations());
    }

    @Test
    void itFailsTheNthOperationOfASortOnce() {
        tracing().failOnce(Action.SYNC, "a", 2, Category.IO);
        try (DiskFile file = tracing().create(A)) {
            file.sync();
            fails(Category.IO, file::sync);
            file.sync();
        }
        try (DiskFile other = tracing().create(Path.of("b"))) {
            tracing().failAlways(Action.SYNC, "a", Category.IO);
            other.sync();
        }
    }

    @Test
    void aWriteThatFailsHasWrittenHalf() {
        try (DiskFile file = tracing().create(A)) {
            tracing().fill();
            ByteBuffer bytes = ByteBuffer.allocate(10);
            fails(Category.NO_SPACE, () -> file.write(bytes, 3));
            assertEquals(8, file.sizeBytes());
            fails(Category.NO_SPACE, () -> tracing().create(Path.of("b")));
            tracing().heal();
            file.write(ByteBuffer.allocate(10), 3);
            assertEquals(13, file.sizeBytes());
        }
    }

    @Test
    void itStopsAsAProcessThatDies() {
        DiskFile file = tracing().create(A);
        tracing().stopAfter(1);
        file.write(ByteBuffer.allocate(1), 0);
        fails(Category.IO, file::sync);
        fails(Category.IO, () -> tracing().delete(A));
        assertEquals(List.of(A), tracing().openFiles());
        file.close();
        assertEquals(List.of(), tracing().openFiles());
    }

    @Test
    void itIsStricterThanAnOperatingSystem() {
        DiskFile file = tracing().create(A);
        file.close();
        assertThrows(IllegalStateException.class, file::close);
        assertThrows(IllegalStateException.class, file::sizeBytes);
        assertThrows(IllegalStateException.class, () -> file.write(ByteBuffer.allocate(0), 0));
        try (DiskFile reading = tracing().openForReading(A)) {
            assertThrows(IllegalStateException.class, () -> reading.write(ByteBuffer.allocate(1), 0));
            assertThrows(IllegalStateException.class, () -> reading.truncate(0));
            assertThrows(IllegalStateException.class, reading::sync);
        }
        tracing().setReadOnly(A, true);
        fails(Category.IO, () -> tracing().open(A));
        tracing().rename(A, Path.of("b"));
        fails(Category.IO, () -> tracing().open(Path.of("b")));
        for (String outside : List.of("/etc/passwd", "../a", "a/../../b")) {
            assertThrows(IllegalArgumentException.class, () -> tracing().create(Path.of(outside)));
            assertThrows(IllegalArgumentException.class, () -> tracing().rename(Path.of(outside), A));
            assertThrows(IllegalArgumentException.class, () -> tracing().exists(Path.of(outside)));
        }
    }
}
