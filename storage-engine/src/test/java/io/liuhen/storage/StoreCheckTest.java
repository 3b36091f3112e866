package io.liuhen.storage;

import static io.liuhen.storage.StoreFiles.copy;
import static io.liuhen.storage.StoreFiles.cut;
import static io.liuhen.storage.StoreFiles.delete;
import static io.liuhen.storage.StoreFiles.flip;
import static io.liuhen.storage.StoreFiles.put;
import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.check.CheckSummary;
import io.liuhen.storage.check.Finding.Sort;
import io.liuhen.storage.disk.RealFolderView;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each damage is found and named where it is; a sound store, whatever its life was, gives no finding. */
final class StoreCheckTest {
    @TempDir
    private Path folder;

    private Path store;
    private SegmentId sealed;
    private SegmentId other;
    private SegmentId open;

    @BeforeEach
    void aStoreWithALife() {
        store = folder.resolve("store");
        try (TestStore living = new TestStore(store)) {
            sealed = living.create(OptionalLong.empty());
            living.write(sealed, 0, bytes((2 << 20) + 500, 1));
            living.seal(sealed, (2 << 20) + 500);
            other = living.create(OptionalLong.empty());
            living.write(other, 0, bytes(700, 2));
            living.seal(other, 700);
            open = living.create(OptionalLong.empty());
            living.write(open, 0, bytes((1 << 20) + 9, 3));
            new StoreLife(living, TestStore.SEED).withoutTombstones().live(12);
        }
        Heard sound = Heard.of(store);
        assertEquals(List.of(), sound.findings());
        assertTrue(sound.notes().stream().anyMatch(note -> note.contains(open.toString())), sound.notes()::toString);
    }

    private Path vault(SegmentId id, String file) {
        return store.resolve("vault/2026/11/20").resolve(id.toString()).resolve(file);
    }

    private void finds(Sort sort, String path) {
        Heard heard = Heard.of(store);
        assertTrue(heard.has(sort, path), () -> sort + " " + path + " is not among " + heard.findings());
    }

    @Test
    void aFlippedBitInAnOriginalIsFoundWithItsBlockButNotByAQuickLook() throws IOException {
        flip(vault(sealed, "original.mp4"), (1 << 20) + 5);
        Heard heard = Heard.of(store);
        assertEquals(1, heard.findings().size(), heard.findings()::toString);
        assertEquals(Sort.DAMAGED, heard.findings().get(0).sort());
        assertTrue(heard.findings().get(0).detail().contains("the first is block 1"), heard.findings()::toString);
        assertEquals(List.of(), Heard.of(store, true).findings());
    }

    @Test
    void aFlippedBitInAManifestIsFoundWhereverItIs() throws IOException {
        Path manifest = vault(other, "manifest.json");
        byte[] whole = Files.readAllBytes(manifest);
        for (int at = 0; at < whole.length; at += 7) {
            flip(manifest, at);
            Heard heard = Heard.of(store, true);
            assertTrue(heard.has(Sort.CONTRADICTORY, other + "/manifest.json"), "at " + at + ": " + heard.findings());
            put(manifest, whole);
        }
    }

    @Test
    void damagedBlockChecksumsAreToldFromDamagedContent() throws IOException {
        Path manifest = vault(other, "manifest.json");
        String text = Files.readString(manifest);
        int at = text.indexOf("\"crc32c\":\"") + 10;
        char changed = text.charAt(at) == 'A' ? 'B' : 'A';
        put(manifest, (text.substring(0, at) + changed + text.substring(at + 1)).getBytes(StandardCharsets.UTF_8));
        Heard heard = Heard.of(store);
        assertTrue(
                heard.findings().stream()
                        .anyMatch(finding -> finding.detail().contains("so the checksums are damaged")),
                heard.findings()::toString);
        finds(Sort.CONTRADICTORY, "index");
    }

    @Test
    void everyLineOfADaysListMustBeTrueInBothDirections() throws IOException {
        Path sums = store.resolve("vault/2026/11/20/SHA256SUMS");
        List<String> lines = Files.readAllLines(sums);
        byte[] whole = Files.readAllBytes(sums);
        flip(sums, 3);
        Heard flipped = Heard.of(store);
        assertTrue(
                flipped.has(Sort.CONTRADICTORY, lines.get(0).substring(66)) || flipped.has(Sort.DAMAGED, "SHA256SUMS"));
        flip(sums, 3);
        flip(sums, 70);
        assertFalse(Heard.of(store).findings().isEmpty());
        put(sums, (String.join("\n", lines.subList(1, lines.size())) + "\n").getBytes(StandardCharsets.UTF_8));
        finds(Sort.UNTRACKED, lines.get(0).substring(66));
        put(
                sums,
                (String.join("\n", lines) + "\n" + lines.get(0).substring(0, 64) + "  " + open + "/original.mp4\n")
                        .getBytes(StandardCharsets.UTF_8));
        finds(Sort.MISSING, open + "/original.mp4");
        put(sums, (String.join("\n", lines) + "\n" + lines.get(0) + "\n").getBytes(StandardCharsets.UTF_8));
        finds(Sort.CONTRADICTORY, "SHA256SUMS");
        Files.delete(sums);
        finds(Sort.UNTRACKED, sealed + "/original.mp4");
        Files.write(sums, whole);
        assertEquals(List.of(), Heard.of(store).findings());
    }

