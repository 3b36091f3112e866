package io.liuhen.storage.rocks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;

/**
 * How RocksDB is told to work. Whatever is not set here is as RocksDB has it; whatever is, has its reason beside it, and
 * its figure in {@code docs/performance.md}.
 */
final class DatabaseOptions implements AutoCloseable {
    /**
     * All of RocksDB's large memory together: blocks of data, indexes and filters, and the memtables, which are charged
     * to it. So the bound does not depend on how many segments there are.
     */
    private static final long MEMORY_BYTES = 64L << 20;

    /** What of it memtables may have before the largest is flushed. */
    private static final long MEMTABLES_BYTES = 32L << 20;

    /** What opening after a crash has to replay at most: a second or two. */
    private static final long WAL_BYTES_MAX = 64L << 20;

    /** Of the 1,024 descriptors that a process has unless it asks for more; beyond that the oldest table is closed. */
    private static final int OPEN_FILES_MAX = 256;

    private static final int BLOOM_BITS_PER_KEY = 10;

    /** Context checksums: a block that stands at another's place does not check, even if it is whole. */
    private static final int TABLE_FORMAT = 6;

    private final List<AutoCloseable> owned = new ArrayList<>();
    private final Map<Family, ColumnFamilyOptions> families = new EnumMap<>(Family.class);
    private final Cache cache;
    private final DBOptions database;

    DatabaseOptions() {
        RocksDB.loadLibrary();
        cache = own(new LRUCache(MEMORY_BYTES));
        database = own(databaseOptions());
        for (Family family : Family.values()) {
            families.put(family, own(familyOptions(family, family.isLookedUp())));
        }
    }

    DBOptions database() {
        return database;
    }

    ColumnFamilyOptions of(Family family) {
        ColumnFamilyOptions options = families.get(family);
        if (options == null) {
            throw new IllegalStateException("no options for " + family);
        }
        return options;
    }

    /** For tables that go to the last level at once. */
    ColumnFamilyOptions lastLevelOf(Family family) {
        return own(familyOptions(family, false));
    }

    private DBOptions databaseOptions() {
        return tracked()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                // Only a record that is cut off at the very end is forgiven: nobody was told that it is durable. Damage
                // further up must stop the server instead of silently dropping what follows, as the default mode would.
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setMaxTotalWalSize(WAL_BYTES_MAX)
                .setWriteBufferManager(own(new WriteBufferManager(MEMTABLES_BYTES, cache)))
                .setMaxBackgroundJobs(2)
                // Looks into every table, so that opening would take longer the more there are.
                .setSkipStatsUpdateOnDbOpen(true)
                .setMaxOpenFiles(OPEN_FILES_MAX)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(4);
    }

    /**
     * There is a log for each family that was not flushed yet, and the end of an older one is no end that a crash could
     * have left: rows that follow it were acknowledged. Without these two, RocksDB forgives a cut or missing older log,
     * too. The first has the length of each closed log in the manifest, the second the last sequence number of each log
     * in the one after it. Java has no methods for them.
     */
    private static DBOptions tracked() {
        Properties tracked = new Properties();
        tracked.setProperty("track_and_verify_wals_in_manifest", "true");
        tracked.setProperty("track_and_verify_wals", "true");
        DBOptions options = DBOptions.getDBOptionsFromProps(tracked);
        if (options == null) {
            throw new IllegalStateException("RocksDB does not know " + tracked);
        }
        return options;
    }

    private ColumnFamilyOptions familyOptions(Family family, boolean filtered) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                // Indexes and filters count as memory like everything else, and come in pieces of a block: whole, those
                // of one table are as large as a thousand of its blocks, and a lookup would push everything else out.
                .setCacheIndexAndFilterBlocks(true)
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setBlockSize(family.blockBytes())
                .setFormatVersion(TABLE_FORMAT);
        if (filtered) {
            table.setFilterPolicy(own(new BloomFilter(BLOOM_BITS_PER_KEY)));
        }
        ColumnFamilyOptions options = new ColumnFamilyOptions()
                .setWriteBufferSize(family.memtableBytes())
                // Nearly every lookup finds something, and then in the last level, where nine tenths of all rows are:
                // a filter there would cost memory and say yes.
                .setOptimizeFiltersForHits(true)
                .setTableFormatConfig(table);
        return family.isCompressible()
                // What is young is compressed quickly; what has come to the last level, once more and well.
                ? options.setCompressionType(CompressionType.LZ4_COMPRESSION)
                        .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION)
                : options.setCompressionType(CompressionType.NO_COMPRESSION);
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.add(resource);
        return resource;
    }

    @Override
    public void close() {
        for (int i = owned.size() - 1; i >= 0; i--) {
            try {
                owned.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot release the options of the index", e);
            }
        }
    }
}
