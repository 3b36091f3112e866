package io.liuhen.server.ingest;

import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.admission.Admission;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.ingest.NewUpload.Protocol;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.observe.Refusal;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.DisposalIndex.Disposal;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.SegmentRow;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "A file whose digest the server already holds need not be sent": but only where its bytes are right, and only to who may
 * know of them. Whoever is told so may forget his copy.
 */
final class HaveItTest {
    private static final Actor DEVICE = Actor.anonymous("192.0.2.7");
    private static final byte[] FILE = bytes(2_500_000, 1);

    @TempDir
    private Path folder;

    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private TestEngine engine;
    private Ingest ingest;
    private SegmentRow first;

    @BeforeEach
    void open() throws Exception {
        engine = new TestEngine(folder);
        ingest = ingest(true, workers);
        first = sealed(FILE, Map.of("filename", "a.mp4", "device", "ZFY-1"));
    }

    @AfterEach
    void close() {
        workers.shutdown();
        engine.close();
    }

    private Ingest ingest(boolean trial, Executor threads) {
        return new Ingest(
                new IngestConfig("trial", trial, "verify", Duration.ofDays(7)),
                EngineAccess.of(engine.engine()),
                engine.recordings(),
                engine.custody(),
                engine.ids(),
                engine.clock(),
                System::nanoTime,
                new Metrics(),
                threads,
                engine.quotas(),
                device -> {});
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get();
    }

    private SegmentRow sealed(byte[] content, Map<String, String> words) throws Exception {
        SegmentId id = get(engine.begin(ingest, wanted(content, Protocol.PUT, words), true, DEVICE, Reach.none()))
                .id();
        AppendOutcome.Opened opened = assertInstanceOf(AppendOutcome.Opened.class, get(ingest.append(id, 0, DEVICE)));
        get(opened.append().write(ByteBuffer.wrap(content)));
        get(opened.append().commit());
        get(opened.append().close());
        return assertInstanceOf(Finished.Sealed.class, get(ingest.finish(id, DEVICE)))
                .segment();
    }

    private static NewUpload wanted(byte[] content, Protocol protocol, Map<String, String> words) {
        return new NewUpload(words, "", OptionalLong.of(content.length), protocol);
    }

    private static Map<String, String> declaring(byte[] content, String... more) {
        Map<String, String> words = new HashMap<>(Map.of("sha256", sha256(content)));
        for (int i = 0; i < more.length; i += 2) {
            words.put(more[i], more[i + 1]);
        }
        return words;
    }

    private Begun.Addressed begin(Map<String, String> words, Reach reach) throws Exception {
        return get(engine.begin(ingest, wanted(FILE, Protocol.TUS, words), false, DEVICE, reach));
    }

    private Begun.Addressed declared() throws Exception {
        return begin(declaring(FILE), Reach.all());
    }

    private void assertTaken(Begun.Addressed begun) {
        assertNotEquals(first.id(), assertInstanceOf(Begun.Opened.class, begun).id());
    }

    private void reported(String state) {
        SegmentReports reports = new SegmentReports(engine.engine().records());
        ObjectNode body = CanonicalJson.object().put("state", state);
        engine.engine()
                .records()
                .record(Facts.of(reports.next(SegmentReports.VERIFICATION, first.id(), TestEngine.START, body)));
    }

    private Path original() {
        return folder.resolve("vault/2026/11/20/" + first.id() + "/original.mp4");
    }

    private void change(int position, int length) throws Exception {
        byte[] content = FILE.clone();
        content[position] ^= 1;
        Path changed = Files.write(folder.resolve("changed"), java.util.Arrays.copyOf(content, length));
        Files.move(changed, original(), StandardCopyOption.REPLACE_EXISTING);
    }

