package io.liuhen.storage.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever waits finds its bytes durable, and those who wait together share a sync. */
final class GroupSyncTest {
    @TempDir
    private Path folder;

    /** A file that knows how far it was written, and how far when the last sync began. Only one sync may run. */
    private static final class CountingFile implements DiskFile {
        private final AtomicLong written = new AtomicLong();
        private final AtomicLong durable = new AtomicLong();
        private final AtomicInteger syncs = new AtomicInteger();
        private final AtomicBoolean syncing = new AtomicBoolean();
        private volatile boolean broken;
        private volatile Runnable meanwhile = () -> {};

        @Override
        public void sync() {
            if (!syncing.compareAndSet(false, true)) {
                throw new IllegalStateException("two syncs at once");
            }
            long covered = written.get();
            meanwhile.run();
            syncs.incrementAndGet();
            syncing.set(false);
            if (broken) {
                throw new StorageException(Category.IO, "ordered by a test");
            }
            durable.set(covered);
        }

        @Override
        public void write(ByteBuffer source, long positionBytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer target, long positionBytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long sizeBytes() {
            return written.get();
        }

        @Override
        public void truncate(long sizeBytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private final CountingFile file = new CountingFile();

    private GroupSync group(long end) {
        return new GroupSync(new Durability(RealDisk.below(folder), () -> 0, SyncObserver.none()), file, end);
    }

    @Test
    void whatIsDurableAlreadyNeedsNoSync() {
        GroupSync group = group(100);
        group.await(100);
        assertEquals(0, file.syncs.get());
        file.written.set(150);
        group.written(150);
        group.await(120);
        assertEquals(1, file.syncs.get());
        group.await(150);
        assertEquals(1, file.syncs.get(), "the first sync covered it");
    }

    @Test
    void whatIsWrittenWhileASyncRunsNeedsTheNextOne() {
        GroupSync group = group(0);
        file.written.set(10);
        group.written(10);
        file.meanwhile = () -> {
            file.written.set(20);
            group.written(20);
        };
        group.await(10);
        file.meanwhile = () -> {};
        group.await(20);
        assertEquals(2, file.syncs.get());
        assertEquals(20, file.durable.get());
    }

    @Test
    void whoeverReturnsIsCoveredByASyncThatBeganAfterItsBytes() throws Exception {
        GroupSync group = group(0);
        int writers = 4;
        int rounds = 2000;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                running.add(threads.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        long end;
                        synchronized (file) {
                            end = file.written.incrementAndGet();
                            group.written(end);
                        }
                        group.await(end);
                        assertTrue(file.durable.get() >= end, "returned before " + end + " was durable");
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
        assertTrue(file.syncs.get() <= writers * rounds);
    }

    @Test
    void aFailedSyncIsNotTakenForASuccessByTheNext() {
        GroupSync group = group(0);
        file.written.set(10);
        group.written(10);
        file.broken = true;
        assertEquals(
                Category.AMBIGUOUS_COMMIT,
                assertThrows(StorageException.class, () -> group.await(10)).category());
        file.broken = false;
        assertEquals(
                Category.READ_ONLY,
                assertThrows(StorageException.class, () -> group.await(10)).category());
        assertEquals(1, file.syncs.get());
    }
}
