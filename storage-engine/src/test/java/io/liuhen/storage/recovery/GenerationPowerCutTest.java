package io.liuhen.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.testing.FakeIndexStore;
import io.liuhen.storage.testing.SimulatedDisk;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Index and file go together though one process was killed while it began a generation, and the next lost its power. */
final class GenerationPowerCutTest {
    private static final Instant NOW = Instant.parse("2026-11-20T08:00:00Z");
    private static final int OPERATIONS_MAX = 24;
    private static final int LOSSES = 6;

    private static void begin(SimulatedDisk disk, FakeIndexStore store) {
        Durability durability = new Durability(disk, () -> 0, SyncObserver.none());
        try (Index index = store.open(durability)) {
            Generation.begin(disk, index, durability, NOW);
        }
    }

    private static boolean dies(SimulatedDisk disk, FakeIndexStore store, int operations) {
        disk.powerOffAfter(operations);
        try {
            begin(disk, store);
            return false;
        } catch (StorageException e) {
            return true;
        }
    }

    @Test
    void theyGoTogetherWheneverTwoProcessesDie() {
        boolean lived = false;
        for (int killedAfter = 0; killedAfter < OPERATIONS_MAX; killedAfter++) {
            for (int cutAfter = 0; cutAfter < OPERATIONS_MAX; cutAfter++) {
                for (long seed = 0; seed < LOSSES; seed++) {
                    SimulatedDisk disk = new SimulatedDisk();
                    FakeIndexStore store = FakeIndexStore.beside(disk);
                    begin(disk, store);
                    lived |= !dies(disk, store, killedAfter);
                    disk.restart();
                    lived |= !dies(disk, store, cutAfter);
                    SplittableRandom losses = new SplittableRandom(seed);
                    disk.powerOn(losses);
                    store.powerOn(losses);
                    try (Index index = store.open(new Durability(disk, () -> 0, SyncObserver.none()))) {
                        assertDoesNotThrow(
                                () -> Generation.check(disk, index),
                                "killed after " + killedAfter + ", cut after " + cutAfter + ", seed " + seed);
                    }
                }
            }
        }
        assertTrue(lived, "a generation takes more operations than were tried");
    }
}
