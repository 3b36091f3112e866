package io.liuhen.storage;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.ReadOnlyNote;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.pieces.Pieces.PieceReader;
import io.liuhen.storage.recovery.StoreFormat;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Checks a store that a failed sync has left read-only, and lets it take writes again. No server may have the store.
 *
 * <p>It looks at what the failed sync may have touched, and at what was written shortly before: the committed bytes of
 * open uploads, segments sealed since an hour before, all records of journal and ledger, the whole index; and whether the
 * disk keeps what is written to it now. It writes nothing but that probe, and takes the note away only where it has found
 * nothing, or was told to go on all the same. Confined to one thread.
 */
public final class Reopening {
    private static final Path PROBE = Path.of("READ_ONLY.new");
    private static final int PROBE_BYTES = 1 << 20;
    private static final Duration BEFORE = Duration.ofHours(1);
    private static final int BATCH = 1000;
    private static final int READ_BYTES = 1 << 20;

    private final Disk disk;
    private final StorageEngine engine;
    private final LongSupplier nanoTime;
    private final List<String> findings = new ArrayList<>();
    private int uploads;
    private int segments;

    private Reopening(Disk disk, StorageEngine engine, LongSupplier nanoTime) {
        this.disk = disk;
        this.engine = engine;
        this.nanoTime = nanoTime;
    }

    /**
     * What became of it.
     *
     * @param note what was noted; empty if the store is not read-only, and then nothing was looked at
     * @param findings what is not as it should be, a sentence each
     * @param reopened whether the next server may write
     */
    public record Report(
            Optional<ReadOnlyNote> note, int uploads, int segments, List<String> findings, boolean reopened) {}

    /**
     * Checks a store, and reopens it if nothing is found.
     *
     * @param despiteFindings reopens it whatever is found: what is damaged stays so, and is answered as damaged
     * @throws StorageException if it could not be checked: {@code MISSING} where there is no store, {@code IN_USE} where a
     *     server has it; else as {@link StorageEngine#open}
     */
    public static Report run(Disk disk, InstantSource clock, LongSupplier nanoTime, boolean despiteFindings) {
        return run(EnginePlatform.of(disk, clock, nanoTime, SyncObserver.none()), despiteFindings);
    }

    /** As the other one, on another platform than a server's. */
    public static Report run(EnginePlatform platform, boolean despiteFindings) {
        Disk disk = platform.disk();
        if (!StoreFormat.isComplete(disk)) {
            throw new StorageException(Category.MISSING, "there is no store in this folder");
        }
        Optional<ReadOnlyNote> note = note(disk);
        if (note.isEmpty()) {
            return new Report(note, 0, 0, List.of(), false);
        }
        try (StorageEngine engine =
                StorageEngine.open(new EngineConfig(1, 1), platform, Optional.of("it is being checked"))) {
            Reopening reopening = new Reopening(disk, engine, platform.nanoTime());
            reopening.check(note.get().since());
            boolean reopened = reopening.findings.isEmpty() || despiteFindings;
            if (reopened) {
                ReadOnlyNote.clear(disk);
            }
            return new Report(note, reopening.uploads, reopening.segments, List.copyOf(reopening.findings), reopened);
        }
    }

    /** While a server has the store, there may be a note in a moment. */
    private static Optional<ReadOnlyNote> note(Disk disk) {
        AutoCloseable lock = disk.lock(StorageEngine.LOCK);
        try {
            return ReadOnlyNote.of(disk);
        } finally {
            StorageEngine.close(lock);
        }
    }

    private void check(Instant since) {
        looking("the disk", this::probe);
        looking("the index", engine.parts().index()::verify);
        looking("the journal", engine.journal()::check);
        looking("the ledger", engine.ledger()::check);
        forEachOpenUpload(upload -> looking("upload " + upload.id(), () -> check(upload)));
        forEachSealedSince(since.minus(BEFORE), segment -> looking("segment " + segment.id(), () -> check(segment)));
    }

    /** What cannot be read now is a finding, too: the store would go on with it. */
    private void looking(String what, Runnable check) {
        try {
            check.run();
        } catch (StorageException | IllegalArgumentException e) {
            findings.add(what + ": " + e.getMessage());
        }
    }

    private void probe() {
        disk.delete(PROBE);
        new Durability(disk, nanoTime, SyncObserver.none()).writeNew(PROBE, new byte[PROBE_BYTES]);
        disk.delete(PROBE);
    }

    private interface Each<T> {
        void look(T row);
    }

    private void forEachOpenUpload(Each<UploadRow> each) {
        List<UploadRow> batch = engine.uploads().openUploads(Optional.empty(), BATCH);
        while (!batch.isEmpty()) {
            batch.forEach(each::look);
            SegmentId last = batch.get(batch.size() - 1).id();
            batch = engine.uploads().openUploads(Optional.of(last), BATCH);
        }
    }

    private void check(UploadRow upload) {
        uploads++;
        if (upload.offsetBytes() == 0) {
            return;
        }
        RunningDigests digests = new RunningDigests();
        try (PieceReader bytes = bytesOf(upload)) {
            ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
            while (digests.lengthBytes() < upload.offsetBytes()) {
                buffer.clear();
                buffer.limit((int) Math.min(READ_BYTES, upload.offsetBytes() - digests.lengthBytes()));
                if (bytes.read(buffer, digests.lengthBytes()) < buffer.limit()) {
                    throw new StorageException(
                            Category.CORRUPT, "of " + upload.offsetBytes() + " acknowledged bytes some are missing");
                }
                digests.update(buffer.flip());
            }
        }
        BlockChecksums found = digests.sinceMark().plus(digests.shortBlock());
        if (!found.equals(engine.parts().index().uploads().committedBlocks(upload.id()))) {
            throw new StorageException(Category.CORRUPT, "acknowledged bytes are not what they were");
        }
    }

    /** A seal that was under way has moved them already; the next opening for writing takes it back. */
    private PieceReader bytesOf(UploadRow upload) {
        try {
            return engine.parts().pieces().stagedReader(upload.id());
        } catch (StorageException e) {
            if (e.category() != Category.MISSING) {
                throw e;
            }
            return engine.parts().pieces().reader(upload.id(), upload.fileName());
        }
    }

    /** Rows are sorted by when uploads were opened, which may have been long before their seal: all rows are looked at. */
    private void forEachSealedSince(Instant earliest, Each<SegmentRow> each) {
        List<SegmentRow> batch = engine.segments().list(Optional.empty(), BATCH);
        while (!batch.isEmpty()) {
            batch.stream()
                    .filter(segment -> !segment.sealedAt().isBefore(earliest))
                    .forEach(each::look);
            SegmentId last = batch.get(batch.size() - 1).id();
            batch = engine.segments().list(Optional.of(last), BATCH);
        }
    }

    private void check(SegmentRow segment) {
        segments++;
        if (engine.segments().verify(segment) instanceof Segments.Verification.Damaged damaged) {
            findings.add("segment " + segment.id() + ": " + damaged.finding());
        }
        Manifest manifest = Manifest.parse(engine.segments().manifest(segment.id()));
        if (!manifest.sha256().equals(segment.sha256())) {
            throw new StorageException(Category.CORRUPT, "its manifest names another SHA-256");
        }
    }
}
