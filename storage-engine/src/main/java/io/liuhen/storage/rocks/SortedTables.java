package io.liuhen.storage.rocks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * Writes rows of one family, in the order of their keys, into tables beside the database, and hands them over together.
 * Confined to one thread.
 */
final class SortedTables implements AutoCloseable {
    /** What compaction would make them, too. */
    private static final long TABLE_BYTES = 64L << 20;

    private static final int ROWS_BETWEEN_LOOKS = 4096;

    private final Database db;
    private final Family family;
    private final Path stem;
    private final Options options;
    private final EnvOptions environment = new EnvOptions();
    private final List<String> files = new ArrayList<>();
    private SstFileWriter table;
    private long rows;

    /** @param stem what the names of its files begin with; nobody else's do */
    SortedTables(Database db, Family family, Path stem) {
        this.db = db;
        this.family = family;
        this.stem = stem;
        this.options = db.tableOptions(family);
        this.table = next();
    }

    private SstFileWriter next() {
        SstFileWriter writer = new SstFileWriter(environment, options);
        String file = stem + "-" + files.size() + ".sst";
        try {
            writer.open(file);
        } catch (RocksDBException e) {
            writer.close();
            throw Database.broken(e);
        }
        files.add(file);
        return writer;
    }

    /** Adds a row; RocksDB refuses a key that is not larger than the one before. */
    void put(byte[] key, byte[] value) {
        try {
            if (rows > 0 && rows % ROWS_BETWEEN_LOOKS == 0 && table.fileSize() >= TABLE_BYTES) {
                table.finish();
                table.close();
                table = next();
            }
            table.put(key, value);
            rows++;
        } catch (RocksDBException e) {
            throw Database.broken(e);
        }
    }

    /** Makes all rows part of the database, durably and together. */
    void ingest() {
        if (rows == 0) {
            return;
        }
        try {
            table.finish();
        } catch (RocksDBException e) {
            throw Database.broken(e);
        }
        db.ingest(family, files);
    }

    @Override
    public void close() {
        table.close();
        environment.close();
        options.close();
    }
}
