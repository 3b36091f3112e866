package io.liuhen.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call into a RocksDB that is closed takes the whole process down: whoever comes late must be told instead. */
final class ClosedIndexTest {
    @TempDir
    private Path folder;

    @Test
    void whoComesAfterTheEndIsToldSo() {
        RocksIndex index = open();
        index.close();
        StorageException failure = assertThrows(
                StorageException.class, () -> index.jobs().take("verify", 1, Instant.EPOCH, Instant.EPOCH));
        assertEquals(StorageException.Category.CLOSED, failure.category());
        index.close();
    }

    @Test
    void closingWaitsForThoseWhoAreInside() throws InterruptedException {
        RocksIndex index = open();
        AtomicLong calls = new AtomicLong();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread caller = new Thread(() -> {
                try {
                    while (true) {
                        index.uploads().openUploads(Optional.empty(), 10);
                        index.jobs().queued();
                        calls.incrementAndGet();
                    }
                } catch (StorageException e) {
                    assertEquals(StorageException.Category.CLOSED, e.category());
                }
            });
            caller.start();
            callers.add(caller);
        }
        while (calls.get() < 100) {
            Thread.onSpinWait();
        }
        index.close();
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private RocksIndex open() {
        Durability durability = new Durability(RealDisk.below(folder), System::nanoTime, SyncObserver.none());
        return RocksIndex.open(folder.resolve("index"), durability);
    }
}
