package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.Uploads.SealOutcome;
import io.liuhen.storage.Uploads.SealRequest;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A seal makes an upload a segment, together with what becomes true by it, once and as a whole. */
final class SealTest {
    private static final DocumentKey KEY = new DocumentKey("note", "a");

    @TempDir
    private Path folder;

    private final byte[] content = bytes(5000, 17);

    private SegmentId received(TestStore store) {
        SegmentId id = store.create(OptionalLong.of(content.length));
        store.write(id, 0, content);
        return id;
    }

    private static SealOutcome seal(TestStore store, SegmentId id, long length, Facts facts) {
        return get(store.engine()
                .uploads()
                .seal(new SealRequest(id, length, SegmentKind.COMPLETE, List.of(new Term("by", "x")), facts)));
    }

    private static Facts facts(TestStore store, SegmentId id, int version) {
        Document document = new Document(
                KEY, version, store.clock().instant(), store.clock().instant(), CanonicalJson.object(), List.of());
        LedgerEntry entry = new LedgerEntry(List.of("sealed"), CanonicalJson.object(), CanonicalJson.object());
        return Facts.of(document)
                .and(Facts.of(entry))
                .and(Facts.of(
                        new NewJob(new JobKey("check", id), 0, store.clock().instant())));
    }

    @Test
    void everythingThatComesWithASealIsThere() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = received(store);
            assertInstanceOf(SealOutcome.Sealed.class, seal(store, id, content.length, facts(store, id, 1)));
            store.reopen();
            assertArrayEquals(content, store.read(id));
            assertEquals(1, store.engine().records().newest(KEY).orElseThrow().version());
            assertEquals(1, store.engine().ledger().about("sealed", 0, 10).size());
            assertEquals(1, store.engine().jobs().about(id).size());
            DocumentIndex.Query query = new DocumentIndex.Query(
                    Facts.SEGMENT,
                    new Term("by", "x"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    10,
                    DocumentIndex.Order.NEWEST_FIRST);
            assertEquals(
                    List.of(id.toString()),
                    store.engine().records().find(query).hits().stream()
                            .map(DocumentIndex.Hit::id)
                            .toList());
        }
    }

    @Test
    void factsThatConflictLeaveTheUploadOpenAndTheVaultAsItWas() throws IOException {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = received(store);
            SealOutcome outcome = seal(store, id, content.length, facts(store, id, 5));
            assertEquals(new SealOutcome.Conflicted(new Commit.Conflict(KEY, 0)), outcome);
            assertEquals(Optional.empty(), store.engine().segments().find(id));
            assertEquals(List.of(), store.engine().jobs().about(id));
            Path day = folder.resolve("vault/2026/11/20");
            assertEquals(List.of(), names(day));

            store.write(id, content.length, bytes(10, 1));
            assertInstanceOf(SealOutcome.Sealed.class, seal(store, id, content.length + 10, facts(store, id, 1)));
            assertEquals(content.length + 10, store.read(id).length);
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void answerIndexAndManifestTellTheSameTimes() {
        try (TestStore store = new TestStore(folder)) {
            store.clock().move(Duration.ofNanos(123_456_789));
            SegmentId id = received(store);
            store.clock().move(Duration.ofNanos(987_654_321));
            SealOutcome outcome = seal(store, id, content.length, Facts.none());
            SegmentRow answered =
                    assertInstanceOf(SealOutcome.Sealed.class, outcome).segment();
            assertEquals(Optional.of(answered), store.engine().segments().find(id));
            Manifest manifest = Manifest.parse(store.engine().segments().manifest(id));
            assertEquals(answered, SegmentRow.of(manifest));
        }
    }

    @Test
    void aSealAtAnotherLengthIsOvertaken() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = received(store);
            for (long length : List.of(0L, content.length - 1L, content.length + 1L)) {
                assertEquals(new SealOutcome.Overtaken(), seal(store, id, length, facts(store, id, 1)));
            }
            assertEquals(Optional.empty(), store.engine().records().newest(KEY));
            assertInstanceOf(SealOutcome.Sealed.class, seal(store, id, content.length, Facts.none()));
            assertEquals(new SealOutcome.Overtaken(), seal(store, id, content.length, Facts.none()));
            assertInstanceOf(
                    AppendOutcome.NotOpen.class, get(store.engine().uploads().append(id, content.length)));
            assertEquals(Optional.empty(), get(store.engine().uploads().received(id)));
        }
    }

    @Test
    void whatALiveAppendHasSentCountsForTheSeal() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.empty());
            Append append = store.append(id, 0);
            get(append.write(ByteBuffer.wrap(content)));
            assertInstanceOf(SealOutcome.Sealed.class, seal(store, id, content.length, Facts.none()));
            assertEquals(false, get(append.write(ByteBuffer.wrap(content))));
            assertInstanceOf(CommitOutcome.Overtaken.class, get(append.commit()));
            get(append.close());
            assertArrayEquals(content, store.read(id));
        }
    }

    @Test
    void anUploadWithoutBytesCanBeSealed() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(0));
            assertInstanceOf(SealOutcome.Sealed.class, seal(store, id, 0, Facts.none()));
            store.reopen();
            assertEquals(0, store.read(id).length);
            SegmentRow segment = store.engine().segments().find(id).orElseThrow();
            assertEquals(Sha256.digestOf(new byte[0]), segment.sha256());
            assertInstanceOf(
                    Segments.Verification.Intact.class,
                    store.engine().segments().verify(segment));
        }
    }

    @Test
    void ofManyWhoSealAtOnceExactlyOneDoes() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = received(store);
            List<CompletionStage<SealOutcome>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                running.add(store.engine()
                        .uploads()
                        .seal(new SealRequest(
                                id, content.length, SegmentKind.COMPLETE, List.of(), facts(store, id, 1))));
            }
            List<SealOutcome> outcomes = running.stream().map(TestStore::get).toList();
            assertEquals(
                    1,
                    outcomes.stream()
                            .filter(each -> each instanceof SealOutcome.Sealed)
                            .count());
            assertEquals(
                    7,
                    outcomes.stream()
                            .filter(each -> each instanceof SealOutcome.Overtaken)
                            .count());
            assertEquals(1, store.engine().records().versions(KEY).size());
        }
    }

    @Test
    void aSealThatFindsNoRoomCanBeRepeated() {
        for (Action action : List.of(Action.CREATE_DIRECTORY, Action.CREATE, Action.WRITE, Action.RENAME)) {
            boolean failed = true;
            for (int nth = 1; failed; nth++) {
                failed = sealedAtSecondTry(action, nth);
            }
        }
    }

    private boolean sealedAtSecondTry(Action action, int nth) {
        try (TestStore store = new TestStore(folder.resolve(action + "-" + nth))) {
            SegmentId id = received(store);
            store.disk().failOnce(action, "vault", nth, Category.NO_SPACE);
            boolean failed = false;
            try {
                seal(store, id, content.length, facts(store, id, 1));
            } catch (StorageException e) {
                failed = true;
                assertEquals(Category.NO_SPACE, e.category());
                assertEquals(Optional.empty(), store.engine().segments().find(id));
                store.clock().move(Duration.ofSeconds(1));
                assertInstanceOf(SealOutcome.Sealed.class, seal(store, id, content.length, facts(store, id, 1)));
            }
            assertArrayEquals(content, store.read(id));
            return failed;
        }
    }

    @Test
    void aReaderHandsOutWhatWasSealedWhateverItIsAskedFor() {
        byte[] large = bytes((1 << 20) + 77, 3);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.empty());
            store.write(id, 0, large);
            store.seal(id, large.length);
            SegmentRow segment = store.engine().segments().find(id).orElseThrow();
            try (SegmentReader reader = store.engine().segments().open(segment)) {
                assertEquals(segment, reader.segment());
                for (int from :
                        List.of(0, 1, (1 << 20) - 1, 1 << 20, large.length - 1, large.length, large.length + 9)) {
                    ByteBuffer part = ByteBuffer.allocate(100);
                    int count = reader.read(part, from);
                    assertEquals(Math.max(0, Math.min(100, large.length - from)), count);
                    assertArrayEquals(
                            Arrays.copyOfRange(
                                    large, Math.min(from, large.length), Math.min(from, large.length) + count),
                            Arrays.copyOf(part.array(), count));
                }
            }
        }
    }

    @Test
    void anOriginalThatIsGoneOrShortIsReported() throws IOException {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = received(store);
            seal(store, id, content.length, Facts.none());
            SegmentRow segment = store.engine().segments().find(id).orElseThrow();
            Path original = folder.resolve("vault/2026/11/20/" + id + "/original.mp4");
            Files.delete(original);
            assertInstanceOf(
                    Segments.Verification.Damaged.class,
                    store.engine().segments().verify(segment));
            failsAs(Category.MISSING, () -> store.read(id));
            Files.write(original, Arrays.copyOf(content, content.length - 1));
            Segments.Verification verification = store.engine().segments().verify(segment);
            String finding = assertInstanceOf(Segments.Verification.Damaged.class, verification)
                    .finding();
            assertTrue(finding.contains("4999"), finding);
            failsAs(Category.CORRUPT, () -> store.read(id));
        }
    }
}
