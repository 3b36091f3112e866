package io.liuhen.server.ingest;

import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.custody.Actor;
import io.liuhen.server.ingest.NewUpload.Protocol;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * R11, "an offset is never taken back": an upload that nobody was told of is let go when its request breaks off, and what
 * somebody was told of is not, however close the two are.
 */
final class UntoldTest {
    private static final byte[] FILE = bytes(5000, 1);
    private static final int CAME = 2000;
    private static final Actor SOMEBODY = Actor.anonymous("192.0.2.7");
    private static final Map<String, String> WORDS = Map.of("device", "ZFY-1", "sha256", sha256(FILE));

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

    private CompletionStage<Begun.Addressed> begin(boolean whole) {
        NewUpload wanted = new NewUpload(WORDS, "", OptionalLong.of(FILE.length), Protocol.RUFH);
        return engine.begin(ingest, wanted, whole, SOMEBODY, Reach.all());
    }

    /** A request with the whole file whose client is told no address, and whose line breaks after some bytes. */
    private UploadRow partOfIt() throws Exception {
        UploadRow upload =
                assertInstanceOf(Begun.Opened.class, get(begin(true))).upload();
        AppendOutcome.Opened opened =
                assertInstanceOf(AppendOutcome.Opened.class, get(ingest.append(upload.id(), 0, SOMEBODY)));
        get(opened.append().write(ByteBuffer.wrap(FILE, 0, CAME)));
        get(opened.append().commit());
        get(opened.append().close());
        return upload;
    }

    private boolean isOpen(SegmentId id) throws Exception {
        return get(ingest.status(id)) instanceof UploadStatus.Open;
    }

    @Test
    void nobodyWasToldOfItAndItsBytesGo() throws Exception {
        UploadRow upload = partOfIt();
        get(ingest.abandon(upload, SOMEBODY));
        assertInstanceOf(UploadStatus.Gone.class, get(ingest.status(upload.id())));
        assertInstanceOf(Begun.Opened.class, get(begin(false)), "a new one is opened in its place");
    }

    @Test
    void whoBeganItAgainAndWasToldOfItsBytesGoesOnWithThem() throws Exception {
        UploadRow upload = partOfIt();
        Begun.Again again = assertInstanceOf(Begun.Again.class, get(begin(false)));
        assertEquals(CAME, again.upload().offsetBytes());
        get(ingest.abandon(upload, SOMEBODY));
        ingest.tend();
        assertEquals(
                CAME,
                assertInstanceOf(UploadStatus.Open.class, get(ingest.status(upload.id())))
                        .upload()
                        .offsetBytes());
    }

    /** Whoever sends all of it again has no use for the bytes that are here, and hears of none. */
    @Test
    void whoSendsItWholeAgainIsToldOfAnotherAndTheFirstOneGoes() throws Exception {
        UploadRow upload = partOfIt();
        assertNotEquals(
                upload.id(),
                assertInstanceOf(Begun.Opened.class, get(begin(true))).id());
        get(ingest.abandon(upload, SOMEBODY));
        assertInstanceOf(UploadStatus.Gone.class, get(ingest.status(upload.id())));
    }

    @Test
    void whatWasToldInTheMeantimeStays() throws Exception {
        UploadRow upload = partOfIt();
        ingest.told(upload.id());
        get(ingest.abandon(upload, SOMEBODY));
        assertTrue(isOpen(upload.id()));
    }

    /** What is never remembered for long: each upload that is over, refused or told is forgotten. */
    @Test
    void nothingIsRememberedOfWhatWasDecided() {
        Untold untold = new Untold();
        SegmentId told = engine.ids().segment();
        SegmentId gone = engine.ids().segment();
        untold.opening(told, Protocol.RUFH);
        untold.opening(gone, Protocol.RUFH);
        untold.opening(engine.ids().segment(), Protocol.TUS);
        assertTrue(untold.tell(told));
        assertFalse(untold.letGo(told));
        assertTrue(untold.letGo(gone));
        assertFalse(untold.tell(gone));
        untold.over(gone);
        assertEquals(0, untold.size());
    }

    /** Both at once, many times: whoever hears an offset finds it. */
    @Test
    void whoeverHearsAnOffsetFindsIt() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            UploadRow upload = partOfIt();
            CompletableFuture<Void> letGo = CompletableFuture.runAsync(
                    () -> ingest.abandon(upload, SOMEBODY).toCompletableFuture().join(),
                    CompletableFuture.delayedExecutor(random.nextInt(3000), TimeUnit.MICROSECONDS, workers));
            Begun begun = get(begin(false));
            letGo.get();
            SegmentId mine = begun instanceof Begun.Again again
                    ? again.id()
                    : assertInstanceOf(Begun.Opened.class, begun).id();
            UploadStatus.Open found =
                    assertInstanceOf(UploadStatus.Open.class, get(ingest.status(mine)), "seed " + seed + ", try " + i);
            assertEquals(begun instanceof Begun.Again ? CAME : 0, found.upload().offsetBytes(), "seed " + seed);
            get(ingest.end(mine, SOMEBODY));
        }
        assertEquals(List.of(), engine.engine().uploads().openUploads(Optional.empty(), 1));
    }
}
