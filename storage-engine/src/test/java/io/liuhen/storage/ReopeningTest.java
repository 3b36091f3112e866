package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.ReadOnlyNote;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A failed sync is final: no restart forgets it, and it takes a check to let the store take writes again. */
final class ReopeningTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private TestStore store;
    private final byte[] content = bytes(3 * MIB + 7, 1);
    private SegmentId sealed = new SegmentId(new java.util.UUID(0x7000L, 0x8000000000000000L));
    private SegmentId open = sealed;

    @BeforeEach
    void fillAndFail() {
        store = new TestStore(folder);
        sealed = store.create(OptionalLong.of(content.length));
        store.write(sealed, 0, content);
        store.seal(sealed, content.length);
        open = store.create(OptionalLong.of(content.length));
        store.write(open, 0, Arrays.copyOf(content, 2 * MIB + 1));
        record("a", 1);
        store.engine()
                .records()
                .record(Facts.of(
                        new LedgerEntry(List.of("a"), CanonicalJson.object().put("of", "a"), CanonicalJson.object())));
        store.engine().ledger().sequenceAll();
        store.disk().failOnce(Action.SYNC, "staging", 1, Category.IO);
        failsAs(
                Category.AMBIGUOUS_COMMIT,
                () -> store.write(open, 2 * MIB + 1, Arrays.copyOfRange(content, 2 * MIB + 1, 2 * MIB + 9)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void record(String name, int version) {
        store.engine()
                .records()
                .record(Facts.of(new Document(
                        new DocumentKey("note", name),
                        version,
                        store.clock().instant(),
                        store.clock().instant(),
                        CanonicalJson.object(),
                        List.of())));
    }

    private Reopening.Report check(boolean despiteFindings) {
        store.close();
        Reopening.Report report = Reopening.run(store.disk(), store.clock(), System::nanoTime, despiteFindings);
        store.restart();
        return report;
    }

    private void findsAndStaysReadOnly(String what) {
        Reopening.Report report = check(false);
        assertFalse(report.reopened());
        assertEquals(1, report.findings().size(), report.findings().toString());
        assertTrue(report.findings().get(0).contains(what), report.findings().toString());
        assertTrue(store.engine().readOnlyReason().isPresent());
    }

    private void flip(Path file, long at) throws IOException {
        byte[] all = Files.readAllBytes(file);
        all[Math.toIntExact(at)] ^= 4;
        Path other = file.resolveSibling("flipped");
        Files.write(other, all);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aRestartForgetsNothing() {
        store.clock().move(Duration.ofHours(5));
        store.restart();
        String reason = store.engine().readOnlyReason().orElse("");
        assertTrue(reason.contains("2026-11-20T08:00:00Z") && reason.contains("SYNC staging"), reason);
        store.restart();
        assertEquals(reason, store.engine().readOnlyReason().orElse(""));
    }

    @Test
    void aStoreThatIsReadOnlyServesReadsAndChangesNothing() throws IOException {
        store.restart();
        List<String> before = listing();
        assertArrayEquals(content, store.read(sealed));
        assertEquals(
                2L * MIB + 1,
                get(store.engine().uploads().find(open))
                        .map(UploadRow::offsetBytes)
                        .orElse(-1L));
        assertEquals(1, store.engine().ledger().about("a", 0, 10).size());
        assertTrue(store.engine().records().newest(new DocumentKey("note", "a")).isPresent());
        failsAs(Category.READ_ONLY, () -> store.create(OptionalLong.of(1)));
        failsAs(Category.READ_ONLY, () -> store.append(open, 2L * MIB + 1));
        failsAs(Category.READ_ONLY, () -> record("b", 1));
        store.engine().tend();
        store.restart();
        assertEquals(before, listing());
    }

    /** All files and their lengths; but for RocksDB's own log, which tells of each opening. */
    private List<String> listing() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> Files.isRegularFile(file)
                            && !file.getFileName().toString().startsWith("LOG"))
                    .map(file -> folder.relativize(file) + " " + file.toFile().length())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aCheckThatFindsNothingLetsTheUploadGoOn() {
        Reopening.Report report = check(false);
        assertEquals(List.of(), report.findings());
        assertTrue(report.reopened());
        assertEquals(1, report.uploads());
        assertEquals(1, report.segments());
        assertTrue(store.engine().readOnlyReason().isEmpty());
        store.write(open, 2L * MIB + 1, Arrays.copyOfRange(content, 2 * MIB + 1, content.length));
        store.seal(open, content.length);
        assertArrayEquals(content, store.read(open));
    }

    @Test
    void aStoreThatIsNotReadOnlyIsLeftAlone() {
        check(false);
        Reopening.Report again = check(false);
        assertTrue(again.note().isEmpty());
        assertFalse(again.reopened());
        assertEquals(0, again.uploads());
    }

    @Test
    void acknowledgedBytesThatChangedAreAFinding() throws IOException {
        flip(folder.resolve("staging/" + open + ".part"), MIB + 5);
        findsAndStaysReadOnly("upload " + open);
    }

    @Test
    void acknowledgedBytesThatAreGoneAreAFinding() throws IOException {
        Files.delete(folder.resolve("staging/" + open + ".part"));
        findsAndStaysReadOnly("upload " + open);
    }

    @Test
    void aSegmentThatWasSealedShortlyBeforeIsReadAgain() throws IOException {
        flip(folder.resolve("vault/2026/11/20/" + sealed + "/original.mp4"), 3);
        findsAndStaysReadOnly("segment " + sealed);
    }

    @Test
    void aDamagedLogIsAFinding() throws IOException {
        flip(folder.resolve("ledger/leaves/0000000000000000.log"), 30);
        findsAndStaysReadOnly("the ledger");
    }

    @Test
    void aDamagedJournalIsAFinding() throws IOException {
        flip(folder.resolve("journal/0000000000000000.log"), 30);
        findsAndStaysReadOnly("the journal");
    }

    @Test
    void aDiskThatStillCannotSyncIsAFinding() {
        store.close();
        store.disk().failAlways(Action.SYNC, "READ_ONLY", Category.IO);
        Reopening.Report report = Reopening.run(store.disk(), store.clock(), System::nanoTime, false);
        assertFalse(report.reopened());
        assertTrue(
                report.findings().get(0).startsWith("the disk: "),
                report.findings().toString());
        assertTrue(ReadOnlyNote.of(store.disk()).isPresent());
        store.disk().heal();
        store.restart();
    }

    @Test
    void anOperatorMayGoOnDespiteFindingsAndTheRestGoesOn() throws IOException {
        flip(folder.resolve("staging/" + open + ".part"), MIB + 5);
        Reopening.Report report = check(true);
        assertEquals(1, report.findings().size());
        assertTrue(report.reopened());
        failsAs(Category.CORRUPT, () -> store.append(open, 2L * MIB + 1));
        store.write(store.create(OptionalLong.of(10)), 0, bytes(10, 2));
    }

    @Test
    void aNoteThatCannotBeWrittenIsNoReasonToGoOnNow() {
        check(false);
        store.disk().failAlways(Action.CREATE, "READ_ONLY", Category.IO);
        store.disk().failOnce(Action.SYNC, "staging", 1, Category.IO);
        failsAs(Category.AMBIGUOUS_COMMIT, () -> store.write(open, 2L * MIB + 1, bytes(10, 2)));
        failsAs(Category.READ_ONLY, () -> store.create(OptionalLong.of(1)));
        store.disk().heal();
        assertTrue(ReadOnlyNote.of(store.disk()).isEmpty(), "the log alone knows");
    }

    @Test
    void aNoteThatNobodyUnderstandsCountsAllTheSame() throws IOException {
        store.close();
        Files.writeString(folder.resolve("READ_ONLY"), "");
        store.restart();
        assertTrue(store.engine().readOnlyReason().isPresent());
        assertEquals(List.of(), check(false).findings());
        assertTrue(store.engine().readOnlyReason().isEmpty());
    }

    @Test
    void aFolderWithoutAStoreAndAStoreInUseCannotBeChecked() {
        failsAs(Category.IN_USE, () -> Reopening.run(store.disk(), store.clock(), System::nanoTime, false));
        failsAs(
                Category.MISSING,
                () -> Reopening.run(
                        io.liuhen.storage.disk.RealDisk.below(folder.resolve("nothing")),
                        store.clock(),
                        System::nanoTime,
                        false));
    }
}
