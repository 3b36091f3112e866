package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.ledger.Ledger;
import io.liuhen.storage.testing.ManualClock;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store is opened, closed and opened again, whatever happened in between. */
final class EngineLifeTest {
    @TempDir
    private Path folder;

    private static Document document(TestStore store, String id, int version) {
        return new Document(
                new DocumentKey("note", id),
                version,
                store.clock().instant(),
                store.clock().instant(),
                CanonicalJson.object().put("version", version),
                List.of());
    }

    private static LedgerEntry entry(String subject, int i) {
        return new LedgerEntry(
                List.of("all", subject),
                CanonicalJson.object().put("by", subject).put("i", i),
                CanonicalJson.object());
    }

    @Test
    void closingCommitsWhatLiveAppendsHaveReceived() {
        byte[] content = bytes(3000, 1);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.empty());
            Append append = store.append(id, 0);
            get(append.write(ByteBuffer.wrap(content)));
            store.reopen();
            assertEquals(
                    3000, get(store.engine().uploads().find(id)).orElseThrow().offsetBytes());
            store.seal(id, 3000);
            assertArrayEquals(content, store.read(id));
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        TestStore store = new TestStore(folder);
        SegmentId id = store.create(OptionalLong.empty());
        store.close();
        failsAs(Category.CLOSED, () -> store.create(OptionalLong.empty()));
        failsAs(Category.CLOSED, () -> get(store.engine().uploads().find(id)));
        failsAs(Category.CLOSED, () -> store.append(id, 0));
        failsAs(Category.CLOSED, () -> get(store.engine().uploads().received(id)));
        failsAs(Category.CLOSED, () -> store.seal(id, 0));
        failsAs(Category.CLOSED, () -> get(store.engine().uploads().endEmpty(id, Facts.none())));
    }

    @Test
    void closingAReadOnlyStoreWithLiveAppendsLeavesNothingOpen() {
        TestStore store = new TestStore(folder);
        List<SegmentId> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SegmentId id = store.create(OptionalLong.empty());
            store.write(id, 0, bytes(10, i));
            get(store.append(id, 10).write(ByteBuffer.wrap(bytes(10, i))));
            ids.add(id);
        }
        store.disk().failOnce(Action.SYNC, "journal", 1, Category.IO);
        failsAs(Category.AMBIGUOUS_COMMIT, () -> store.engine().records().record(Facts.of(document(store, "a", 1))));
        store.reopen();
        for (SegmentId id : ids) {
            assertEquals(
                    10, get(store.engine().uploads().find(id)).orElseThrow().offsetBytes());
        }
        assertEquals(
                1,
                store.engine().records().versions(new DocumentKey("note", "a")).size());
        store.close();
    }

    @Test
    void aStoreOfANewerServerIsRefusedBeforeAnythingInItIsTouched() throws IOException {
        new TestStore(folder).close();
        String format = Files.readString(folder.resolve("FORMAT"));
        assertTrue(format.contains("\"version\":1"), format);
        Files.writeString(folder.resolve("FORMAT"), format.replace("\"version\":1", "\"version\":2"));
        failsAs(Category.TOO_NEW, () -> new TestStore(folder).close());
        for (String damaged : List.of(
                "",
                "{}",
                "x",
                "{\"format\":\"other\",\"version\":1}",
                format.replace(":1,", ":\"1\","),
                format.replace("\"version\":1", "\"version\":0"),
                "{\"format\":\"liuhen-store\"}")) {
            if (!damaged.equals(format)) {
                Files.writeString(folder.resolve("FORMAT"), damaged);
                failsAs(Category.CORRUPT, () -> new TestStore(folder).close());
            }
        }
        Files.writeString(folder.resolve("FORMAT"), format);
        new TestStore(folder).close();
    }

    @Test
    void aStoreMayDieDuringItsFirstOpening() {
        boolean died = true;
        // Every third, because each opens a whole engine twice; the parts' own tests die everywhere.
        for (int count = 0; died; count += 3) {
            died = diedAtFirst(folder.resolve("store" + count), count);
        }
    }

    private static boolean diedAtFirst(Path store, int count) {
        boolean died = false;
        try (TestStore first = new TestStore(store, new EngineConfig(1, 1), count)) {
            assertTrue(first.engine().report().sealsTakenBack().isEmpty());
        } catch (StorageException e) {
            died = true;
        }
        try (TestStore again = new TestStore(store)) {
            SegmentId id = again.create(OptionalLong.empty());
            again.write(id, 0, bytes(10, 1));
        }
        return died;
    }

    @Test
    void bytesThatNoUploadNamesAreReportedAndLeftAlone() throws IOException {
        try (TestStore store = new TestStore(folder)) {
            Path unknown = folder.resolve("staging/017f22e2-79b0-7cc3-98c4-dc0c0c07398f.part");
            Files.write(unknown, bytes(10, 1));
            store.reopen();
            assertEquals(
                    List.of(SegmentId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
                            .orElseThrow()),
                    store.engine().report().unknownPieces());
            assertArrayEquals(bytes(10, 1), Files.readAllBytes(unknown));
        }
    }

    @Test
    void whatAnEndedUploadLeftBehindIsDropped() throws IOException {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.empty());
            assertInstanceOf(Commit.Done.class, get(store.engine().uploads().endEmpty(id, Facts.none())));
            Path staged = folder.resolve("staging/" + id + ".part");
            Files.write(staged, bytes(10, 1));
            store.reopen();
            assertFalse(Files.exists(staged));
            assertEquals(
                    UploadRow.Phase.ENDED,
                    get(store.engine().uploads().find(id)).orElseThrow().phase());
        }
    }

    @Test
    void leasesEndWithTheServerThatHeldThem() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.empty());
            JobKey key = new JobKey("check", id);
            store.engine()
                    .records()
                    .record(Facts.of(new NewJob(key, 0, store.clock().instant())));
            JobRow lease =
                    store.engine().jobs().take("check", 1, Duration.ofHours(1)).get(0);
            store.reopen();
            assertEquals(1, store.engine().report().leasesEnded());
            assertEquals(new Commit.Fenced(), store.engine().jobs().finish(lease, Facts.none()));
            JobRow again =
                    store.engine().jobs().take("check", 1, Duration.ofHours(1)).get(0);
            assertEquals(2, again.takes());
            assertTrue(store.engine().jobs().renew(again, Duration.ofHours(2)));
            assertTrue(store.engine().jobs().retry(again, Duration.ofMinutes(1), "later"));
            assertEquals(List.of(), store.engine().jobs().take("check", 1, Duration.ofHours(1)));
            store.clock().move(Duration.ofMinutes(1));
            JobRow last =
                    store.engine().jobs().take("check", 1, Duration.ofHours(1)).get(0);
            assertInstanceOf(Commit.Done.class, store.engine().jobs().park(last, "no", Facts.none()));
            assertEquals("no", store.engine().jobs().find(key).orElseThrow().reason());
        }
    }

    @Test
    void entriesGetNumbersWithoutGapsInAnOrderThatRespectsCauseAndEffect() throws Exception {
        int writers = 4;
        int each = 25;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try (TestStore store = new TestStore(folder)) {
            List<Future<?>> running = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                String name = "writer" + w;
                running.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        store.engine().records().record(Facts.of(entry(name, i)));
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            store.reopen();
            List<Ledger.Numbered> all = store.engine().ledger().about("all", 0, 1000);
            assertEquals(writers * each, all.size());
            assertEquals(all.size(), store.engine().ledger().head().sizeLeaves());
            for (int i = 0; i < all.size(); i++) {
                assertEquals(i, all.get(i).number());
            }
            for (int w = 0; w < writers; w++) {
                List<Ledger.Numbered> own = store.engine().ledger().about("writer" + w, 0, 1000);
                for (int i = 0; i < each; i++) {
                    assertEquals(i, own.get(i).leaf().path("i").asInt(), "what a writer did later comes later");
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aLedgerThatCouldNotSyncLosesAndDoublesNothing() {
        for (String part : List.of("ledger/leaves", "ledger/details")) {
            try (TestStore store = new TestStore(folder.resolve(part))) {
                store.engine().records().record(Facts.of(entry("a", 0)));
                store.engine().ledger().sequenceAll();
                store.disk().failOnce(Action.SYNC, part, 1, Category.IO);
                store.engine().records().record(Facts.of(entry("a", 1)));
                store.reopen();
                List<Ledger.Numbered> entries = store.engine().ledger().about("a", 0, 10);
                assertEquals(
                        List.of(0L, 1L),
                        entries.stream().map(Ledger.Numbered::number).toList());
                assertEquals(1, entries.get(1).leaf().path("i").asInt());
            }
        }
    }

    @Test
    void aStoreWithoutItsIndexIsRefusedBeforeAnythingIsTouched() throws IOException {
        try (TestStore store = new TestStore(folder.resolve("store"))) {
            store.engine().records().record(Facts.of(entry("a", 0)));
            store.engine().ledger().sequenceAll();
        }
        Path leaves = folder.resolve("store/ledger/leaves/0000000000000000.log");
        byte[] before = Files.readAllBytes(leaves);
        Files.move(folder.resolve("store/index"), folder.resolve("lost"));
        failsAs(Category.CORRUPT, () -> new TestStore(folder.resolve("store")));
        assertArrayEquals(before, Files.readAllBytes(leaves));

        ManualClock later = new ManualClock(Instant.parse("2027-01-01T00:00:00Z"));
        StorageEngine.open(
                        new EngineConfig(1, 1),
                        RealDisk.below(folder.resolve("another")),
                        later,
                        System::nanoTime,
                        SyncObserver.none())
                .close();
        Files.move(folder.resolve("another/index"), folder.resolve("store/index"));
        failsAs(Category.CORRUPT, () -> new TestStore(folder.resolve("store")));
        assertArrayEquals(before, Files.readAllBytes(leaves), "another store's index would have cut it");
    }

    @Test
    void aFolderWithOtherThingsInItIsNoStore() throws IOException {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        Files.writeString(photos.resolve("photo.jpg"), "a photo");
        failsAs(Category.CORRUPT, () -> new TestStore(photos));
        assertTrue(Files.notExists(photos.resolve("index")));
    }

    @Test
    void noMoreUploadsAreKeptAtHandThanWasAllowed() {
        try (TestStore store = new TestStore(folder, new EngineConfig(2, 3))) {
            List<SegmentId> ids = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                ids.add(store.create(OptionalLong.empty()));
                store.write(ids.get(i), 0, bytes(100, i));
                // Letting go of one happens on its own thread, so one more may still be on its way out.
                long open = store.disk().openFiles().stream()
                        .filter(file -> file.startsWith("staging"))
                        .count();
                assertTrue(open <= 5, open + " files are open");
            }
            for (int i = 0; i < 12; i++) {
                store.write(ids.get(i), 100, bytes(100, i));
                store.seal(ids.get(i), 200);
                byte[] twice = Arrays.copyOf(bytes(100, i), 200);
                System.arraycopy(bytes(100, i), 0, twice, 100, 100);
                assertArrayEquals(twice, store.read(ids.get(i)));
            }
        }
    }
}
