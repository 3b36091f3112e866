package io.liuhen.server.ingest;

import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.custody.Actor;
import io.liuhen.server.ingest.NewUpload.Protocol;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobRow;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** "The same device and file again is the same upload": a recorder that lost an answer never has two. */
final class BegunAgainTest {
    private static final byte[] FILE = bytes(5000, 1);
    private static final Actor SOMEBODY = Actor.anonymous("192.0.2.7");
    private static final Map<String, String> DIGEST = Map.of("device", "ZFY-1", "sha256", sha256(FILE));
    private static final Map<String, String> NAMES = Map.of(
            "device", "ZFY-1", "recording", "T7", "sequence", "3", "filename", "REC_0003.MP4", "madeAt", "20:00");

    @TempDir
    private Path folder;

    private final ExecutorService workers = Executors.newFixedThreadPool(8);
    private TestEngine engine;
    private Ingest ingest;

    @BeforeEach
    void open() {
        engine = new TestEngine(folder);
        ingest = new Ingest(
                new IngestConfig("trial", true, "verify", Duration.ofDays(7)),
                EngineAccess.of(engine.engine()),
                engine.recordings(),
                engine.custody(),
                engine.ids(),
                engine.clock(),
                System::nanoTime,
                new Metrics(),
                workers,
                engine.quotas(),
                device -> {});
    }

    @AfterEach
    void close() {
        workers.shutdown();
        engine.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get();
    }

    private static NewUpload wanted(Map<String, String> words, Protocol protocol) {
        return new NewUpload(words, "", OptionalLong.of(FILE.length), protocol);
    }

    private Begun.Addressed begin(Map<String, String> words) throws Exception {
        return get(engine.begin(ingest, wanted(words, Protocol.TUS), false, SOMEBODY, Reach.all()));
    }

    private static Map<String, String> with(Map<String, String> words, String name, String value) {
        Map<String, String> changed = new HashMap<>(words);
        changed.put(name, value);
        return changed;
    }

    private static Map<String, String> words(String which) {
        return which.equals("digest") ? DIGEST : NAMES;
    }

    private SegmentId opened(Map<String, String> words) throws Exception {
        return assertInstanceOf(Begun.Opened.class, begin(words)).id();
    }

    private void append(SegmentId id, int from, int to) throws Exception {
        AppendOutcome.Opened opened =
                assertInstanceOf(AppendOutcome.Opened.class, get(ingest.append(id, from, SOMEBODY)));
        get(opened.append().write(ByteBuffer.wrap(FILE, from, to - from)));
        get(opened.append().commit());
        get(opened.append().close());
    }

