package io.liuhen.storage.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.LedgerEntry;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sequencer runs again whatever has stopped it, and who wakes it is never told of that. */
final class SequencerTest {
    @TempDir
    private Path folder;

    private final MemoryEntryIndex index = new MemoryEntryIndex();
    private final Queue<Runnable> pool = new ArrayDeque<>();
    private boolean refuses;

    private Ledger open() {
        Durability durability = new Durability(RealDisk.below(folder), () -> 0, SyncObserver.none());
        return Ledger.open(RealDisk.below(folder), durability, index, task -> {
            if (refuses) {
                throw new RejectedExecutionException("no thread, in a test");
            }
            pool.add(task);
        });
    }

    private void commit() {
        index.commit(new LedgerEntry(List.of("all"), CanonicalJson.object(), CanonicalJson.object()));
    }

    private void runPool() {
        for (Runnable task = pool.poll(); task != null; task = pool.poll()) {
            task.run();
        }
    }

    @Test
    void anExecutorThatRefusesOnceDoesNotKeepItAsleep() {
        try (Ledger ledger = open()) {
            commit();
            refuses = true;
            ledger.wake();
            refuses = false;
            assertEquals(0, ledger.head().sizeLeaves());
            ledger.catchUp();
            runPool();
            assertEquals(1, ledger.head().sizeLeaves());
            commit();
            ledger.wake();
            runPool();
            assertEquals(2, ledger.head().sizeLeaves());
        }
    }

    @Test
    void anErrorInTheMiddleDoesNotKeepItAsleep() {
        try (Ledger ledger = open()) {
            commit();
            index.failOnce(new StackOverflowError("in a test"));
            ledger.wake();
            assertThrows(StackOverflowError.class, this::runPool);
            assertEquals(0, ledger.head().sizeLeaves());
            ledger.wake();
            runPool();
            assertEquals(1, ledger.head().sizeLeaves());
        }
    }
}
