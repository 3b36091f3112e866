package io.liuhen.storage.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.ledger.Ledger.Numbered;
import io.liuhen.storage.testing.SimulatedDisk;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The power goes at any operation: every committed entry keeps its number and its leaf for ever. */
final class LedgerPowerCutTest {
    private static final int LIVES = 300;

    @Test
    void everyNumberedEntrySurvivesEveryPowerCut() {
        int times = Integer.getInteger("liuhen.seeds", 1);
        for (long seed = 0; seed < (long) LIVES * times; seed++) {
            try {
                live(new SplittableRandom(seed));
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void live(RandomGenerator chance) {
        SimulatedDisk disk = new SimulatedDisk();
        MemoryEntryIndex index = new MemoryEntryIndex();
        int committed = 0;
        for (int server = 0; server < 6; server++) {
            disk.powerOffAfter(1 + chance.nextInt(80));
            try {
                Ledger ledger = open(disk, index);
                for (int round = 0; round < 200; round++) {
                    for (int i = 0; i < 1 + chance.nextInt(4); i++) {
                        index.commit(entry(committed++));
                    }
                    ledger.sequenceAll();
                }
            } catch (StorageException e) {
                disk.powerOn(chance);
            }
            try (Ledger ledger = open(disk, index)) {
                check(ledger, committed);
            }
        }
    }

    private static Ledger open(SimulatedDisk disk, MemoryEntryIndex index) {
        return Ledger.open(disk, new Durability(disk, () -> 0, SyncObserver.none()), index, Runnable::run);
    }

    private static LedgerEntry entry(int i) {
        return new LedgerEntry(
                List.of("all"),
                CanonicalJson.object().put("leaf", "x".repeat(i * 37 % 700) + i),
                CanonicalJson.object().put("details", i));
    }

    private static void check(Ledger ledger, int committed) {
        List<Numbered> all = ledger.about("all", 0, Integer.MAX_VALUE);
        assertEquals(committed, all.size());
        MerkleTree tree = new MerkleTree(0, List.of());
        for (int i = 0; i < committed; i++) {
            assertEquals(new Numbered(i, entry(i).leaf(), entry(i).details()), all.get(i));
            tree.append(CanonicalJson.write(entry(i).leaf()));
        }
        assertEquals(new Ledger.Head(committed, tree.root()), ledger.head());
    }
}
