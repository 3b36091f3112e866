package io.liuhen.storage.journal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.testing.SimulatedDisk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The power goes at any operation, and takes from the journal and from the index what was not synced in either. */
final class JournalPowerCutTest {
    private static final int LIVES = 300;

    @Test
    void everyCommittedChangeIsInTheJournalOnceTheStoreIsOpenAgain() {
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
        MemoryJournalIndex index = new MemoryJournalIndex();
        List<Document> committed = new ArrayList<>();
        for (int server = 0; server < 6; server++) {
            disk.powerOffAfter(1 + chance.nextInt(60));
            try {
                Journal journal = open(disk, index);
                while (true) {
                    Document next = document(committed.size() + 1, chance);
                    committed.add(next);
                    journal.write(index.commit(next));
                }
            } catch (StorageException e) {
                disk.powerOn(chance);
                index.forgetSome(chance);
            }
            try (Journal journal = open(disk, index)) {
                Set<Document> found = new HashSet<>();
                journal.forEach(found::add);
                assertTrue(found.containsAll(committed), "a committed change is missing");
                assertTrue(committed.containsAll(found), "a change that was never committed is there");
            }
        }
    }

    private static Journal open(SimulatedDisk disk, MemoryJournalIndex index) {
        return Journal.open(disk, new Durability(disk, () -> 0, SyncObserver.none()), index);
    }

    private static Document document(int version, RandomGenerator chance) {
        return new Document(
                new DocumentKey("note", "a"),
                version,
                Instant.EPOCH,
                Instant.EPOCH,
                CanonicalJson.object().put("text", "x".repeat(chance.nextInt(900))),
                List.of());
    }
}
