package io.liuhen.storage;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.ReadOnlyNote;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.journal.Journal;
import io.liuhen.storage.ledger.Ledger;
import io.liuhen.storage.pieces.FilePieces;
import io.liuhen.storage.recovery.Generation;
import io.liuhen.storage.recovery.Recovery;
import io.liuhen.storage.recovery.StoreFormat;
import io.liuhen.storage.space.Space;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open store. One process at a time has it; opening recovers from whatever ended the last one. Thread-safe.
 */
public final class StorageEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StorageEngine.class);
    static final Path LOCK = Path.of("LOCK");
    private static final Path INDEX = Path.of("index");
    private static final long CLOSE_SECONDS = 60;
    private static final long GENERATION_NANOS = TimeUnit.HOURS.toNanos(1);

    /** What close undoes, last opened first. */
    private final Deque<AutoCloseable> opened;

    private final Disk disk;
    private final Durability durability;
    private final Space space;
    private final Committer committer;
    private final EngineParts parts;
    private final Journal journal;
    private final ExecutorService threads;
    private final Recovery.Report report;
    private final Ledger ledger;
    private final Uploads uploads;
    private final Segments segments;
    private final Records records;
    private final Jobs jobs;
    private final Derivatives derivatives;
    private final Disposals disposals;
    private final Fixity fixity;
    private final Rests rests;

    /** When the present generation began. */
    private long generationNanos;

    /**
     * The order matters. Nothing is written before all was looked at that could speak against it; then each part trusts
     * those before it: the index, the logs, recovery, and whoever serves. Closing goes backwards.
     *
     * @param readOnly why the store is opened for reading only, and nothing in it is changed; empty to open it
     */
    private StorageEngine(
            Deque<AutoCloseable> opened, EngineConfig config, EnginePlatform platform, Optional<String> readOnly) {
        this.opened = opened;
        disk = platform.disk();
        InstantSource clock = platform.clock();
        boolean writable = readOnly.isEmpty();
        // Looked at before the lock's file is made, too: a folder that is no store stays as it was.
        StoreFormat.check(disk, INDEX, clock.instant());
        opened.push(disk.lock(LOCK));
        space = new Space(disk, config.reserve(), platform.nanoTime());
        durability = new Durability(disk, platform.nanoTime(), platform.observer(), consequences(clock));
        readOnly.ifPresent(durability::refuse);
        StoreFormat format = StoreFormat.check(disk, INDEX, clock.instant());
        if (writable) {
            if (!format.isFresh()) {
                OpeningCheck.run(platform, INDEX, format);
            }
            space.beforeOpening();
            durability.createDirectories(INDEX);
        }
        Index index = push(platform.index().open(disk, INDEX, durability));
        if (format.isFresh()) {
            format.bind(index);
        } else {
            OpeningCheck.checkIndex(disk, format, index);
        }
        if (writable) {
            Generation.begin(disk, index, durability, clock.instant());
            generationNanos = platform.nanoTime().getAsLong();
        }
        FilePieces pieces =
                push(writable ? FilePieces.open(disk, durability) : FilePieces.openForReading(disk, durability));
        journal = push(
                writable
                        ? Journal.open(disk, durability, index.journal())
                        : Journal.openForReading(disk, durability, index.journal()));
        threads = platform.pools().pool("liuhen-storage", config.threads());
        ExecutorService sequencer = platform.pools().pool("liuhen-ledger", 1);
        ledger = push(
                writable
                        ? Ledger.open(disk, durability, index.entries(), sequencer)
                        : Ledger.openForReading(disk, durability, index.entries()));
        opened.push(() -> stop(sequencer));
        opened.push(() -> stop(threads));
        // After the logs: it takes the index at its word, and they are the last that could contradict it.
        Recovery recovery = new Recovery(
                pieces, index, upload -> space.recall(upload.id(), upload.declaredLengthBytes(), upload.offsetBytes()));
        report = writable ? recovery.run(clock.instant()) : recovery.look();
        // What the engine stamps must read the same in the manifest, which keeps every digit, and in the index.
        InstantSource micros = () -> clock.instant().truncatedTo(ChronoUnit.MICROS);
        committer = new Committer(durability, journal, ledger, space);
        parts = new EngineParts(pieces, index, committer, space, threads, micros, platform.nanoTime());
        uploads = new Uploads(parts, config);
        opened.push(uploads::close);
        segments = new Segments(parts);
        opened.push(segments::close);
        records = new Records(parts);
        jobs = new Jobs(parts);
        derivatives = new Derivatives(disk, durability, space, index.uploads());
        disposals = new Disposals(parts, derivatives);
        fixity = new Fixity(parts);
        rests = new Rests(parts, uploads);
        if (writable) {
            derivatives.prepare();
            disposals.deleteFiles();
            format.complete(durability);
            space.tend();
        }
    }

    private Durability.Consequences consequences(InstantSource clock) {
        return new Durability.Consequences() {
            @Override
            public void readOnly(String reason) {
                new ReadOnlyNote(clock.instant(), reason).leave(disk);
            }

            @Override
            public void indexFull() {
                space.inNeed();
            }
        };
    }

    /**
     * Opens or creates a store. One that was left read-only by a failed sync is opened for reading, until an operator has
     * had it checked ({@link Reopening}); so is one whose disk is so full that opening it for writing finds no room.
     *
     * @param nanoTime a monotonic clock, for durations
     * @param observer told of every sync
     * @throws io.liuhen.storage.disk.StorageException {@code IN_USE}, {@code TOO_NEW}, {@code CORRUPT} or {@code IO}
     */
    public static StorageEngine open(
            EngineConfig config, Disk disk, InstantSource clock, LongSupplier nanoTime, SyncObserver observer) {
        return open(config, EnginePlatform.of(disk, clock, nanoTime, observer));
    }

    /** Opens or creates a store on another platform than a server's; throws as the other one does. */
    public static StorageEngine open(EngineConfig config, EnginePlatform platform) {
        Disk disk = platform.disk();
        Optional<String> noted = ReadOnlyNote.of(disk)
                // Of a store that never was complete nobody was told anything: it is created from the beginning.
                .filter(note -> StoreFormat.isComplete(disk))
                .map(note -> "since " + note.since() + ", until it is reopened: " + note.reason());
        try {
            return open(config, platform, noted);
        } catch (StorageException e) {
            if (e.category() != Category.NO_SPACE || noted.isPresent() || !StoreFormat.isComplete(disk)) {
                throw e;
            }
            String reason =
                    "the disk was too full to open the store for writing; make room and start the server again: "
                            + e.getMessage();
            LOG.error("{}", reason);
            return open(config, platform, Optional.of(reason));
        }
    }

    /** @param readOnly why it is opened for reading only, and changed in nothing; empty to open it for writing */
    static StorageEngine open(EngineConfig config, EnginePlatform platform, Optional<String> readOnly) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            return new StorageEngine(opened, config, platform, readOnly);
        } catch (RuntimeException | Error e) {
            closeAll(opened);
            throw e;
        }
    }

    private <T extends AutoCloseable> T push(T part) {
        opened.push(part);
        return part;
    }

    private static void stop(ExecutorService pool) throws InterruptedException {
        pool.shutdown();
        if (!pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("storage threads did not end within " + CLOSE_SECONDS + " s");
        }
    }

    /** Uploads that receive bytes. */
    public Uploads uploads() {
        return uploads;
    }

    /** Sealed segments. */
    public Segments segments() {
        return segments;
    }

    /** Versioned documents. */
    public Records records() {
        return records;
    }

    /** Durable jobs. */
    public Jobs jobs() {
        return jobs;
    }

    /** The ledger. */
    public Ledger ledger() {
        return ledger;
    }

    /** Files made from segments. */
    public Derivatives derivatives() {
        return derivatives;
    }

    /** How long segments must stay, and how they go. */
    public Disposals disposals() {
        return disposals;
    }

    /** Reading everything again. */
    public Fixity fixity() {
        return fixity;
    }

    /** Open uploads that nothing comes for. */
    public Rests rests() {
        return rests;
    }

    EngineParts parts() {
        return parts;
    }

    Journal journal() {
        return journal;
    }

    /** What opening has found. */
    public Recovery.Report report() {
        return report;
    }

    /** Why the store takes no writes; empty while it does. */
    public Optional<String> readOnlyReason() {
        return durability.readOnlyReason();
    }

    /** What is free, promised and kept. */
    public Space space() {
        return space;
    }

    /**
     * Looks after the disk: takes or gives back the emergency reserve, ends what a full disk has kept waiting, and begins
     * a new generation once an hour. To be called about once a second, by one thread; blocks.
     */
    public void tend() {
        if (readOnlyReason().isEmpty()) {
            space.tend();
            committer.catchUp();
            renewGeneration();
        }
    }

    /** A server runs for months: a copy of the index that is older than this is known for one, also if it never stopped. */
    private void renewGeneration() {
        long now = parts.nanoTime().getAsLong();
        if (now - generationNanos >= GENERATION_NANOS) {
            Generation.begin(disk, parts.index(), durability, parts.clock().instant());
            generationNanos = now;
        }
    }

    /** Ends what runs, commits what has been received, and gives the store free. */
    @Override
    public void close() {
        closeAll(opened);
    }

    private static void closeAll(Deque<AutoCloseable> opened) {
        while (!opened.isEmpty()) {
            close(opened.pop());
        }
    }

    static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            // The rest must be closed all the same: an index that is not would block the next opening.
            LOG.error("a part of the store did not close: {}", e.getMessage(), e);
        }
    }
}
