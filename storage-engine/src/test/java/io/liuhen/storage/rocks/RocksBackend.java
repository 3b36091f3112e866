package io.liuhen.storage.rocks;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.IndexBackend;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** RocksDB, as the contracts drive it. */
final class RocksBackend implements IndexBackend {
    @Override
    public Index open(Path folder) {
        return RocksIndex.open(folder.resolve("index"), durability(folder));
    }

    private static Durability durability(Path folder) {
        return new Durability(RealDisk.below(folder), () -> 0, SyncObserver.none());
    }

    @Override
    public void makeNewer(Path folder) {
        putFormat(folder, 2);
    }

    @Override
    public void makePresent(Path folder) {
        putFormat(folder, 1);
    }

    private static void putFormat(Path folder, int format) {
        changing(folder, db -> db.put("format".getBytes(StandardCharsets.UTF_8), new byte[] {(byte) format}));
    }

    /** Adds a family of keys that no server knows yet. */
    static void addFamily(Path folder) {
        changing(
                folder,
                db -> db.createColumnFamily(new ColumnFamilyDescriptor("later".getBytes(StandardCharsets.UTF_8)))
                        .close());
    }

    private interface Work {
        void on(RocksDB db) throws RocksDBException;
    }

    private static void changing(Path folder, Work work) {
        String path = folder.resolve("index").toString();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (Options options = new Options()) {
            List<ColumnFamilyDescriptor> families = RocksDB.listColumnFamilies(options, path).stream()
                    .map(ColumnFamilyDescriptor::new)
                    .toList();
            try (RocksDB db = RocksDB.open(path, families, handles)) {
                work.on(db);
                handles.forEach(ColumnFamilyHandle::close);
            }
        } catch (RocksDBException e) {
            throw new AssertionError(e);
        }
    }
}
