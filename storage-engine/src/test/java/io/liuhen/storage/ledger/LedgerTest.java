package io.liuhen.storage.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.ledger.Ledger.Numbered;
import io.liuhen.storage.log.AppendLog;
import io.liuhen.storage.log.LogKind;
import io.liuhen.storage.testing.TracingDisk;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every committed entry gets one number, in order, and is in the tree for ever, whatever ended the process. */
final class LedgerTest {
    @TempDir
    private Path folder;

    private final MemoryEntryIndex index = new MemoryEntryIndex();
    private TracingDisk disk = new TracingDisk(RealDisk.below(Path.of("target")));
    private int committed;

    @AfterEach
    void nothingIsLeftOpen() {
        assertEquals(List.of(), disk.openFiles(), "files that nobody has closed");
    }

    private Ledger open() {
        disk = new TracingDisk(RealDisk.below(folder));
        return Ledger.open(disk, new Durability(disk, () -> 0, SyncObserver.none()), index, Runnable::run);
    }

    private static LedgerEntry entry(int i) {
        return new LedgerEntry(
                List.of("all", "third" + i % 3),
                CanonicalJson.object().put("leaf", i),
                CanonicalJson.object().put("details", "夜间 " + i));
    }

    private void commit(int count) {
        for (int i = 0; i < count; i++) {
            index.commit(entry(committed++));
        }
    }

    /** Everything that was committed has its number, once and in order, and the tree covers it. */
    private void assertWhole(Ledger ledger) {
        List<Numbered> all = ledger.about("all", 0, Integer.MAX_VALUE);
        assertEquals(
                LongStream.range(0, committed).boxed().toList(),
                all.stream().map(Numbered::number).toList());
        MerkleTree tree = new MerkleTree(0, List.of());
        for (int i = 0; i < committed; i++) {
            assertEquals(entry(i).leaf(), all.get(i).leaf());
            assertEquals(entry(i).details(), all.get(i).details());
            tree.append(CanonicalJson.write(entry(i).leaf()));
        }
        assertEquals(new Ledger.Head(committed, tree.root()), ledger.head());
        assertFilesHoldNothingElse();
    }

    /** Whoever makes the tree again from the files alone must find each leaf once and in order. */
    private void assertFilesHoldNothingElse() {
        Durability durability = new Durability(disk, () -> 0, SyncObserver.none());
        OptionalLong end = OptionalLong.of(index.tree().leavesEnd());
        List<String> found = new ArrayList<>();
        try (AppendLog leaves =
                AppendLog.open(disk, durability, Path.of("ledger", "leaves"), LogKind.LEAVES, end, leaf -> true)) {
            leaves.forEach(0, (position, leaf) -> found.add(new String(leaf, StandardCharsets.UTF_8)));
        }
        List<String> expected = IntStream.range(0, committed)
                .mapToObj(i -> new String(CanonicalJson.write(entry(i).leaf()), StandardCharsets.UTF_8))
                .toList();
        assertEquals(expected, found);
    }

    @Test
    void entriesGetNumbersWithoutGapsInTheOrderOfTheirCommits() {
        try (Ledger ledger = open()) {
            assertWhole(ledger);
            for (int i = 0; i < 20; i++) {
                commit(i % 4);
                ledger.wake();
                assertWhole(ledger);
            }
        }
        try (Ledger ledger = open()) {
            assertWhole(ledger);
        }
    }

    @Test
    void whatACrashLeftWithoutANumberGetsItOnOpening() {
        commit(5);
        try (Ledger ledger = open()) {
            assertWhole(ledger);
            commit(3);
        }
        try (Ledger ledger = open()) {
            assertWhole(ledger);
        }
    }

    @Test
    void moreThanOneBatchMayBeWaiting() {
        commit(2001);
        try (Ledger ledger = open()) {
            assertWhole(ledger);
        }
    }

    @Test
    void entriesAreFoundByTheirSubjectsPageByPage() {
        commit(20);
        try (Ledger ledger = open()) {
            assertEquals(List.of(1L, 4L, 7L), numbers(ledger.about("third1", 0, 3)));
            assertEquals(List.of(10L, 13L, 16L), numbers(ledger.about("third1", 8, 3)));
            assertEquals(List.of(19L), numbers(ledger.about("third1", 17, 3)));
            assertEquals(List.of(), ledger.about("nobody", 0, 3));
        }
    }