    private List<ObjectNode> presented() {
        engine.engine().ledger().sequenceAll();
        return engine.engine().ledger().about(first.id().toString(), 0, 100).stream()
                .map(entry -> entry.leaf())
                .filter(leaf -> leaf.path("deed").asText().equals("presented"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void whatIsHereNeedNotBeSent(Protocol protocol) throws Exception {
        reported(SegmentReports.VERIFIED);
        Begun.Addressed begun =
                get(engine.begin(ingest, wanted(FILE, protocol, declaring(FILE)), true, DEVICE, Reach.all()));
        assertEquals(new Begun.Here(first), begun);
        ObjectNode leaf = presented().get(0);
        assertEquals(sha256(FILE), leaf.at("/facts/sha256").asText());
        assertEquals(FILE.length, leaf.at("/facts/length").asInt());
        assertEquals(protocol.toString(), leaf.at("/facts/protocol").asText());
    }

    @Test
    void whatNobodyHasVerifiedYetIsHereToo() throws Exception {
        assertEquals(new Begun.Here(first), declared());
    }

    @Test
    void whatIsDeclaredWithoutALengthIsHereToo() throws Exception {
        NewUpload wanted = new NewUpload(declaring(FILE), "", OptionalLong.empty(), Protocol.TUS);
        assertEquals(new Begun.Here(first), get(engine.begin(ingest, wanted, false, DEVICE, Reach.all())));
    }

    @Test
    void otherDigestsAndOtherLengthsAreNot() throws Exception {
        assertTaken(begin(declaring(bytes(FILE.length, 2)), Reach.all()));
        NewUpload longer = new NewUpload(declaring(FILE), "", OptionalLong.of(FILE.length + 1L), Protocol.TUS);
        assertTaken(get(engine.begin(ingest, longer, false, DEVICE, Reach.all())));
        assertTaken(begin(Map.of("sha256", "not a digest"), Reach.all()));
    }

    @Test
    void whoMayNotKnowOfItIsTreatedAsIfItWereNotThere() throws Exception {
        assertTaken(begin(declaring(FILE), Reach.none()));
        assertTaken(begin(declaring(FILE), new Reach(id -> false, id -> true)));
        assertEquals(List.of(), presented());
    }

    @Test
    void aClientOfTusIsToldOfNothingThatItCouldNotAskFor() throws Exception {
        Reach seesOnly = new Reach(id -> true, id -> false);
        assertTaken(begin(declaring(FILE), seesOnly));
        NewUpload whole = wanted(FILE, Protocol.PUT, declaring(FILE));
        assertEquals(new Begun.Here(first), get(engine.begin(ingest, whole, true, DEVICE, seesOnly)));
    }

    /** F4: whatever the index says, a device's copy may be the only one. */
    @Test
    void rotThatNobodyHasMetIsFound() throws Exception {
        reported(SegmentReports.VERIFIED);
        finishJobs();
        change(1_400_000, FILE.length);
        assertTaken(declared());
        assertLookedAtAgain();
    }

    @ParameterizedTest
    @ValueSource(strings = {SegmentReports.MISMATCH, SegmentReports.UNREADABLE})
    void whatIsKnownToBeDamagedOrUnreadableIsNotHere(String state) throws Exception {
        reported(state);
        assertTaken(declared());
    }

    @Test
    void anOriginalThatIsGoneIsNotHereThoughItWasVerified() throws Exception {
        reported(SegmentReports.VERIFIED);
        finishJobs();
        Files.delete(original());
        assertTaken(declared());
        assertLookedAtAgain();
    }

    @Test
    void anOriginalThatWasCutOffOrOverwrittenAtAnEndIsNotHereThoughItWasVerified() throws Exception {
        reported(SegmentReports.VERIFIED);
        change(10, FILE.length);
        assertTaken(declared());
        change(10, FILE.length - 1);
        assertTaken(declared());
        change(FILE.length - 1, FILE.length);
        assertTaken(declared());
    }

    /** What a client cannot wait for is believed, if somebody has read it since the seal, or it was told so before. */
    @Test
    void aLongOneCountsAsItsVerificationFoundItIfItCanBeReadAtBothEnds() throws Exception {
        Holdings impatient = new Holdings(
                new IngestConfig("trial", true, "verify", Duration.ofDays(7)),
                EngineAccess.of(engine.engine()),
                workers,
                FILE.length - 1);
        List<SegmentRow> candidates = List.of(first);
        assertEquals(Twins.Found.none(), get(impatient.firstSound(candidates, false)), "nobody has read it yet");
        assertEquals(
                Optional.of(first), get(impatient.firstSound(candidates, true)).intact(), "told before");
        reported(SegmentReports.VERIFIED);
        assertEquals(
                Optional.of(first), get(impatient.firstSound(candidates, false)).intact());
        change(FILE.length - 1, FILE.length);
        Twins.Found doubtful = new Twins.Found(Optional.empty(), List.of(first.id()));
        assertEquals(doubtful, get(impatient.firstSound(candidates, false)));
        assertEquals(doubtful, get(impatient.firstSound(candidates, true)));
        reported(SegmentReports.MISMATCH);
        assertEquals(Twins.Found.none(), get(impatient.firstSound(candidates, true)), "somebody knows already");
    }

    @Test
    void whatWasDisposedOfIsNotHere() throws Exception {
        dispose();
        assertTaken(declared());
    }

    private void dispose() {
        assertInstanceOf(
                Disposal.Disposed.class,
                engine.engine()
                        .disposals()
                        .dispose(first.id(), CanonicalJson.object().put("who", "x"), List.of(), Facts.none()));
    }

    /** Between the look at its bytes and the answer. */
    @Test
    void aDisposalInTheMomentOfTheAnswerHasTheFileTaken() throws Exception {
        AtomicInteger tasks = new AtomicInteger();
        int compared = 3;
        ingest = ingest(true, task -> {
            if (tasks.incrementAndGet() == compared) {
                dispose();
            }
            workers.execute(task);
        });
        assertTaken(declared());
        assertTrue(tasks.get() > compared, "its bytes were found right before");
        assertEquals(List.of(), presented());
    }

    @Test
    void whatATrialHasStoredIsNoEvidenceInThePlaceOfWhatAKnownSenderBrings() throws Exception {
        ingest = ingest(false, workers);
        assertTaken(declared());
    }

    @Test
    void partsAndWhatIsJoinedFromThemAndEmptyFilesAreNeverSpared() throws Exception {
        byte[] empty = {};
        SegmentRow nothing = sealed(empty, Map.of());
        NewUpload wanted = wanted(empty, Protocol.TUS, declaring(empty));
        assertNotEquals(
                nothing.id(),
                get(engine.begin(ingest, wanted, false, DEVICE, Reach.all())).id());
        NewUpload part = new NewUpload(
                declaring(FILE),
                "",
                OptionalLong.of(FILE.length),
                Protocol.TUS,
                Concatenation.parse("partial").orElseThrow());
        assertTaken(get(engine.begin(ingest, part, false, DEVICE, Reach.all())));
    }

    private void finishJobs() {
        for (JobRow job : engine.engine().jobs().take("verify", 10, Duration.ofHours(1))) {
            engine.engine().jobs().finish(job, Facts.none());
        }
    }

    /** The first segment waits to be verified again, so that somebody is told. */
    private void assertLookedAtAgain() {
        assertEquals(
                List.of(JobRow.State.WAITING),
                engine.engine().jobs().about(first.id()).stream()
                        .map(JobRow::state)
                        .toList());
    }

    @Test
    void aDeviceThatMayOpenNoMoreIsStillToldWhatIsHere() throws Exception {
        Admission.Place none = new Admission.Place.None(new Admission.Refused(Refusal.UPLOADS, 1, 60));
        NewUpload here = wanted(FILE, Protocol.TUS, declaring(FILE));
        assertEquals(new Begun.Here(first), get(ingest.begin(here, false, DEVICE, Reach.all(), () -> none)));
        byte[] other = bytes(FILE.length, 3);
        NewUpload mine = wanted(other, Protocol.TUS, declaring(other, "device", "T7"));
        assertInstanceOf(Begun.Refused.class, get(ingest.begin(mine, false, DEVICE, Reach.all(), () -> none)));
        SegmentId id =
                get(engine.begin(ingest, mine, false, DEVICE, Reach.all())).id();
        Begun again = get(ingest.begin(mine, false, DEVICE, Reach.all(), () -> none));
        assertEquals(id, assertInstanceOf(Begun.Again.class, again).id());
    }
}
