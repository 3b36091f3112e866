package io.liuhen.storage.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.testing.Faults;
import io.liuhen.storage.testing.SimulatedDisk;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a process that died while it began a log leaves behind does not take later records with it. */
final class DeadCreatorTest {
    private static final int OPERATIONS_OF_A_BEGINNING = 20;
    private static final int LOSSES = 8;

    private static AppendLog open(SimulatedDisk disk, long end) {
        Durability durability = new Durability(disk, () -> 0, SyncObserver.none());
        return AppendLog.open(disk, durability, Path.of("log"), LogKind.LEAVES, OptionalLong.of(end), content -> true);
    }

    @Test
    void aNameThatWasNeverSyncedIsSyncedByWhoeverAppendsNext() {
        for (int operations = 0; operations < OPERATIONS_OF_A_BEGINNING; operations++) {
            for (long seed = 0; seed < LOSSES; seed++) {
                SimulatedDisk disk = new SimulatedDisk();
                disk.powerOffAfter(operations);
                try {
                    open(disk, 0).close();
                } catch (StorageException e) {
                    // It is the end of this process, though not of the machine.
                }
                disk.restart();
                byte[] record = {1, 2, 3};
                AppendLog log = open(disk, 0);
                long position = log.append(List.of(record)).get(0);
                long end = log.sync();
                disk.powerOn(new SplittableRandom(seed));
                try (AppendLog found = open(disk, end)) {
                    assertArrayEquals(record, found.read(position), operations + " operations, seed " + seed);
                }
            }
        }
    }

    @Test
    void aHeaderThatWasNeverSyncedDoesNotKeepTheLogFromOpening() {
        for (int operations = 0; operations < OPERATIONS_OF_A_BEGINNING; operations++) {
            for (long seed = 0; seed < LOSSES; seed++) {
                SimulatedDisk disk = new SimulatedDisk();
                disk.powerOffAfter(operations);
                try {
                    open(disk, 0).close();
                } catch (StorageException e) {
                    // It is the end of this process, though not of the machine.
                }
                disk.restart();
                open(disk, 0).append(List.of(new byte[600]));
                disk.powerOn(new SplittableRandom(seed));
                open(disk, 0).close();
            }
        }
    }

    @Test
    void aFileThatCannotBeReadIsNotLeftOpen() {
        Faults faults = new Faults(new SplittableRandom(1));
        SimulatedDisk disk = new SimulatedDisk(faults);
        open(disk, 0).close();
        faults.set(Faults.Kind.READ, 1);
        assertThrows(StorageException.class, () -> open(disk, 0));
        assertEquals(List.of(), disk.openFiles());
    }
}
