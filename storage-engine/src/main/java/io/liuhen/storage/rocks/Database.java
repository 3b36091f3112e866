package io.liuhen.storage.rocks;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Pattern;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** An open RocksDB with the engine's families and options. Thread-safe until {@link #close}. */
final class Database implements AutoCloseable {
    /** How RocksDB's environment begins to tell of a sync that failed. */
    private static final Pattern SYNC = Pattern.compile("[^:]*sync");

    private static final int FORMAT = 1;
    private static final byte[] FORMAT_KEY = {'f', 'o', 'r', 'm', 'a', 't'};

    private final Durability durability;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final Map<Family, ColumnFamilyHandle> handles = new EnumMap<>(Family.class);
    private final Queues queues = new Queues(this);
    private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

    /** Guarded by {@link #inUse}. */
    private boolean closed;

    private final DatabaseOptions options;
    private final RocksDB db;
    private final WriteOptions synced;
    private final WriteOptions unsynced;
    private final ReadOptions reads;

    /** @param readOnly opens what is there, with its logs replayed in memory, and writes nothing, not even in the background */
    Database(Path folder, Durability durability, boolean readOnly) {
        this.durability = durability;
        options = own(new DatabaseOptions());
        try {
            List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
            for (Family family : Family.values()) {
                descriptors.add(new ColumnFamilyDescriptor(family.bytes(), options.of(family)));
            }
            List<ColumnFamilyHandle> opened = new ArrayList<>();
            db = readOnly
                    ? RocksDB.openReadOnly(options.database(), folder.toString(), descriptors, opened)
                    : RocksDB.open(options.database(), folder.toString(), descriptors, opened);
            Iterator<ColumnFamilyHandle> inOrder = opened.iterator();
            for (Family family : Family.values()) {
                handles.put(family, inOrder.next());
            }
        } catch (RocksDBException e) {
            release();
            throw refused(folder, e);
        }
        synced = own(new WriteOptions().setSync(true));
        unsynced = own(new WriteOptions());
        reads = own(new ReadOptions());
        try {
            checkFormat();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static StorageException refused(Path folder, RocksDBException cause) {
        String message = String.valueOf(cause.getMessage());
        // What RocksDB says of a family that this server does not know; it has no code of its own for that.
        if (message.contains("Column families not opened")) {
            return tooNew(cause);
        }
        boolean damaged = category(cause) == Category.CORRUPT;
        return new StorageException(
                category(cause),
                "cannot open the index at " + folder + ": " + message
                        + (damaged ? "; put it back, or have it made again from the files with \"index rebuild\"" : ""),
                cause);
    }

    private static StorageException tooNew(Throwable cause) {
        return new StorageException(
                Category.TOO_NEW, "the index was written by a newer server; start that one on this store", cause);
    }

    private void checkFormat() {
        Optional<byte[]> found = get(Family.META, FORMAT_KEY);
        if (found.isEmpty()) {
            try (WriteBatch batch = new WriteBatch()) {
                batch.put(handle(Family.META), FORMAT_KEY, new byte[] {FORMAT});
                write(batch);
            } catch (RocksDBException e) {
                throw broken(e);
            }
        } else if (found.get().length != 1 || found.get()[0] != FORMAT) {
            throw tooNew(new IllegalStateException("format " + Arrays.toString(found.get())));
        }
    }

    /** Reads all tables and compares their checksums. */
    void verify() {
        enter();
        try {
            db.verifyChecksum();
        } catch (RocksDBException e) {
            throw new StorageException(Category.CORRUPT, "the index is damaged: " + e.getMessage(), e);
        } finally {
            leave();
        }
    }

    ColumnFamilyHandle handle(Family family) {
        ColumnFamilyHandle handle = handles.get(family);
        if (handle == null) {
            throw new IllegalStateException("no column family " + family);
        }
        return handle;
    }

    Queues queues() {
        return queues;
    }

    Optional<byte[]> get(Family family, byte[] key) {
        enter();
        try {
            return Optional.ofNullable(db.get(handle(family), reads, key));
        } catch (RocksDBException e) {
            throw broken(e);
        } finally {
            leave();
        }
    }

    /** A cursor, to be closed by the caller. */
    Cursor iterate(Family family) {
        enter();
        try {
            return new Cursor(db.newIterator(handle(family), reads), this::leave);
        } catch (RuntimeException | Error e) {
            leave();
            throw e;
        }
    }

    /** A cursor for which keys end at one that it does not show, to be closed by the caller. What was deleted beyond costs nothing. */
    Cursor iterate(Family family, Optional<byte[]> end) {
        if (end.isEmpty()) {
            return iterate(family);
        }
        enter();
        Slice bound = new Slice(end.get());
        ReadOptions bounded = new ReadOptions().setIterateUpperBound(bound);
        Runnable release = () -> {
            bounded.close();
            bound.close();
            leave();
        };
        try {
            return new Cursor(db.newIterator(handle(family), bounded), release);
        } catch (RuntimeException | Error e) {
            release.run();
            throw e;
        }
    }

    /** To be called before RocksDB is, with {@link #leave} after it: once it is closed, a call into it would take the whole process down. */
    void enter() {
        inUse.readLock().lock();
        if (closed) {
            inUse.readLock().unlock();
            throw new StorageException(Category.CLOSED, "the store is closed");
        }
    }

    void leave() {
        inUse.readLock().unlock();
    }

    /** Throws {@code CLOSED} where nothing can be asked any more: what memory still knows is no answer then. */
    void checkOpen() {
        enter();
        leave();
    }

    /** Applies a batch durably. Concurrent callers share a sync. */
    void write(WriteBatch batch) {
        enter();
        try {
            durability.committing(() -> {
                try {
                    db.write(synced, batch);
                } catch (RocksDBException e) {
                    throw broken(e);
                }
            });
        } finally {
            leave();
        }
    }

    /** Applies a batch that a power cut may forget, though not a crash of this process. */
    void writeUnsynced(WriteBatch batch) {
        durability.checkWritable();
        enter();
        try {
            db.write(unsynced, batch);
        } catch (RocksDBException e) {
            throw broken(e);
        } finally {
            leave();
        }
    }

    /** Takes tables that were written beside the database into a family, durably, and moves their files into it. */
    void ingest(Family family, List<String> files) {
        enter();
        try (IngestExternalFileOptions moving = new IngestExternalFileOptions().setMoveFiles(true)) {
            durability.committing(() -> {
                try {
                    db.ingestExternalFile(handle(family), files, moving);
                } catch (RocksDBException e) {
                    throw broken(e);
                }
            });
        } finally {
            leave();
        }
    }

    /** How tables of a family are to be written that go to the last level at once. To be closed by the caller. */
    Options tableOptions(Family family) {
        return new Options(options.database(), options.lastLevelOf(family));
    }

    static StorageException broken(RocksDBException cause) {
        return new StorageException(category(cause), "the index failed: " + cause.getMessage(), cause);
    }

    /**
     * A record that could not be appended whole was not committed: RocksDB shows nothing of it, drops the torn end when it
     * opens again, refuses further writes, and goes on by itself, within seconds, when there is room. A sync that meets a
     * full disk is another thing: what it covered is in the file, and may become true.
     */
    private static Category category(RocksDBException cause) {
        Status status = cause.getStatus();
        if (status != null && status.getCode() == Status.Code.Corruption) {
            // A checksum that does not agree will not agree the next time.
            return Category.CORRUPT;
        }
        boolean full = status != null && status.getSubCode() == Status.SubCode.NoSpace;
        return full && !SYNC.matcher(String.valueOf(cause.getMessage())).lookingAt() ? Category.NO_SPACE : Category.IO;
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.add(resource);
        return resource;
    }

    @Override
    public void close() {
        inUse.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                closeDatabase();
            }
        } finally {
            inUse.writeLock().unlock();
        }
    }

    private void closeDatabase() {
        handles.values().forEach(ColumnFamilyHandle::close);
        try {
            db.closeE();
        } catch (RocksDBException e) {
            throw broken(e);
        } finally {
            release();
        }
    }

    private void release() {
        for (int i = owned.size() - 1; i >= 0; i--) {
            try {
                owned.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot release a part of the index", e);
            }
        }
    }
}
