package io.liuhen.storage;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.journal.Journal;
import io.liuhen.storage.ledger.Ledger;
import io.liuhen.storage.pieces.FilePieces;
import io.liuhen.storage.recovery.Recovery;
import io.liuhen.storage.recovery.StoreFormat;
import io.liuhen.storage.rocks.RocksIndex;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open store. One process at a time has it; opening recovers from whatever ended the last one. Thread-safe.
 */
public final class StorageEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StorageEngine.class);
    private static final Path LOCK = Path.of("LOCK");
    private static final Path INDEX = Path.of("index");
    private static final long CLOSE_SECONDS = 60;

    /** What close undoes, last opened first. */
    private final Deque<AutoCloseable> opened;

    private final Disk disk;
    private final Durability durability;
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

    private StorageEngine(
            Deque<AutoCloseable> opened,
            EngineConfig config,
            Disk disk,
            InstantSource clock,
            LongSupplier nanoTime,
            SyncObserver observer) {
        this.opened = opened;
        this.disk = disk;
        durability = new Durability(disk, nanoTime, observer);
        opened.push(disk.lock(LOCK));
        StoreFormat format = StoreFormat.check(disk, INDEX, clock.instant());
        durability.createDirectories(INDEX);
        Index index = push(RocksIndex.open(disk.absolute(INDEX), durability));
        format.checkIndex(index);
        FilePieces pieces = push(FilePieces.open(disk, durability));
        report = new Recovery(pieces, index).run(clock.instant());
        Journal journal = push(Journal.open(disk, durability, index.journal()));
        threads = pool("liuhen-storage", config.threads());
        ExecutorService sequencer = pool("liuhen-ledger", 1);
        ledger = push(Ledger.open(disk, durability, index.entries(), sequencer));
        opened.push(() -> stop(sequencer));
        opened.push(() -> stop(threads));
        // What the engine stamps must read the same in the manifest, which keeps every digit, and in the index.
        InstantSource micros = () -> clock.instant().truncatedTo(ChronoUnit.MICROS);
        EngineParts parts =
                new EngineParts(pieces, index, new Committer(durability, journal, ledger), threads, micros, nanoTime);
        uploads = new Uploads(parts, config.openUploadsMax());
        opened.push(uploads::close);
        segments = new Segments(parts);
        records = new Records(parts);
        jobs = new Jobs(parts);
        derivatives = new Derivatives(disk, durability, index.uploads());
        disposals = new Disposals(parts, derivatives);
        disposals.deleteFiles();
        fixity = new Fixity(parts);
        format.complete(durability);
    }

    /**
     * Opens or creates a store.
     *
     * @param nanoTime a monotonic clock, for durations
     * @param observer told of every sync
     * @throws io.liuhen.storage.disk.StorageException {@code IN_USE}, {@code TOO_NEW}, {@code CORRUPT} or {@code IO}
     */
    public static StorageEngine open(
            EngineConfig config, Disk disk, InstantSource clock, LongSupplier nanoTime, SyncObserver observer) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            return new StorageEngine(opened, config, disk, clock, nanoTime, observer);
        } catch (RuntimeException | Error e) {
            closeAll(opened);
            throw e;
        }
    }

    private <T extends AutoCloseable> T push(T part) {
        opened.push(part);
        return part;
    }

    private static ExecutorService pool(String name, int threads) {
        AtomicInteger count = new AtomicInteger();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        return Executors.newFixedThreadPool(threads, factory);
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

    /** What opening has found. */
    public Recovery.Report report() {
        return report;
    }

    /** Why the store takes no writes; empty while it does. */
    public Optional<String> readOnlyReason() {
        return durability.readOnlyReason();
    }

    /** Bytes that may still be written to the store's disk. */
    public long usableBytes() {
        return disk.usableBytes();
    }

    /** Ends what runs, commits what has been received, and gives the store free. */
    @Override
    public void close() {
        closeAll(opened);
    }

    private static void closeAll(Deque<AutoCloseable> opened) {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                // The rest must be closed all the same: an index that is not would block the next opening.
                LOG.error("a part of the store did not close: {}", e.getMessage(), e);
            }
        }
    }
}