    @Test
    void truncatedMissingSwappedAndRenamedOriginalsAreFound() throws IOException {
        Path one = vault(sealed, "original.mp4");
        Path two = vault(other, "original.mp4");
        byte[] whole = Files.readAllBytes(two);
        cut(two, 1);
        finds(Sort.TRUNCATED, other + "/original.mp4");
        put(two, Arrays.copyOf(whole, whole.length + 1));
        finds(Sort.DAMAGED, other + "/original.mp4");
        Files.delete(two);
        finds(Sort.MISSING, other + "/original.mp4");
        put(one, whole);
        finds(Sort.TRUNCATED, sealed + "/original.mp4");
        Files.move(one, vault(sealed, "original.avi"));
        finds(Sort.MISSING, sealed + "/original.mp4");
        finds(Sort.FOREIGN, sealed + "/original.avi");
    }

    @Test
    void missingForgottenAndForeignFoldersAreFound() throws IOException {
        Path day = store.resolve("vault/2026/11/20");
        Path folderOfOther = day.resolve(other.toString());
        Files.move(folderOfOther, folder.resolve("aside"));
        finds(Sort.MISSING, "vault/2026/11/20/" + other);
        Files.move(folder.resolve("aside"), folderOfOther);
        String unknown = "01a1f7f8-3000-7000-8000-000000000000";
        Files.createDirectories(day.resolve(unknown));
        finds(Sort.UNTRACKED, unknown);
        finds(Sort.MISSING, unknown + "/manifest.json");
        Files.delete(day.resolve(unknown));
        for (String foreign :
                List.of("vault/2026/11/20/notes.txt", "vault/x", "staging/x", "ledger/x", "journal/x", "x")) {
            Files.writeString(store.resolve(foreign), "x");
            finds(Sort.FOREIGN, foreign);
            Files.delete(store.resolve(foreign));
        }
        assertEquals(List.of(), Heard.of(store).findings());
    }

    @Test
    void damageInAnyLogIsFoundInItsFile() throws IOException {
        for (String log : List.of("journal", "ledger/leaves", "ledger/details")) {
            Path file = store.resolve(log + "/0000000000000000.log");
            byte[] whole = Files.readAllBytes(file);
            Random random = new Random(TestStore.SEED);
            for (int i = 0; i < 12; i++) {
                int at = i == 0 ? 3 : random.nextInt(whole.length);
                flip(file, at);
                Heard heard = Heard.of(store, true);
                assertTrue(heard.has(Sort.DAMAGED, log), log + " at " + at + ": " + heard.findings());
                put(file, whole);
            }
            cut(file, 1);
            finds(Sort.DAMAGED, log);
            cut(file, whole.length - 17);
            assertFalse(Heard.of(store, true).findings().isEmpty());
            Files.delete(file);
            finds(Sort.MISSING, log);
            Files.write(file, whole);
        }
        assertEquals(List.of(), Heard.of(store).findings());
    }

    @Test
    void aDamagedIndexIsAFindingAndTheFilesAreCheckedWithoutIt() throws IOException {
        flip(vault(sealed, "original.mp4"), 5);
        int found = 0;
        for (Path file : indexFiles()) {
            byte[] whole = Files.readAllBytes(file);
            String name = String.valueOf(file.getFileName());
            for (int part = 1; part <= 3; part++) {
                put(file, whole);
                // In front, where a table has its rows. Of what follows, RocksDB's own check leaves out the filters:
                // damage in those is found by whoever reads one.
                flip(file, (long) whole.length * part / 20);
                Heard heard = Heard.of(store, true);
                assertTrue(
                        heard.findings().stream()
                                .anyMatch(finding -> finding.path().equals("index")),
                        name + ", part " + part + ": " + heard.findings());
                found++;
            }
            Files.delete(file);
            Heard heard = Heard.of(store);
            assertTrue(heard.has(Sort.DAMAGED, "index") || heard.has(Sort.MISSING, "index"), name);
            assertTrue(heard.has(Sort.DAMAGED, sealed + "/original.mp4"), "the rest is checked all the same");
            Files.write(file, whole);
        }
        assertTrue(found > 3, "only " + found + " damages were planted");
    }

