package io.liuhen.benchmarks.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** What an index takes up. */
final class Footprint {
    private Footprint() {}

    /** Bytes of the tables of each family, by its name. The index may be open meanwhile. */
    static Map<String, Long> tableBytes(Path folder) {
        String path = folder.toString();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (Options options = new Options();
                DBOptions database = new DBOptions()) {
            List<byte[]> names = RocksDB.listColumnFamilies(options, path);
            List<ColumnFamilyDescriptor> families =
                    names.stream().map(ColumnFamilyDescriptor::new).toList();
            try (RocksDB db = RocksDB.openReadOnly(database, path, families, handles)) {
                Map<String, Long> bytes = new TreeMap<>();
                for (int i = 0; i < names.size(); i++) {
                    bytes.put(
                            new String(names.get(i), StandardCharsets.UTF_8),
                            db.getLongProperty(handles.get(i), "rocksdb.total-sst-files-size"));
                }
                handles.forEach(ColumnFamilyHandle::close);
                return bytes;
            }
        } catch (RocksDBException e) {
            throw new IllegalStateException("the index at " + folder + " cannot be looked into: " + e.getMessage(), e);
        }
    }

    /** Memory of this process that is not a file's, in bytes, as Linux counts it. */
    static long anonymousBytes() {
        return lines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .sum();
    }

    /** Files that this process has open. */
    static long openFiles() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
