package io.liuhen.storage;

import static io.liuhen.storage.StoreFiles.copy;
import static io.liuhen.storage.StoreFiles.delete;
import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.StoreLife.Answers;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow.Phase;
import io.liuhen.storage.rebuild.RebuildReport;
import io.liuhen.storage.testing.ManualClock;
import io.liuhen.storage.testing.TracingDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index is made again from files alone, with the same answers. */
final class IndexRebuildTest {
    private static final int SEGMENTS = Integer.getInteger("liuhen.rebuild.segments", 2000);

    @TempDir
    private Path folder;

    private static RebuildReport rebuild(Path store) {
        return rebuild(new TracingDisk(RealDisk.below(store)), step -> {});
    }

    private static RebuildReport rebuild(TracingDisk disk, Consumer<String> progress) {
        ManualClock clock = new ManualClock(Instant.parse("2026-12-01T08:00:00Z"));
        RebuildReport report = new IndexRebuild(disk, new TestMeaning(), clock, System::nanoTime, progress).run();
        assertEquals(List.of(), disk.openFiles());
        return report;
    }

    @Test
    void aRebuiltIndexAnswersAsTheOldOneDidOnThousandsOfSegments() throws IOException {
        int withFiles;
        Answers before;
        StoreLife life;
        try (TestStore store = new TestStore(folder, new EngineConfig(8, 64))) {
            life = new StoreLife(store, TestStore.SEED);
            life.live(SEGMENTS);
            store.reopen();
            int gone = life.tombstones().size();
            life.live(40);
            withFiles = life.tombstones().size() - gone;
            before = life.answers();
        }
        delete(folder.resolve("index"));
        failsAs(Category.CORRUPT, () -> new TestStore(folder));
        RebuildReport report = rebuild(folder);
        assertEquals(List.of(), report.findings());
        assertEquals("", report.formerIndex());
        assertEquals(life.openWithBytes(), report.lostUploads());
        assertEquals(before.segments().size(), report.segments());
        assertTrue(withFiles > 0, "segments that are disposed of, and whose files are there");
        assertEquals(withFiles, report.disposed());
        assertEquals(before.head().root(), report.root());
        Heard checked = Heard.of(folder);
        assertEquals(List.of(), checked.findings());
        try (TestStore store = new TestStore(folder)) {
            life.goOnWith(store);
            Answers after = life.answers();
            assertEquals(before.segments(), after.segments());
            assertEquals(before.listings(), after.listings());
            assertEquals(before.documents(), after.documents());
            assertEquals(before.head(), after.head());
            assertEquals(before.entries(), after.entries());
            assertEquals(before.contents(), after.contents());
            assertTrue(
                    after.jobsToDo().containsAll(before.jobsToDo()),
                    () -> "forgotten: "
                            + before.jobsToDo().stream()
                                    .filter(job -> !after.jobsToDo().contains(job))
                                    .toList());
            assertEquals(report.lostUploads(), store.engine().report().unknownPieces());
            assertEquals(List.of(), foldersOf(life.tombstones()), "what was disposed of is gone now");
            life.checkClosedUploads();
            // And life goes on: numbers, versions, bytes.
            life.live(20);
            store.reopen();
            assertTrue(life.answers().entries().size() > after.entries().size());
        }
    }

    @Test
    void whatAnOpenUploadHadIsKeptAndTakesNoMoreBytes() throws IOException {
        SegmentId id;
        try (TestStore store = new TestStore(folder)) {
            id = store.create(OptionalLong.of(5000));
            store.write(id, 0, bytes(1000, 1));
        }
        assertEquals(List.of(id), rebuild(folder).lostUploads());
        try (TestStore store = new TestStore(folder)) {
            for (int opening = 0; opening < 2; opening++) {
                assertEquals(List.of(id), store.engine().report().unknownPieces());
                assertEquals(
                        Phase.LOST,
                        get(store.engine().uploads().find(id)).orElseThrow().phase());
                assertEquals(
                        new AppendOutcome.NotOpen(),
                        get(store.engine().uploads().append(id, 1000)));
                store.reopen();
            }
        }
        assertArrayEquals(bytes(1000, 1), Files.readAllBytes(folder.resolve("staging/" + id + ".part")));
    }

    @Test
    void aSealThatWasUnderWayIsFinishedWhereverItStood() throws IOException {
        int finished = 0;
        int takenBack = 0;
        boolean died = true;
        for (int operations = 0; died; operations++) {
            Path each = folder.resolve("store" + operations);
            TestStore store = new TestStore(each);
            SegmentId id = store.create(OptionalLong.empty());
            store.write(id, 0, bytes(1000, 7));
            store.disk().stopAfter(operations);
            try {
                store.seal(id, 1000);
                died = false;
            } catch (StorageException e) {
                store.disk().heal();
            }
            store.engine().close();
            delete(each.resolve("index"));
            RebuildReport report = rebuild(each);
            assertEquals(List.of(), report.findings(), "after " + operations);
            try (TestStore again = new TestStore(each)) {
                if (report.lostUploads().isEmpty()) {
                    assertArrayEquals(bytes(1000, 7), again.read(id));
                    finished++;
                } else {
                    assertEquals(List.of(id), report.lostUploads());
                    assertTrue(Files.notExists(each.resolve("vault/2026/11/20/" + id)));
                    takenBack++;
                }
            }
        }
        assertTrue(finished > 3 && takenBack > 1, finished + " finished, " + takenBack + " taken back");
    }

