package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.UploadRow;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "No thread is to be had" for one piece of a body: nothing that comes behind it may take its place. */
final class AppendGapTest {
    @TempDir
    private Path folder;

    private final AtomicBoolean refusing = new AtomicBoolean();

    private ExecutorService pool(String name, int threads) {
        return new ThreadPoolExecutor(threads, threads, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>()) {
            @Override
            public void execute(Runnable task) {
                if (refusing.get()) {
                    throw new RejectedExecutionException("no thread");
                }
                super.execute(task);
            }
        };
    }

    @Test
    void whatComesBehindBytesThatWereLostIsRefusedAndNothingIsCommitted() {
        InstantSource clock = InstantSource.system();
        EnginePlatform usual = EnginePlatform.of(RealDisk.below(folder), clock, System::nanoTime, SyncObserver.none());
        EnginePlatform platform = new EnginePlatform(
                usual.disk(), usual.index(), this::pool, usual.clock(), usual.nanoTime(), usual.observer());
        try (StorageEngine engine = StorageEngine.open(new EngineConfig(2, 4), platform)) {
            SegmentId id = new IdGenerator(clock, new Random(1)).segment();
            UploadRow upload =
                    UploadRow.opened(id, OptionalLong.empty(), "original", CanonicalJson.object(), clock.instant());
            get(engine.uploads().create(upload, Facts.none()));
            Append append = assertInstanceOf(
                            AppendOutcome.Opened.class, get(engine.uploads().append(id, 0)))
                    .append();
            assertTrue(get(append.write(ByteBuffer.wrap(bytes(100, 1)))));
            refusing.set(true);
            assertThrows(CompletionException.class, () -> {
                // A thread that still has its turn takes some more.
                while (true) {
                    append.write(ByteBuffer.wrap(bytes(1, 2)))
                            .toCompletableFuture()
                            .join();
                }
            });
            refusing.set(false);
            assertThrows(
                    CompletionException.class,
                    () -> append.write(ByteBuffer.wrap(bytes(100, 3)))
                            .toCompletableFuture()
                            .join());
            assertThrows(
                    CompletionException.class,
                    () -> append.commit().toCompletableFuture().join());
            get(append.close());
            assertEquals(0, get(engine.uploads().find(id)).orElseThrow().offsetBytes());
        }
    }
}
