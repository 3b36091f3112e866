package io.liuhen.storage.rocks;

import io.liuhen.storage.check.IndexRows;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;

/** The rows of an index that RocksDB has opened for reading only, which writes nothing. Confined to one thread. */
public final class ReadOnlyRows implements IndexRows {
    private final DBOptions options;
    private final RocksDB db;
    private final Map<String, ColumnFamilyHandle> families = new HashMap<>();

    private ReadOnlyRows(DBOptions options, RocksDB db) {
        this.options = options;
        this.db = db;
    }

    /** Opens the index in a folder; whatever RocksDB cannot open is {@code CORRUPT}. */
    public static ReadOnlyRows open(Path folder) {
        RocksDB.loadLibrary();
        DBOptions options = new DBOptions()
                .setParanoidChecks(true)
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setSkipStatsUpdateOnDbOpen(true);
        try (Options plain = new Options()) {
            List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
            for (byte[] name : RocksDB.listColumnFamilies(plain, folder.toString())) {
                descriptors.add(new ColumnFamilyDescriptor(name));
            }
            if (descriptors.isEmpty()) {
                throw new StorageException(Category.CORRUPT, "it has no column family");
            }
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            ReadOnlyRows rows =
                    new ReadOnlyRows(options, RocksDB.openReadOnly(options, folder.toString(), descriptors, handles));
            for (int i = 0; i < handles.size(); i++) {
                String name = new String(descriptors.get(i).getName(), StandardCharsets.UTF_8);
                rows.families.put(name, handles.get(i));
            }
            rows.checkFormat();
            return rows;
        } catch (RocksDBException e) {
            options.close();
            throw damaged(e);
        } catch (RuntimeException | Error e) {
            options.close();
            throw e;
        }
    }

    private void checkFormat() {
        byte[] format = get("default", "format".getBytes(StandardCharsets.US_ASCII))
                .orElseThrow(() -> new StorageException(Category.CORRUPT, "it does not name its version"));
        if (format.length != 1 || format[0] != 1) {
            throw new StorageException(Category.TOO_NEW, "the index has version " + Arrays.toString(format));
        }
    }

    private static StorageException damaged(RocksDBException cause) {
        boolean refused = String.valueOf(cause.getMessage()).contains("Permission denied");
        return new StorageException(
                refused ? Category.IO : Category.CORRUPT, "RocksDB says: " + cause.getMessage(), cause);
    }

    @Override
    public void verifyChecksums() {
        try {
            db.verifyChecksum();
            for (String family : families.keySet()) {
                // Also what is in the log only, which has checksums of its own.
                try (Cursor rows = from(family, new byte[0])) {
                    rows.next();
                }
            }
        } catch (RocksDBException e) {
            throw damaged(e);
        }
    }

    private ColumnFamilyHandle family(String name) {
        ColumnFamilyHandle family = families.get(name);
        if (family == null) {
            throw new StorageException(Category.CORRUPT, "it has no column family " + name);
        }
        return family;
    }

    @Override
    public boolean has(String family) {
        return families.containsKey(family);
    }

    @Override
    public Optional<byte[]> get(String family, byte[] key) {
        try {
            return Optional.ofNullable(db.get(family(family), key));
        } catch (RocksDBException e) {
            throw damaged(e);
        }
    }

    @Override
    public Cursor from(String family, byte[] key) {
        RocksIterator rows = db.newIterator(family(family));
        rows.seek(key);
        return new Rows(rows);
    }

    @Override
    public void close() {
        families.values().forEach(ColumnFamilyHandle::close);
        db.close();
        options.close();
    }

    /** Rows of one family. */
    private static final class Rows implements Cursor {
        private final RocksIterator rows;
        private boolean begun;

        Rows(RocksIterator rows) {
            this.rows = rows;
        }

        @Override
        public boolean next() {
            if (begun) {
                rows.next();
            }
            begun = true;
            if (rows.isValid()) {
                return true;
            }
            try {
                rows.status();
            } catch (RocksDBException e) {
                throw damaged(e);
            }
            return false;
        }

        @Override
        public byte[] key() {
            return rows.key();
        }

        @Override
        public byte[] value() {
            return rows.value();
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
