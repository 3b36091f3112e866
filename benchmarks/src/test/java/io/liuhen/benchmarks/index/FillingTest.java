package io.liuhen.benchmarks.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.rocks.RocksIndex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** What is loaded in bulk is, row by row, what uploads would have left. */
final class FillingTest {
    /** More recordings than devices and makers, so that some have several recordings; and the last case is not complete. */
    private static final int SEGMENTS = 4 * 203;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {91_000_000, 64 << 20, 1_000})
    void aLoadedIndexIsTheUploadedOne(long lengthBytes) throws Exception {
        int segments = lengthBytes == 91_000_000 ? SEGMENTS : 8;
        Archive archive = new Archive(100_000, lengthBytes);
        Path loaded = folder("loaded");
        new Filling(archive, segments).fill(loaded, durability());
        Path uploaded = folder("uploaded");
        try (Index index = RocksIndex.open(uploaded, durability())) {
            new Uploading(index, archive).upload(segments);
        }
        Map<String, List<String>> expected = rows(uploaded);
        Map<String, List<String>> found = rows(loaded);
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((family, rows) -> assertEquals(rows, found.get(family), family));
        int rows = expected.values().stream().mapToInt(List::size).sum();
        assertTrue(rows > 30 * segments, rows + " rows of " + segments + " segments");
    }

    @Test
    void everyQuestionHasItsAnswer() throws Exception {
        int segments = 4_000;
        Archive archive = new Archive(100_000, 91_000_000);
        Path loaded = folder("loaded");
        new Filling(archive, segments).fill(loaded, durability());
        try (Index index = RocksIndex.open(loaded, durability())) {
            Uploading more = new Uploading(index, archive);
            assertEquals(segments, more.count());
            more.upload(400);
            assertEquals(
                    List.of(),
                    new Questions(index, archive, more.count())
                            .ask(20).stream()
                                    .filter(latencies -> latencies.micros(1) <= 0)
                                    .toList());
        }
    }

    private Path folder(String name) throws Exception {
        return Files.createDirectories(folder.resolve(name)).resolve("index");
    }

    private Durability durability() {
        return new Durability(RealDisk.below(folder), System::nanoTime, SyncObserver.none());
    }

    private static Map<String, List<String>> rows(Path index) throws RocksDBException {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (Options options = new Options();
                DBOptions database = new DBOptions()) {
            List<byte[]> names = RocksDB.listColumnFamilies(options, index.toString());
            List<ColumnFamilyDescriptor> families =
                    names.stream().map(ColumnFamilyDescriptor::new).toList();
            try (RocksDB db = RocksDB.openReadOnly(database, index.toString(), families, handles)) {
                Map<String, List<String>> rows = new TreeMap<>();
                for (int i = 0; i < handles.size(); i++) {
                    rows.put(new String(names.get(i), StandardCharsets.UTF_8), rows(db, handles.get(i)));
                    handles.get(i).close();
                }
                return rows;
            }
        }
    }

    private static List<String> rows(RocksDB db, ColumnFamilyHandle family) {
        List<String> rows = new ArrayList<>();
        try (RocksIterator row = db.newIterator(family)) {
            for (row.seekToFirst(); row.isValid(); row.next()) {
                rows.add(HexFormat.of().formatHex(row.key()) + " = "
                        + HexFormat.of().formatHex(row.value()));
            }
        }
        return rows;
    }
}
