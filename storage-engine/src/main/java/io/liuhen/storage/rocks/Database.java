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
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** An open RocksDB with the engine's families and options. Thread-safe until {@link #close}. */
final class Database implements AutoCloseable {
    private static final int FORMAT = 1;
    private static final byte[] FORMAT_KEY = {'f', 'o', 'r', 'm', 'a', 't'};
    private static final long CACHE_BYTES = 32L << 20;
    private static final long MEMTABLES_BYTES = 48L << 20;
    private static final long WAL_BYTES_MAX = 64L << 20;
    private static final long MEMTABLE_BYTES = 8L << 20;
    private static final int BLOOM_BITS_PER_KEY = 10;

    private final Durability durability;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final Map<Family, ColumnFamilyHandle> handles = new EnumMap<>(Family.class);
    private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

    /** Guarded by {@link #inUse}. */
    private boolean closed;

    private final RocksDB db;
    private final WriteOptions synced;
    private final WriteOptions unsynced;
    private final ReadOptions reads;

    Database(Path folder, Durability durability) {
        this.durability = durability;
        RocksDB.loadLibrary();
        try {
            Cache cache = own(new LRUCache(CACHE_BYTES));
            DBOptions options = own(options());
            ColumnFamilyOptions familyOptions = own(familyOptions(cache));
            List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
            for (Family family : Family.values()) {
                descriptors.add(new ColumnFamilyDescriptor(family.bytes(), familyOptions));
            }
            List<ColumnFamilyHandle> opened = new ArrayList<>();
            db = RocksDB.open(options, folder.toString(), descriptors, opened);
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
        // What RocksDB says of a family that this server does not know; it has no code of its own for that.
        boolean newer = String.valueOf(cause.getMessage()).contains("Column families not opened");
        return newer
                ? tooNew(cause)
                : new StorageException(
                        Category.IO, "cannot open the index at " + folder + ": " + cause.getMessage(), cause);
    }

    private static StorageException tooNew(Throwable cause) {
        return new StorageException(
                Category.TOO_NEW, "the index was written by a newer server; start that one on this store", cause);
    }

    private static DBOptions options() {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                // Only a torn last record is forgiven: it was never synced, so never acknowledged. Damage further up
                // must stop the server instead of silently dropping what comes after it, as the default mode would.
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setMaxTotalWalSize(WAL_BYTES_MAX)
                .setDbWriteBufferSize(MEMTABLES_BYTES)
                .setMaxBackgroundJobs(2)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(4);
    }

    private ColumnFamilyOptions familyOptions(Cache cache) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFilterPolicy(own(new BloomFilter(BLOOM_BITS_PER_KEY)))
                .setFormatVersion(5);
        return new ColumnFamilyOptions()
                .setWriteBufferSize(MEMTABLE_BYTES)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(table);
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

    ColumnFamilyHandle handle(Family family) {
        ColumnFamilyHandle handle = handles.get(family);
        if (handle == null) {
            throw new IllegalStateException("no column family " + family);
        }
        return handle;
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

    static StorageException broken(RocksDBException cause) {
        return new StorageException(Category.IO, "the index failed: " + cause.getMessage(), cause);
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
