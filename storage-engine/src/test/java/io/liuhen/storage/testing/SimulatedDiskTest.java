package io.liuhen.storage.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskContract;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The disk in memory is a disk, and loses with the power exactly what a disk may lose. */
final class SimulatedDiskTest extends DiskContract {
    private static final Path A = Path.of("a");
    private static final Path B = Path.of("b");
    private static final Path ROOT = Path.of("");

    private final SimulatedDisk disk = new SimulatedDisk();

    @Override
    protected Disk disk() {
        return disk;
    }

    private static void write(Disk disk, Path path, String text, boolean sync) {
        try (DiskFile file = disk.exists(path) ? disk.open(path) : disk.create(path)) {
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            if (sync) {
                file.sync();
            }
        }
    }

    private static String read(Disk disk, Path path) {
        if (!disk.exists(path)) {
            return "gone";
        }
        try (DiskFile file = disk.openForReading(path)) {
            ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(file.sizeBytes()));
            file.read(all, 0);
            return new String(all.array(), StandardCharsets.UTF_8);
        }
    }

    /** What two files may hold after the power was cut, over many chances. */
    private static Set<String> outcomes(Consumer<SimulatedDisk> what) {
        Set<String> outcomes = new HashSet<>();
        for (long seed = 0; seed < 300; seed++) {
            SimulatedDisk disk = new SimulatedDisk();
            what.accept(disk);
            disk.powerOn(new SplittableRandom(seed));
            outcomes.add(read(disk, A) + " " + read(disk, B));
        }
        return outcomes;
    }

    @Test
    void bytesAndNamesThatWereSyncedSurvive() {
        assertEquals(Set.of("old gone"), outcomes(disk -> {
            write(disk, A, "old", true);
            disk.syncDirectory(ROOT);
        }));
    }

    @Test
    void aNameThatWasNotSyncedSurvivesOrNotWhateverItsBytes() {
        assertEquals(Set.of("old gone", "gone gone"), outcomes(disk -> write(disk, A, "old", true)));
    }

    @Test
    void bytesThatWereNotSyncedAreOldOrNewOrZeroOrMissing() {
        Set<String> outcomes = outcomes(disk -> {
            write(disk, A, "old", true);
            disk.syncDirectory(ROOT);
            write(disk, A, "newer", false);
        });
        assertTrue(
                outcomes.containsAll(Set.of("old gone", "newer gone", "old\0\0 gone", "new gone", "newe gone")),
                outcomes.toString());
    }

    @Test
    void rubbishStandsOnlyWhereNothingWasSynced() {
        Set<String> outcomes = outcomes(disk -> {
            write(disk, A, "old", true);
            disk.syncDirectory(ROOT);
            try (DiskFile file = disk.open(A)) {
                file.write(ByteBuffer.wrap("er".getBytes(StandardCharsets.UTF_8)), 3);
            }
        });
        assertTrue(outcomes.stream().allMatch(outcome -> outcome.startsWith("old")), outcomes.toString());
        assertTrue(
                outcomes.stream().anyMatch(outcome -> !outcome.matches("old(er|e|\\x00{0,2}) gone")),
                "only " + outcomes);
    }

    @Test
    void namesSurviveInAnyOrder() {
        assertEquals(Set.of("x y", "x gone", "gone y", "gone gone"), outcomes(disk -> {
            write(disk, A, "x", true);
            write(disk, B, "y", true);
        }));
    }

    @Test
    void aRenameIsDoneOrUndoneAsAWhole() {
        assertEquals(Set.of("gone new", "new old"), outcomes(disk -> {
            write(disk, A, "new", true);
            write(disk, B, "old", true);
            disk.syncDirectory(ROOT);
            disk.rename(A, B);
        }));
        assertEquals(Set.of("gone new"), outcomes(disk -> {
            write(disk, A, "new", true);
            write(disk, B, "old", true);
            disk.rename(A, B);
            disk.syncDirectory(ROOT);
        }));
    }

    @Test
    void aDeletionMayBeUndone() {
        assertEquals(Set.of("old gone", "gone gone"), outcomes(disk -> {
            write(disk, A, "old", true);
            disk.syncDirectory(ROOT);
            disk.delete(A);
        }));
    }

    @Test
    void whatIsInADirectoryGoesWithIt() {
        assertEquals(Set.of("gone gone", "x gone"), outcomes(disk -> {
            Path folder = Path.of("folder");
            disk.createDirectory(folder);
            write(disk, folder.resolve("f"), "x", true);
            disk.syncDirectory(folder);
            disk.rename(folder.resolve("f"), A);
        }));
    }

    @Test
    void theSyncOfOneDirectoryMakesARenameOutOfAnotherDurable() {
        assertEquals(Set.of("x gone"), outcomes(disk -> {
            Path folder = Path.of("folder");
            disk.createDirectory(folder);
            write(disk, folder.resolve("f"), "x", true);
            disk.rename(folder.resolve("f"), A);
            disk.syncDirectory(ROOT);
        }));
    }

    @Test
    void withoutPowerNothingWorksAndOldFilesStayClosed() throws Exception {
        DiskFile file = disk.create(A);
        disk.syncDirectory(ROOT);
        disk.lock(B);
        disk.powerOffAfter(1);
        file.sync();
        assertThrows(StorageException.class, file::sync);
        assertThrows(StorageException.class, () -> disk.exists(A));
        assertThrows(StorageException.class, () -> disk.create(B));
        disk.powerOn(new SplittableRandom(1));
        assertThrows(StorageException.class, file::sync);
        assertTrue(disk.exists(A));
        assertFalse(disk.exists(B));
        disk.lock(B).close();
        assertEquals(List.of("a"), disk.list(ROOT));
    }
}
