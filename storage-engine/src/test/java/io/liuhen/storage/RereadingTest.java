package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.Uploads.SealOutcome;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large uploads that go on after a restart are read again first; nobody else waits for that. */
final class RereadingTest {
    private static final int LENGTH = 40 << 20;

    @TempDir
    private Path folder;

    /** Lets as many reads of staged bytes pass as a test gives. */
    private final Semaphore reads = new Semaphore(0);

    private TestStore open() {
        CountingDisk gated = new CountingDisk(RealDisk.below(folder), path -> {
            if (path.startsWith("staging")) {
                reads.acquireUninterruptibly();
            }
        });
        return new TestStore(folder, new EngineConfig(2, 8), gated, Integer.MAX_VALUE);
    }

    private static SegmentId begun(TestStore store, int count, long seed) {
        SegmentId id = store.create(OptionalLong.of(count + 100L));
        assertEquals(count, store.write(id, 0, bytes(count, seed)));
        return id;
    }

    @Test
    void nobodyWaitsForOthersThatAreReadAgain() {
        try (TestStore store = open()) {
            List<SegmentId> large = List.of(begun(store, LENGTH, 1), begun(store, LENGTH, 2), begun(store, LENGTH, 3));
            SegmentId other = begun(store, 500, 4);
            store.restart();
            List<CompletionStage<AppendOutcome>> resumed = new ArrayList<>();
            large.forEach(id -> resumed.add(store.engine().uploads().append(id, LENGTH)));
            assertEquals(
                    500, get(store.engine().uploads().find(other)).orElseThrow().offsetBytes());
            SegmentId fresh = begun(store, 1000, 5);
            assertEquals(1100, store.write(fresh, 1000, bytes(100, 6)));
            assertInstanceOf(SealOutcome.Sealed.class, store.seal(fresh, 1100));
            assertFalse(
                    resumed.stream().anyMatch(each -> each.toCompletableFuture().isDone()));
            reads.release(1_000_000);
            for (CompletionStage<AppendOutcome> each : resumed) {
                AppendOutcome.Opened opened = assertInstanceOf(AppendOutcome.Opened.class, get(each));
                assertTrue(opened.claimedAnew());
                get(opened.append().close());
            }
            assertEquals(LENGTH + 100, store.write(large.get(0), LENGTH, bytes(100, 7)));
            assertInstanceOf(SealOutcome.Sealed.class, store.seal(large.get(0), LENGTH + 100));
            byte[] sealed = store.read(large.get(0));
            assertArrayEquals(bytes(LENGTH, 1), java.util.Arrays.copyOf(sealed, LENGTH));
        }
    }

    @Test
    void aSmallOneIsReadBetweenTheLargeOnes() {
        try (TestStore store = open()) {
            SegmentId large = begun(store, LENGTH, 1);
            SegmentId small = begun(store, 500, 2);
            store.restart();
            CompletionStage<AppendOutcome> first = store.engine().uploads().append(large, LENGTH);
            CompletionStage<AppendOutcome> second = store.engine().uploads().append(small, 500);
            // A part of the large one and the small one, but never the rest of the large one.
            reads.release((16 << 20) / (256 << 10) + 1);
            assertInstanceOf(AppendOutcome.Opened.class, get(second));
            assertFalse(first.toCompletableFuture().isDone());
            reads.release(1_000_000);
            assertInstanceOf(AppendOutcome.Opened.class, get(first));
        }
    }

    @Test
    void closingDoesNotWaitForWhatIsReadAgain() {
        try (TestStore store = open()) {
            SegmentId large = begun(store, LENGTH, 1);
            store.restart();
            CompletionStage<AppendOutcome> resumed = store.engine().uploads().append(large, LENGTH);
            reads.release(1);
            StorageEngine engine = store.engine();
            Thread closer = new Thread(engine::close, "closer");
            closer.start();
            awaitClosing(engine, large);
            // The rest of the part that runs, and no other.
            reads.release((16 << 20) / (256 << 10));
            failsAs(Category.CLOSED, () -> get(resumed));
            join(closer);
            reads.release(1_000_000);
            store.restart();
            assertEquals(LENGTH + 100, store.write(large, LENGTH, bytes(100, 7)));
        }
    }

    private static void awaitClosing(StorageEngine engine, SegmentId id) {
        while (true) {
            try {
                get(engine.uploads().find(id));
                Thread.onSpinWait();
            } catch (io.liuhen.storage.disk.StorageException e) {
                assertEquals(Category.CLOSED, e.category());
                return;
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(30_000);
            assertFalse(thread.isAlive());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
