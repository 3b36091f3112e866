package io.liuhen.storage.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.testing.SimulatedDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The power goes while a log grows over many files: everything before the committed end is there, and nothing after. */
final class AppendLogPowerCutTest {
    private static final int LIVES = 300;
    private static final long FILE_BYTES_MAX = 1500;

    @Test
    void whatWasCommittedSurvivesAndWhatWasNotIsCutAway() {
        int times = Integer.getInteger("liuhen.seeds", 1);
        for (long seed = 0; seed < (long) LIVES * times; seed++) {
            try {
                new Life(seed).live();
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static final class Life {
        private final RandomGenerator chance;
        private final SimulatedDisk disk = new SimulatedDisk();
        private final List<byte[]> committed = new ArrayList<>();
        private final List<Long> positions = new ArrayList<>();

        /** Appended and neither committed nor given up: what an index would have pending. */
        private final List<byte[]> waiting = new ArrayList<>();

        private long end;

        Life(long seed) {
            chance = new SplittableRandom(seed);
        }

        void live() {
            for (int server = 0; server < 6; server++) {
                disk.powerOffAfter(1 + chance.nextInt(100));
                try {
                    AppendLog log = open();
                    while (true) {
                        batch(log);
                    }
                } catch (StorageException e) {
                    disk.powerOn(chance);
                }
                try (AppendLog log = open()) {
                    check(log);
                }
            }
        }

        private AppendLog open() {
            Durability durability = new Durability(disk, () -> 0, SyncObserver.none());
            return AppendLog.open(
                    disk,
                    durability,
                    Path.of("log"),
                    LogKind.LEAVES,
                    OptionalLong.of(end),
                    this::waits,
                    FILE_BYTES_MAX);
        }

        private boolean waits(byte[] content) {
            return waiting.stream().anyMatch(record -> Arrays.equals(record, content));
        }

        /** Some records, which are then committed elsewhere or given up, as the ledger does. */
        private void batch(AppendLog log) {
            List<byte[]> records = new ArrayList<>();
            for (int i = 0; i < 1 + chance.nextInt(8); i++) {
                byte[] record = new byte[1 + chance.nextInt(chance.nextInt(5) == 0 ? 3000 : 300)];
                chance.nextBytes(record);
                records.add(record);
            }
            waiting.addAll(records);
            List<Long> places = log.append(records);
            if (chance.nextInt(4) == 0) {
                log.cutBackTo(end);
                return;
            }
            end = log.sync();
            waiting.clear();
            committed.addAll(records);
            positions.addAll(places);
        }

        private void check(AppendLog log) {
            assertEquals(Math.max(end, 16), log.end());
            List<Long> found = new ArrayList<>();
            log.forEach(0, (position, content) -> {
                assertArrayEquals(committed.get(found.size()), content);
                found.add(position);
            });
            assertEquals(positions, found);
        }
    }
}
