package io.liuhen.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.testing.ManualClock;
import io.liuhen.storage.testing.TracingDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.function.Executable;

/** An engine on a temporary folder, and the few steps that every test of it takes. */
final class TestStore implements AutoCloseable {
    static final long SEED = 20_261_120L;

    private final Path folder;
    private final EngineConfig config;
    private final TracingDisk disk;
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-20T08:00:00Z"));
    private final IdGenerator ids = new IdGenerator(clock, new Random(SEED));
    private final AtomicLong passed = new AtomicLong();
    private StorageEngine engine;

    TestStore(Path folder) {
        this(folder, new EngineConfig(4, 8));
    }

    TestStore(Path folder, EngineConfig config) {
        this(folder, config, Integer.MAX_VALUE);
    }

    /** @param operations after so many operations of the disk it stops, as if the process had died */
    TestStore(Path folder, EngineConfig config, int operations) {
        this(folder, config, RealDisk.below(folder), operations);
    }

    /** @param below what the traced disk writes to */
    TestStore(Path folder, EngineConfig config, Disk below, int operations) {
        this.folder = folder;
        this.config = config;
        this.disk = new TracingDisk(below);
        disk.stopAfter(operations);
        this.engine = open();
    }

    private StorageEngine open() {
        return StorageEngine.open(config, disk, clock, this::nanoTime, noting(disk));
    }

    private long nanoTime() {
        return System.nanoTime() + passed.get();
    }

    /** Lets time pass, by the clock that nobody can set. */
    void letPass(Duration time) {
        passed.addAndGet(time.toNanos());
    }

    /** Commits of the index go past the disk; this puts them into its trace. */
    private static SyncObserver noting(TracingDisk disk) {
        return new SyncObserver() {
            @Override
            public void synced(Target target, long durationNanos) {
                if (target == Target.INDEX) {
                    disk.note("index");
                }
            }

            @Override
            public void syncFailed(Target target) {
                disk.note("failed");
            }
        };
    }

    TracingDisk disk() {
        return disk;
    }

    StorageEngine engine() {
        return engine;
    }

    Path folder() {
        return folder;
    }

    ManualClock clock() {
        return clock;
    }

    /** Stops the engine and starts it again; where a sync had failed, after the check that an operator would make. */
    void reopen() {
        close();
        Reopening.Report check = Reopening.run(disk, clock, System::nanoTime, false);
        assertEquals(List.of(), check.findings());
        engine = open();
    }

    /** Stops the engine and starts it again, and nobody has looked at anything. */
    void restart() {
        close();
        engine = open();
    }

    SegmentId create(OptionalLong length) {
        SegmentId id = ids.segment();
        ObjectNode attributes = CanonicalJson.object().put("name", "夜间检查.mp4");
        get(engine.uploads()
                .create(UploadRow.opened(id, length, "original.mp4", attributes, clock.instant()), Facts.none()));
        return id;
    }

    Append append(SegmentId id, long offset) {
        AppendOutcome outcome = get(engine.uploads().append(id, offset));
        if (outcome instanceof AppendOutcome.Opened opened) {
            return opened.append();
        }
        throw new AssertionError("expected to append, but: " + outcome);
    }

    long write(SegmentId id, long offset, byte[] bytes) {
        Append append = append(id, offset);
        get(append.write(ByteBuffer.wrap(bytes)));
        CommitOutcome outcome = get(append.commit());
        get(append.close());
        return ((CommitOutcome.Committed) outcome).offsetBytes();
    }

    Uploads.SealOutcome seal(SegmentId id, long length) {
        return get(engine.uploads()
                .seal(new Uploads.SealRequest(id, length, SegmentKind.COMPLETE, List.of(), Facts.none())));
    }

    static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads a sealed segment, whole and checked. */
    byte[] read(SegmentId id) {
        SegmentRow segment = engine.segments().find(id).orElseThrow();
        try (SegmentReader reader = engine.segments().open(segment)) {
            ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(segment.lengthBytes()));
            assertEquals(buffer.capacity(), reader.read(buffer, 0));
            return buffer.array();
        }
    }

    /** Fails unless this is a {@code StorageException} of a category. */
    static StorageException failsAs(StorageException.Category category, Executable what) {
        StorageException failure = assertThrows(StorageException.class, what);
        assertEquals(category, failure.category(), failure.getMessage());
        return failure;
    }

    /** Closes the engine, and fails if it has left a file open. */
    @Override
    public void close() {
        engine.close();
        assertEquals(List.of(), disk.openFiles(), "files that nobody has closed");
    }
}