    /** Those that RocksDB reads; its own notes for people are not among them. */
    private List<Path> indexFiles() throws IOException {
        try (TestStore flushed = new TestStore(store)) {
            assertTrue(flushed.engine().report().openUploads() > 0);
        }
        try (Stream<Path> files = Files.list(store.resolve("index"))) {
            return files.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return name.endsWith(".sst") || name.startsWith("MANIFEST") || name.equals("CURRENT");
                    })
                    .toList();
        }
    }

    @Test
    void anIndexThatIsSoundButAnothersOrOlderContradictsTheFiles() throws IOException {
        Path older = folder.resolve("older");
        copy(store.resolve("index"), older);
        SegmentId late;
        try (TestStore living = new TestStore(store)) {
            living.clock().move(Duration.ofMinutes(5));
            late = living.create(OptionalLong.empty());
            living.write(late, 0, bytes(50, 9));
            living.seal(late, 50);
        }
        Path now = folder.resolve("now");
        Files.move(store.resolve("index"), now);
        finds(Sort.MISSING, "index");
        copy(older, store.resolve("index"));
        finds(Sort.UNTRACKED, late.toString());
        finds(Sort.CONTRADICTORY, "index");
        delete(store.resolve("index"));
        copy(now, store.resolve("index"));
        assertEquals(List.of(), Heard.of(store).findings());
        String format = Files.readString(store.resolve("FORMAT"));
        Files.writeString(store.resolve("FORMAT"), format.replaceFirst("T[0-9]{2}", "T03"));
        finds(Sort.CONTRADICTORY, "index");
    }

    @Test
    void acknowledgedBytesOfAnOpenUploadAreChecked() throws IOException {
        Path staged = store.resolve("staging/" + open + ".part");
        byte[] whole = Files.readAllBytes(staged);
        for (int at : List.of(0, 1 << 20)) {
            flip(staged, at);
            finds(Sort.DAMAGED, open.toString());
            put(staged, whole);
        }
        Files.write(staged, Arrays.copyOf(whole, whole.length + 10));
        assertEquals(List.of(), Heard.of(store).findings(), "what was not acknowledged is no finding");
        cut(staged, 11);
        finds(Sort.TRUNCATED, open.toString());
        Files.delete(staged);
        finds(Sort.MISSING, open.toString());
    }

    @Test
    void whatACrashLeavesIsNoted() throws IOException {
        boolean died = true;
        for (int operations = 0; died; operations++) {
            Path each = folder.resolve("crash" + operations);
            TestStore crashing = new TestStore(each);
            SegmentId id = crashing.create(OptionalLong.empty());
            crashing.write(id, 0, bytes(1000, 7));
            crashing.disk().stopAfter(operations);
            try {
                crashing.seal(id, 1000);
                died = false;
            } catch (StorageException e) {
                crashing.disk().heal();
            }
            crashing.engine().close();
            assertEquals(List.of(), Heard.of(each).findings(), "after " + operations);
        }
    }

    @Test
    void whatCannotBeReadIsSaidAndTheRestIsChecked() throws IOException {
        flip(vault(sealed, "original.mp4"), 1);
        Heard heard = Heard.of(new UnreadableFolder(RealFolderView.below(store), other + "/manifest.json"));
        assertEquals(List.of("vault/2026/11/20/" + other), heard.unables());
        assertTrue(heard.has(Sort.DAMAGED, sealed + "/original.mp4"));
        assertEquals(1, heard.findings().size(), heard.findings()::toString);
        for (String part : List.of("journal", "ledger", "staging")) {
            assertEquals(
                    List.of(part),
                    Heard.of(new UnreadableFolder(RealFolderView.below(store), part))
                            .unables());
        }
    }

    @Test
    void checkingChangesNothingAndRefusesAStoreThatIsInUse() throws IOException {
        Map<String, FileTime> before = files();
        CheckSummary summary = Heard.summaryOf(store);
        assertEquals(before, files());
        assertTrue(summary.indexCompared());
        assertTrue(summary.segments() >= 2 && summary.contentBytes() > 2 << 20, summary::toString);
        try (TestStore living = new TestStore(store)) {
            assertEquals(
                    living.engine().ledger().head().root().toString(),
                    summary.root(),
                    "the tree that the ledger tells of");
            failsAs(Category.IN_USE, () -> Heard.of(store));
        }
        failsAs(Category.MISSING, () -> Heard.of(folder.resolve("nowhere")));
        String format = Files.readString(store.resolve("FORMAT"));
        Files.writeString(store.resolve("FORMAT"), format.replace("\"version\":1", "\"version\":2"));
        failsAs(Category.TOO_NEW, () -> Heard.of(store));
    }

    private Map<String, FileTime> files() throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        try (Stream<Path> all = Files.walk(store)) {
            for (Path each : all.toList()) {
                times.put(each + " " + Files.size(each), Files.getLastModifiedTime(each));
            }
        }
        return times;
    }
}
