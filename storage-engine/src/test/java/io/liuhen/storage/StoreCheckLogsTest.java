package io.liuhen.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.check.Finding.Sort;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole and sound records that should not be where they are: taken out, put elsewhere, put in twice. */
final class StoreCheckLogsTest {
    private static final int HEADER_BYTES = 16;

    @TempDir
    private Path store;

    @BeforeEach
    void aStoreOfWhichTheIndexIsLost() throws IOException {
        try (TestStore living = new TestStore(store)) {
            for (int version = 1; version <= 4; version++) {
                living.engine()
                        .records()
                        .record(Facts.of(new Document(
                                new DocumentKey("note", "a"),
                                version,
                                living.clock().instant(),
                                living.clock().instant(),
                                CanonicalJson.object().put("schema", 1).put("text", "Version " + version),
                                List.of())));
            }
            new StoreLife(living, 4).withoutTombstones().live(3);
        }
        StoreFiles.delete(store.resolve("index"));
        assertEquals(List.of("index"), paths());
    }

    private List<String> paths() {
        return Heard.of(store).findings().stream()
                .map(finding -> finding.path())
                .toList();
    }

    private Path file(String log) {
        return store.resolve(log).resolve("0000000000000000.log");
    }

    private List<byte[]> records(String log) throws IOException {
        byte[] content = Files.readAllBytes(file(log));
        List<byte[]> records = new ArrayList<>();
        for (int at = HEADER_BYTES; at < content.length; ) {
            int end = at + 8 + ByteBuffer.wrap(content).getInt(at);
            records.add(Arrays.copyOfRange(content, at, end));
            at = end;
        }
        return records;
    }

    private void write(String log, List<byte[]> records) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(Files.readAllBytes(file(log)), 0, HEADER_BYTES);
        records.forEach(content::writeBytes);
        Files.write(file(log), content.toByteArray());
    }

    @Test
    void aVersionThatWasTakenOutIsMissedAndOneThatStandsThereTwiceIsNot() throws IOException {
        List<byte[]> whole = records("journal");
        List<byte[]> changed = new ArrayList<>(whole);
        changed.remove(1);
        write("journal", changed);
        assertTrue(Heard.of(store).has(Sort.MISSING, "journal"));
        changed = new ArrayList<>(whole);
        Collections.swap(changed, 1, 2);
        changed.add(whole.get(0));
        changed.add(whole.get(3));
        write("journal", changed);
        assertEquals(List.of("index"), paths(), "the order may differ a little, and a crash may write a record twice");
    }

    @Test
    void entriesThatWereSwappedTakenOutOrGivenOtherDetailsAreFound() throws IOException {
        for (String log : List.of("ledger/leaves", "ledger/details")) {
            List<byte[]> whole = records(log);
            String sound = Heard.summaryOf(store).root();
            List<byte[]> changed = new ArrayList<>(whole);
            Collections.swap(changed, 0, 1);
            write(log, changed);
            assertTrue(Heard.of(store).has(Sort.DAMAGED, "ledger"), log);
            changed = new ArrayList<>(whole);
            changed.remove(0);
            write(log, changed);
            assertTrue(Heard.of(store).has(Sort.DAMAGED, "ledger"), log);
            write(log, whole.subList(0, whole.size() - 1));
            assertTrue(
                    log.equals("ledger/details")
                            || !Heard.summaryOf(store).root().equals(sound),
                    "without an index, only the root tells that the last leaf is gone");
            write(log, whole);
        }
        assertEquals(List.of("index"), paths());
    }
}
