package io.liuhen.server.ingest;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.custody.Actor;
import io.liuhen.server.ingest.NewUpload.Protocol;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.SegmentReader;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.DisposalIndex.Disposal;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "The same file again is let go only for one whose bytes are here": never on the index's word alone. */
final class SecondCopyTest {
    private static final Actor DEVICE = Actor.anonymous("192.0.2.7");
    private static final byte[] FILE = bytes(1_500_000, 1);

    @TempDir
    private Path folder;

    /** What would run on workers runs when a test says so. */
    private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();

    private TestEngine engine;
    private Ingest ingest;
    private SegmentRow first;

    @BeforeEach
    void open() throws Exception {
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
                work::add,
                engine.quotas(),
                device -> {});
        first = sealed(put());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private <T> T get(CompletionStage<T> stage) throws Exception {
        CompletableFuture<T> result = stage.toCompletableFuture();
        while (!result.isDone()) {
            Runnable next = work.poll(10, TimeUnit.MILLISECONDS);
            if (next != null) {
                next.run();
            }
        }
        return result.get();
    }

    /** Runs the next thing that workers are to do, once it is there. */
    private void step() throws InterruptedException {
        Runnable next = work.poll(30, TimeUnit.SECONDS);
        assertNotEquals(null, next, "nothing to do for workers");
        java.util.Objects.requireNonNull(next).run();
    }

    private SegmentId sent() throws Exception {
        UploadRow upload = assertInstanceOf(
                        Begun.Opened.class,
                        get(engine.begin(
                                ingest,
                                new NewUpload(
                                        Map.of("filename", "a.mp4"), "", OptionalLong.of(FILE.length), Protocol.PUT),
                                true,
                                DEVICE,
                                Reach.all())))
                .upload();
        AppendOutcome.Opened opened =
                assertInstanceOf(AppendOutcome.Opened.class, get(ingest.append(upload.id(), 0, DEVICE)));
        get(opened.append().write(ByteBuffer.wrap(FILE)));
        get(opened.append().commit());
        get(opened.append().close());
        return upload.id();
    }

    private Finished put() throws Exception {
        return get(ingest.finish(sent(), DEVICE));
    }

    private static SegmentRow sealed(Finished finished) {
        return assertInstanceOf(Finished.Sealed.class, finished).segment();
    }

    private void assertHeld(SegmentRow segment) {
        try (SegmentReader reader = engine.engine().segments().open(segment)) {
            ByteBuffer all = ByteBuffer.allocate(FILE.length);
            reader.read(all, 0);
            assertArrayEquals(FILE, all.array());
        }
    }

    private Path original() {
        return folder.resolve("vault/2026/11/20/" + first.id() + "/original.mp4");
    }

    /** The first segment waits to be verified again, so that somebody is told. */
    private void assertLookedAtAgain() {
        List<JobRow> jobs = engine.engine().jobs().about(first.id());
        assertEquals(
                List.of(JobRow.State.WAITING), jobs.stream().map(JobRow::state).toList());
    }

    private void verifiedOnce() {
        JobRow job =
                engine.engine().jobs().take("verify", 1, Duration.ofHours(1)).get(0);
        engine.engine().jobs().finish(job, Facts.none());
    }

    @Test
    void oneThatIsHereAndIntactIsEnough() throws Exception {
        Finished again = put();
        assertEquals(new Finished.Duplicate(first), again);
        assertHeld(first);
        assertEquals(List.of(first), engine.engine().segments().list(java.util.Optional.empty(), 10));
    }

    @Test
    void rotThatNobodyHasMetKeepsTheSecondCopy() throws Exception {
        verifiedOnce();
        byte[] content = Files.readAllBytes(original());
        content[1_400_000] ^= 1;
        Path changed = Files.write(folder.resolve("changed"), content);
        Files.move(changed, original(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        SegmentRow second = sealed(put());
        assertNotEquals(first.id(), second.id());
        assertHeld(second);
        assertLookedAtAgain();
        assertEquals(new Finished.Duplicate(second), put(), "and the second one is enough for a third");
    }

    @Test
    void anOriginalThatIsGoneKeepsTheSecondCopy() throws Exception {
        verifiedOnce();
        Files.delete(original());
        assertHeld(sealed(put()));
        assertLookedAtAgain();
    }

    @Test
    void anOriginalThatCannotBeReadKeepsTheSecondCopy() throws Exception {
        verifiedOnce();
        Files.delete(original());
        // Opening a folder works, reading it does not.
        Files.createDirectory(original());
        assertHeld(sealed(put()));
        assertLookedAtAgain();
    }

    @Test
    void aDisposalInTheMomentOfTheDropKeepsTheSecondCopy() throws Exception {
        SegmentId again = sent();
        CompletionStage<Finished> finishing = ingest.finish(again, DEVICE);
        step();
        // The first one has been compared by now, and was found to be intact.
        CompletableFuture<Runnable> next = new CompletableFuture<>();
        next.complete(java.util.Objects.requireNonNull(work.poll(30, TimeUnit.SECONDS)));
        assertInstanceOf(
                Disposal.Disposed.class,
                engine.engine()
                        .disposals()
                        .dispose(first.id(), CanonicalJson.object().put("who", "x"), List.of(), Facts.none()));
        work.add(next.get());
        SegmentRow second = sealed(get(finishing));
        assertEquals(again, second.id());
        assertHeld(second);
        engine.engine().ledger().sequenceAll();
        assertTrue(
                engine.engine().ledger().about(again.toString(), 0, 10).stream()
                        .noneMatch(entry -> entry.leaf().path("deed").asText().equals("duplicate")),
                "nobody says that it was a second copy");
    }
}