    private static List<Long> numbers(List<Numbered> entries) {
        return entries.stream().map(Numbered::number).toList();
    }

    @Test
    void anEntryIsSequencedAfterLeavesAndDetailsAreSynced() {
        for (String part : List.of("ledger/leaves", "ledger/details")) {
            try (Ledger ledger = open()) {
                commit(1);
                disk.failOnce(Action.SYNC, part, 1, Category.IO);
                ledger.wake();
                assertEquals(1, index.pending(10).size(), part + " was not synced, so nothing may be sequenced");
            }
        }
        try (Ledger ledger = open()) {
            assertWhole(ledger);
        }
    }

    @Test
    void aCrashBetweenTheFilesAndTheIndexLosesAndDoublesNothing() {
        try (Ledger ledger = open()) {
            commit(3);
            ledger.wake();
            commit(4);
            index.failNext(1);
            ledger.wake();
            assertEquals(4, index.pending(10).size());
        }
        try (Ledger ledger = open()) {
            assertWhole(ledger);
        }
    }

    @Test
    void aFailedTryIsRepeatedByTheNextWakeUp() {
        try (Ledger ledger = open()) {
            commit(3);
            index.failNext(2);
            ledger.wake();
            ledger.wake();
            commit(2);
            ledger.wake();
            assertWhole(ledger);
        }
    }

    @Test
    void aDiskWithoutRoomDelaysNumbersAndLosesNothing() {
        try (Ledger ledger = open()) {
            commit(3);
            ledger.wake();
            disk.fill();
            commit(3);
            ledger.wake();
            assertEquals(3, index.pending(10).size());
            disk.heal();
            ledger.wake();
            assertWhole(ledger);
        }
    }

    @Test
    void theProcessMayDieAtAnyOperation() throws IOException {
        commit(2);
        open().close();
        boolean died = true;
        for (int count = 0; died; count++) {
            died = diedAfter(count);
        }
    }

    private boolean diedAfter(int count) {
        Ledger ledger = open();
        disk.stopAfter(count);
        commit(3);
        ledger.wake();
        boolean died = !index.pending(10).isEmpty();
        ledger.close();
        assertEquals(List.of(), disk.openFiles());
        try (Ledger again = open()) {
            assertWhole(again);
        }
        return died;
    }

    @Test
    void numberedEntriesThatAreMissingFromTheFilesAreCorruption() throws IOException {
        commit(3);
        open().close();
        for (String name : List.of("leaves", "details")) {
            Path file = folder.resolve("ledger/" + name + "/0000000000000000.log");
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length - 1));
            StorageException failure = assertThrows(StorageException.class, () -> open().close());
            assertEquals(Category.CORRUPT, failure.category());
            assertEquals(List.of(), disk.openFiles(), "a ledger that was refused leaves nothing open");
            Files.write(file, whole);
        }
        try (Ledger ledger = open()) {
            assertWhole(ledger);
        }
    }

    @Test
    void aDamagedLeafIsReportedAndNotSkipped() throws IOException {
        commit(3);
        open().close();
        Path file = folder.resolve("ledger/leaves/0000000000000000.log");
        byte[] bytes = Files.readAllBytes(file);
        bytes[16 + 8 + 2] ^= 1;
        Files.write(file, bytes);
        try (Ledger ledger = open()) {
            assertEquals(
                    Category.CORRUPT,
                    assertThrows(StorageException.class, () -> ledger.about("all", 0, 3))
                            .category());
            assertEquals(1, ledger.about("all", 2, 1).size(), "the others can be read");
        }
    }

    @Test
    void whoCommitsDoesNotWaitForTheSequencer() {
        Deque<Runnable> waiting = new ArrayDeque<>();
        disk = new TracingDisk(RealDisk.below(folder));
        Durability durability = new Durability(disk, () -> 0, SyncObserver.none());
        try (Ledger ledger = Ledger.open(disk, durability, index, waiting::add)) {
            for (int i = 0; i < 3; i++) {
                commit(1);
                ledger.wake();
            }
            assertEquals(1, waiting.size(), "one task at a time, whatever wakes it");
            waiting.remove().run();
            assertWhole(ledger);
            commit(1);
            ledger.wake();
            assertTrue(waiting.size() == 1, "and the next one when it is over");
            waiting.remove().run();
            assertWhole(ledger);
        }
    }
}
