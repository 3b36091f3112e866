package io.liuhen.storage;

import static io.liuhen.storage.StoreFiles.copy;
import static io.liuhen.storage.StoreFiles.delete;
import static io.liuhen.storage.StoreFiles.tree;
import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.Uploads.SealOutcome;
import io.liuhen.storage.Uploads.SealRequest;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.rebuild.RebuildReport;
import io.liuhen.storage.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An index that is put back from a backup knows less than the files do. Whatever has happened since: the store is refused
 * and every byte of it, the index included, is as it was; a rebuild brings everything back.
 */
final class OlderIndexTest {
    @TempDir
    private Path folder;

    private Path path;
    private Path index;
    private Path copy;

    @BeforeEach
    void placesAreNamed() {
        path = folder.resolve("store");
        index = path.resolve("index");
        copy = folder.resolve("copy");
    }

    private static Facts entry(String deed) {
        return Facts.of(
                new LedgerEntry(List.of(deed), CanonicalJson.object().put("deed", deed), CanonicalJson.object()));
    }

    private static Facts document(TestStore store) {
        DocumentKey key = new DocumentKey("note", "one");
        return Facts.of(new Document(
                key, 1, store.clock().instant(), store.clock().instant(), CanonicalJson.object(), List.of()));
    }

    private static void seal(TestStore store, SegmentId id, long length, Facts facts) {
        assertInstanceOf(
                SealOutcome.Sealed.class,
                get(store.engine()
                        .uploads()
                        .seal(new SealRequest(id, length, SegmentKind.COMPLETE, List.of(), facts))));
        store.engine().ledger().sequenceAll();
    }

    private void putBackTheCopy() throws IOException {
        delete(index);
        copy(copy, index);
    }

    private void refusedUntouched() throws IOException {
        Map<String, String> before = tree(path);
        for (int time = 0; time < 2; time++) {
            StorageException refusal = failsAs(Category.CORRUPT, () -> new TestStore(path).close());
            assertTrue(String.valueOf(refusal.getMessage()).contains("index rebuild"), refusal.getMessage());
            assertEquals(before, tree(path), "what a refused opening has left");
        }
    }

    private RebuildReport rebuilt() {
        ManualClock clock = new ManualClock(Instant.parse("2026-12-01T08:00:00Z"));
        return new IndexRebuild(RealDisk.below(path), new TestMeaning(), clock, System::nanoTime, step -> {}).run();
    }

    @Test
    void anUploadThatWasSealedSinceStaysSealed() throws IOException {
        SegmentId id;
        try (TestStore store = new TestStore(path)) {
            id = store.create(OptionalLong.of(3000));
            store.write(id, 0, bytes(3000, 3));
        }
        copy(index, copy);
        try (TestStore store = new TestStore(path)) {
            seal(store, id, 3000, entry("sealed"));
        }
        putBackTheCopy();
        refusedUntouched();
        RebuildReport report = rebuilt();
        assertEquals(1, report.segments());
        assertEquals(List.of(), report.lostUploads());
        try (TestStore store = new TestStore(path)) {
            assertArrayEquals(bytes(3000, 3), store.read(id));
        }
    }

    /** As a snapshot of a running server's disk has it: the same opening, so that only the logs can tell. */
    @Test
    void aSealOfTheSameOpeningIsSeenByTheLedger() throws IOException {
        try (TestStore store = new TestStore(path)) {
            SegmentId id = store.create(OptionalLong.of(3000));
            store.write(id, 0, bytes(3000, 3));
            copy(index, copy);
            seal(store, id, 3000, entry("sealed"));
        }
        putBackTheCopy();
        refusedUntouched();
    }

    @Test
    void aDocumentOfTheSameOpeningIsSeenByTheJournal() throws IOException {
        try (TestStore store = new TestStore(path)) {
            SegmentId id = store.create(OptionalLong.of(10));
            store.write(id, 0, bytes(10, 3));
            copy(index, copy);
            seal(store, id, 10, document(store));
        }
        putBackTheCopy();
        refusedUntouched();
    }

    /** A chunk's commit leaves nothing in any log. */
    @Test
    void bytesThatWereAcknowledgedSinceAreNotCutAway() throws IOException {
        SegmentId id;
        try (TestStore store = new TestStore(path)) {
            id = store.create(OptionalLong.of(5000));
            store.write(id, 0, bytes(1000, 3));
        }
        copy(index, copy);
        try (TestStore store = new TestStore(path)) {
            assertEquals(4000, store.write(id, 1000, bytes(3000, 4)));
        }
        putBackTheCopy();
        refusedUntouched();
        assertEquals(List.of(id), rebuilt().lostUploads());
        try (TestStore store = new TestStore(path)) {
            assertEquals(List.of(id), store.engine().report().unknownPieces());
        }
        assertEquals(4000, Files.size(path.resolve("staging/" + id + ".part")));
    }

    @Test
    void theIndexThatARebuildHasReplacedIsOlder() throws IOException {
        try (TestStore store = new TestStore(path)) {
            store.write(store.create(OptionalLong.of(10)), 0, bytes(5, 1));
        }
        Path former = path.resolve(rebuilt().formerIndex());
        delete(index);
        copy(former, index);
        refusedUntouched();
    }

    @Test
    void aStoreThatHasLostALogIsRefusedAndLeftAsItIs() throws IOException {
        try (TestStore store = new TestStore(path)) {
            SegmentId id = store.create(OptionalLong.of(10));
            store.write(id, 0, bytes(10, 3));
            seal(store, id, 10, document(store).and(entry("sealed")));
        }
        for (String log : List.of("journal", "ledger/leaves", "ledger/details")) {
            Path kept = folder.resolve(log.replace('/', '-'));
            Files.move(path.resolve(log), kept);
            assertRefusedAsItIs();
            Files.createDirectory(path.resolve(log));
            assertRefusedAsItIs();
            Files.delete(path.resolve(log));
            Files.move(kept, path.resolve(log));
        }
        new TestStore(path).close();
    }

    private void assertRefusedAsItIs() throws IOException {
        Map<String, String> before = tree(path);
        failsAs(Category.CORRUPT, () -> new TestStore(path).close());
        assertEquals(before, tree(path));
    }
}