    @Test
    void aRebuildThatDiesAnywhereIsBegunAgain() throws IOException {
        Answers before;
        StoreLife life;
        try (TestStore store = new TestStore(folder)) {
            life = new StoreLife(store, 5);
            life.live(30);
            store.reopen();
            before = life.answers();
        }
        delete(folder.resolve("index"));
        AtomicInteger steps = new AtomicInteger();
        for (int last = 1; last <= 3; last++) {
            int dies = last;
            steps.set(0);
            TracingDisk disk = new TracingDisk(RealDisk.below(folder));
            assertThrows(
                    IllegalStateException.class,
                    () -> rebuild(disk, step -> {
                        if (steps.incrementAndGet() == dies) {
                            throw new IllegalStateException("killed");
                        }
                    }));
            failsAs(Category.CORRUPT, () -> new TestStore(folder));
        }
        for (int operations = 0; operations < 40; operations += 3) {
            TracingDisk disk = new TracingDisk(RealDisk.below(folder));
            disk.stopAfter(operations);
            try {
                rebuild(disk, step -> {});
                break;
            } catch (StorageException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("ordered by a test"), e.getMessage());
            }
        }
        rebuild(folder);
        try (TestStore store = new TestStore(folder)) {
            life.goOnWith(store);
            Answers after = life.answers();
            assertEquals(before.segments(), after.segments());
            assertEquals(before.listings(), after.listings());
            assertEquals(before.documents(), after.documents());
            assertEquals(before.head(), after.head());
        }
    }

    @Test
    void anOlderIndexIsRefusedAndNothingIsCutAwayAndARebuildBringsEverythingBack() throws IOException {
        Answers before;
        StoreLife life;
        try (TestStore store = new TestStore(folder.resolve("store"))) {
            life = new StoreLife(store, 9);
            life.live(20);
            store.reopen();
        }
        copy(folder.resolve("store/index"), folder.resolve("older"));
        try (TestStore store = new TestStore(folder.resolve("store"))) {
            life.goOnWith(store);
            life.live(20);
            store.reopen();
            before = life.answers();
        }
        List<byte[]> logs = logs();
        delete(folder.resolve("store/index"));
        copy(folder.resolve("older"), folder.resolve("store/index"));
        StorageException refused = failsAs(Category.CORRUPT, () -> new TestStore(folder.resolve("store")));
        assertTrue(String.valueOf(refused.getMessage()).contains("index rebuild"), refused.getMessage());
        List<byte[]> after = logs();
        for (int i = 0; i < logs.size(); i++) {
            assertArrayEquals(logs.get(i), after.get(i));
        }
        RebuildReport report = rebuild(folder.resolve("store"));
        assertEquals("index.2026-12-01T08-00-00Z", report.formerIndex());
        assertTrue(Files.exists(folder.resolve("store").resolve(report.formerIndex() + "/CURRENT")));
        try (TestStore store = new TestStore(folder.resolve("store"))) {
            life.goOnWith(store);
            assertEquals(before.documents(), life.answers().documents());
            assertEquals(before.head(), life.answers().head());
        }
    }

    private List<byte[]> logs() throws IOException {
        Path store = folder.resolve("store");
        return List.of(
                Files.readAllBytes(store.resolve("journal/0000000000000000.log")),
                Files.readAllBytes(store.resolve("ledger/leaves/0000000000000000.log")),
                Files.readAllBytes(store.resolve("ledger/details/0000000000000000.log")));
    }

    @Test
    void aDamagedOrMissingFileStopsTheRebuildOrIsNamed() throws IOException {
        SegmentId id;
        Path store = folder.resolve("store");
        try (TestStore sound = new TestStore(store)) {
            id = sound.create(OptionalLong.empty());
            sound.seal(id, 0);
            new StoreLife(sound, 3).live(5);
        }
        failsAs(Category.CORRUPT, () -> rebuild(folder.resolve("empty")));
        Path journal = store.resolve("journal/0000000000000000.log");
        byte[] whole = Files.readAllBytes(journal);
        byte[] damaged = whole.clone();
        damaged[40] ^= 1;
        Files.write(journal, damaged);
        failsAs(Category.CORRUPT, () -> rebuild(store));
        Files.delete(journal);
        failsAs(Category.CORRUPT, () -> rebuild(store));
        Files.write(journal, whole);
        assertTrue(Files.exists(store.resolve("index/CURRENT")), "the former index stays until there is a new one");
        Path sealed = store.resolve("vault/2026/11/20/" + id);
        assertTrue(sealed.resolve("manifest.json").toFile().setWritable(true));
        Files.writeString(sealed.resolve("manifest.json"), "{}");
        RebuildReport report = rebuild(store);
        assertEquals(1, report.findingCount());
        assertTrue(report.findings().get(0).contains(id.toString()), report.findings()::toString);
    }

    private List<Path> foldersOf(Set<SegmentId> ids) throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("vault"))) {
            return all.filter(path -> SegmentId.parse(path.getFileName().toString())
                            .filter(ids::contains)
                            .isPresent())
                    .toList();
        }
    }
}
