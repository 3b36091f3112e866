package io.liuhen.storage;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.IndexBuilder;
import io.liuhen.storage.journal.JournalReplay;
import io.liuhen.storage.ledger.LedgerReplay;
import io.liuhen.storage.pieces.FilePieces;
import io.liuhen.storage.pieces.VaultFolders;
import io.liuhen.storage.rebuild.Meaning;
import io.liuhen.storage.rebuild.Rebuild;
import io.liuhen.storage.rebuild.RebuildReport;
import io.liuhen.storage.recovery.Generation;
import io.liuhen.storage.recovery.StoreFormat;
import io.liuhen.storage.rocks.RocksIndexBuilder;
import io.liuhen.storage.rocks.WriteAheadLogs;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Makes a store's index again from its files, beside the one that is there, and puts it in its place when it is complete.
 * The former one is kept. May be killed at any point and begun again. Confined to one thread; blocks.
 */
public final class IndexRebuild {
    private static final Path ROOT = Path.of("");
    private static final Path LOCK = Path.of("LOCK");
    private static final Path VAULT = Path.of("vault");
    private static final Path INDEX = Path.of("index");
    private static final Path FRESH = Path.of("index.new");

    private final Disk disk;
    private final Durability durability;
    private final InstantSource clock;
    private final Meaning meaning;
    private final Consumer<String> progress;

    /**
     * A rebuild of the store on this disk.
     *
     * @param meaning what the engine does not understand
     * @param nanoTime a monotonic clock, for durations
     * @param progress is told in words how far it is
     */
    public IndexRebuild(
            Disk disk, Meaning meaning, InstantSource clock, LongSupplier nanoTime, Consumer<String> progress) {
        this.disk = disk;
        this.durability = new Durability(disk, nanoTime, SyncObserver.none());
        this.clock = clock;
        this.meaning = meaning;
        this.progress = progress;
    }

    /**
     * Does it.
     *
     * @throws StorageException {@code IN_USE} while somebody has the store; {@code CORRUPT} where files that it must read
     *     are missing or damaged; then the former index is still in its place
     */
    public RebuildReport run() {
        Sha256 store = StoreFormat.identity(disk);
        if (!disk.exists(VAULT)) {
            throw new StorageException(Category.CORRUPT, "the folder \"vault\" is missing");
        }
        AutoCloseable lock = disk.lock(LOCK);
        try {
            Generation generation = Generation.next(disk, clock.instant());
            RebuildReport made = make(store, generation);
            return new RebuildReport(
                    made.segments(),
                    made.disposed(),
                    made.entries(),
                    made.root(),
                    made.sealsFinished(),
                    made.lostUploads(),
                    made.findings(),
                    made.findingCount(),
                    putInPlace(generation));
        } finally {
            giveBack(lock);
        }
    }

    private static void giveBack(AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception e) {
            throw new StorageException(Category.IO, "the store's lock could not be given back", e);
        }
    }

    private RebuildReport make(Sha256 store, Generation generation) {
        try (JournalReplay journal = JournalReplay.open(disk, durability);
                LedgerReplay ledger = LedgerReplay.open(disk, durability);
                FilePieces pieces = FilePieces.open(disk, durability);
                IndexBuilder index = begun(Rebuild.sourceOf(store, journal, ledger))) {
            VaultFolders folders = new VaultFolders(disk, durability);
            return new Rebuild(index, journal, ledger, pieces, folders, meaning, progress)
                    .run(store, generation.known(), clock.instant());
        }
    }

    /** What an earlier try has begun from the very same files, else an empty one. */
    private IndexBuilder begun(String source) {
        if (disk.exists(FRESH)) {
            Optional<IndexBuilder> earlier = earlier(source);
            if (earlier.isPresent()) {
                progress.accept("goes on with what an earlier rebuild has begun");
                return earlier.get();
            }
            disk.list(FRESH).forEach(name -> disk.delete(FRESH.resolve(name)));
            disk.delete(FRESH);
        }
        durability.createDirectories(FRESH);
        IndexBuilder fresh = RocksIndexBuilder.open(disk.absolute(FRESH), durability);
        fresh.note(source);
        return fresh;
    }

    private Optional<IndexBuilder> earlier(String source) {
        IndexBuilder earlier;
        try {
            WriteAheadLogs.check(disk, FRESH);
            earlier = RocksIndexBuilder.open(disk.absolute(FRESH), durability);
        } catch (StorageException e) {
            // What a power cut has left of it; it is cheaper to begin again than to find out.
            return Optional.empty();
        }
        if (earlier.note().equals(Optional.of(source))) {
            return Optional.of(earlier);
        }
        earlier.close();
        return Optional.empty();
    }

    /** Returns the name under which the former index is kept; empty if there was none. */
    private String putInPlace(Generation generation) {
        String former = "";
        if (disk.exists(INDEX)) {
            String time =
                    clock.instant().truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "-");
            former = "index." + time;
            for (int again = 2; disk.exists(Path.of(former)); again++) {
                former = "index." + time + "." + again;
            }
            // In this order: between the two a store has no index, and says so; it never has half of one.
            disk.rename(INDEX, Path.of(former));
        }
        disk.rename(FRESH, INDEX);
        durability.syncDirectory(ROOT);
        // From here on the former index is an older one.
        generation.write(durability);
        return former;
    }
}