    private int uploadsAndSegments() {
        return engine.engine().uploads().openUploads(Optional.empty(), 1000).size()
                + engine.engine().segments().list(Optional.empty(), 1000).size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"digest", "names"})
    void anOpenOneIsFoundAtItsDurableOffset(String which) throws Exception {
        SegmentId id = opened(words(which));
        append(id, 0, 1234);
        Begun.Again again = assertInstanceOf(Begun.Again.class, begin(words(which)));
        assertEquals(id, again.id());
        assertEquals(1234, again.upload().offsetBytes());
        assertEquals(1, uploadsAndSegments());
    }

    @ParameterizedTest
    @ValueSource(strings = {"digest", "names"})
    void aSealedOneIsFoundAsItsSegment(String which) throws Exception {
        SegmentId id = opened(words(which));
        append(id, 0, FILE.length);
        get(ingest.finish(id, SOMEBODY));
        assertEquals(id, assertInstanceOf(Begun.Here.class, begin(words(which))).id());
        assertEquals(1, uploadsAndSegments());
    }

    /** A client that hears that everything is here may forget its copy. */
    @Test
    void oneThatIsWholeIsSealedBeforeItIsTold() throws Exception {
        SegmentId id = opened(NAMES);
        append(id, 0, FILE.length);
        assertEquals(id, assertInstanceOf(Begun.Here.class, begin(NAMES)).id());
    }

    @Test
    void oneThatTheOtherProtocolHasOpenedIsSealedTooBeforeAClientOfTusHearsOfIt() throws Exception {
        SegmentId id = get(engine.begin(ingest, wanted(NAMES, Protocol.RUFH), false, SOMEBODY, Reach.all()))
                .id();
        append(id, 0, FILE.length);
        assertEquals(id, assertInstanceOf(Begun.Here.class, begin(NAMES)).id());
    }

    @ParameterizedTest
    @CsvSource({
        "digest,device,ZFY-2",
        "names,device,ZFY-2",
        "digest,device,",
        "names,device,",
        "digest,sha256,ab",
        "names,recording,T8",
        "names,sequence,4",
        "names,filename,REC_0004.MP4",
        "names,recording,",
        "names,sequence,",
        "names,filename,",
        "names,madeAt,21:00",
        "names,sm3,ab"
    })
    void anotherDeviceOrFileIsAnotherUpload(String which, String name, String value) throws Exception {
        SegmentId id = opened(words(which));
        append(id, 0, 100);
        assertNotEquals(id, opened(with(words(which), name, value == null ? "" : value)));
        assertEquals(2, uploadsAndSegments());
    }

    @ParameterizedTest
    @ValueSource(strings = {"digest", "names"})
    void anotherLengthIsAnotherFile(String which) throws Exception {
        SegmentId id = opened(words(which));
        for (OptionalLong length : List.of(OptionalLong.of(FILE.length + 1), OptionalLong.empty())) {
            NewUpload other = new NewUpload(words(which), "", length, Protocol.TUS);
            Begun.Addressed first = get(engine.begin(ingest, other, false, SOMEBODY, Reach.all()));
            assertNotEquals(id, assertInstanceOf(Begun.Opened.class, first).id());
            Begun.Addressed second = get(engine.begin(ingest, other, false, SOMEBODY, Reach.all()));
            assertEquals(first.id(), assertInstanceOf(Begun.Again.class, second).id());
        }
    }

    @Test
    void whatMayNotBeGoneOnWithIsNotFound() throws Exception {
        SegmentId id = opened(DIGEST);
        Begun.Addressed other = get(engine.begin(ingest, wanted(DIGEST, Protocol.TUS), false, SOMEBODY, Reach.none()));
        assertNotEquals(id, assertInstanceOf(Begun.Opened.class, other).id());
    }

    @Test
    void aProgramThatNamesADeviceNeverGetsTheUploadOfTheDeviceItself() throws Exception {
        Actor device = actor("device", "ZFY-1");
        Actor dock = actor("dock", "CJZ-7");
        Actor script = actor("script", "import");
        SegmentId own = get(engine.begin(ingest, wanted(DIGEST, Protocol.TUS), false, device, Reach.all()))
                .id();
        Begun.Addressed docked = get(engine.begin(ingest, wanted(DIGEST, Protocol.TUS), false, dock, Reach.all()));
        assertEquals(own, assertInstanceOf(Begun.Again.class, docked).id(), "a dock goes on with what a device began");
        Begun.Addressed other = get(engine.begin(ingest, wanted(DIGEST, Protocol.TUS), false, script, Reach.all()));
        assertNotEquals(own, assertInstanceOf(Begun.Opened.class, other).id());
        Begun.Addressed again = get(engine.begin(ingest, wanted(DIGEST, Protocol.TUS), false, script, Reach.all()));
        assertEquals(other.id(), assertInstanceOf(Begun.Again.class, again).id());
    }

    private static Actor actor(String kind, String name) {
        return new Actor(kind, name, "192.0.2.7", "", kind + "/1", OptionalLong.empty());
    }

    @Test
    void oneThatWasEndedIsBegunAnewAndFoundFromThenOn() throws Exception {
        SegmentId id = opened(DIGEST);
        append(id, 0, 100);
        get(ingest.end(id, SOMEBODY));
        SegmentId next = opened(DIGEST);
        assertNotEquals(id, next);
        assertEquals(next, assertInstanceOf(Begun.Again.class, begin(DIGEST)).id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"digest", "names"})
    void oneWhoseOriginalIsGoneIsTakenAgainAndLookedAt(String which) throws Exception {
        SegmentId id = opened(words(which));
        append(id, 0, FILE.length);
        get(ingest.finish(id, SOMEBODY));
        JobRow verify =
                engine.engine().jobs().take("verify", 1, Duration.ofHours(1)).get(0);
        engine.engine().jobs().finish(verify, Facts.none());
        String name = engine.engine().segments().find(id).orElseThrow().fileName();
        Files.delete(folder.resolve("vault/2026/11/20/" + id + "/" + name));
        assertNotEquals(id, opened(words(which)));
        assertEquals(1, engine.engine().jobs().about(id).size());
    }

    @Test
    void oneWhoseSegmentIsDamagedIsTakenAgain() throws Exception {
        SegmentId id = opened(NAMES);
        append(id, 0, FILE.length);
        get(ingest.finish(id, SOMEBODY));
        SegmentReports reports = new SegmentReports(engine.engine().records());
        engine.engine()
                .records()
                .record(Facts.of(reports.next(
                        SegmentReports.VERIFICATION,
                        id,
                        TestEngine.START,
                        CanonicalJson.object().put("state", SegmentReports.MISMATCH))));
        assertNotEquals(id, opened(NAMES));
    }

    @Test
    void aFileThatComesWholeIsNotPutBehindBytesThatAreHere() throws Exception {
        NewUpload whole = wanted(DIGEST, Protocol.RUFH);
        SegmentId id =
                get(engine.begin(ingest, whole, true, SOMEBODY, Reach.all())).id();
        Begun.Addressed empty = get(engine.begin(ingest, whole, true, SOMEBODY, Reach.all()));
        assertEquals(id, assertInstanceOf(Begun.Again.class, empty).id(), "nothing has come yet");
        append(id, 0, 100);
        Begun.Addressed begun = get(engine.begin(ingest, whole, true, SOMEBODY, Reach.all()));
        assertNotEquals(id, assertInstanceOf(Begun.Opened.class, begun).id());
    }

    @Test
    void partsWithTheSameWordsAreSeveralAndAFileJoinedTwiceFromThemIsOne() throws Exception {
        Concatenation partial = Concatenation.parse("partial").orElseThrow();
        NewUpload part = new NewUpload(DIGEST, "", OptionalLong.of(FILE.length), Protocol.TUS, partial);
        SegmentId one =
                get(engine.begin(ingest, part, false, SOMEBODY, Reach.all())).id();
        SegmentId two =
                get(engine.begin(ingest, part, false, SOMEBODY, Reach.all())).id();
        assertNotEquals(one, two);
        Begun.Addressed joined = get(engine.begin(ingest, joined(one, two), false, SOMEBODY, Reach.all()));
        Begun.Addressed again = get(engine.begin(ingest, joined(one, two), false, SOMEBODY, Reach.all()));
        assertEquals(joined.id(), assertInstanceOf(Begun.Again.class, again).id());
        assertNotEquals(
                joined.id(),
                get(engine.begin(ingest, joined(two, one), false, SOMEBODY, Reach.all()))
                        .id());
    }

    private static NewUpload joined(SegmentId first, SegmentId second) {
        return new NewUpload(
                NAMES,
                "",
                OptionalLong.of(2L * FILE.length),
                Protocol.TUS,
                Concatenation.parse("final;/files/" + first + " /files/" + second)
                        .orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"digest", "names"})
    void creationsInTheSameMomentEndAsOne(String which) throws Exception {
        List<CompletableFuture<Begun.Addressed>> all = IntStream.range(0, 24)
                .mapToObj(i -> engine.begin(ingest, wanted(words(which), Protocol.TUS), false, SOMEBODY, Reach.all())
                        .toCompletableFuture())
                .toList();
        Set<SegmentId> ids = new HashSet<>();
        int opened = 0;
        for (CompletableFuture<Begun.Addressed> each : all) {
            ids.add(each.get().id());
            opened += each.get() instanceof Begun.Opened ? 1 : 0;
        }
        assertEquals(1, ids.size());
        assertEquals(1, opened);
        assertEquals(1, uploadsAndSegments());
        engine.engine().ledger().sequenceAll();
        assertTrue(ids.stream()
                .allMatch(id -> engine.engine().ledger().about(id.toString(), 0, 100).stream()
                                .filter(entry ->
                                        entry.leaf().path("deed").asText().equals("created"))
                                .count()
                        == 1));
    }

    @Test
    void theIndexRemembersItOverAStop() throws Exception {
        SegmentId id = opened(DIGEST);
        append(id, 0, 77);
        engine.close();
        open();
        Begun.Again again = assertInstanceOf(Begun.Again.class, begin(DIGEST));
        assertEquals(id, again.id());
        assertEquals(77, again.upload().offsetBytes());
    }
}
