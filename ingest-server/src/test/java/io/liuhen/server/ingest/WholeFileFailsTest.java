package io.liuhen.server.ingest;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.server.admission.Admission;
import io.liuhen.server.admission.Quotas;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.ingest.NewUpload.Protocol;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.testing.TracingDisk;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file in one request that cannot be sealed is sent again, whole: nothing of the first try stays behind. */
final class WholeFileFailsTest {
    private static final Actor DEVICE = Actor.anonymous("192.0.2.7");
    private static final byte[] FILE = bytes(1_500_000, 1);

    @TempDir
    private Path folder;

    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private TracingDisk disk;
    private TestEngine engine;
    private Ingest ingest;
    private Quotas quotas;

    @BeforeEach
    void open() {
        disk = new TracingDisk(RealDisk.below(folder));
        engine = new TestEngine(disk);
        quotas = new Quotas(new Quotas.Amounts(1, 0, 0, 0, 0), engine.clock(), ZoneOffset.UTC);
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
                quotas,
                device -> {});
    }

    @AfterEach
    void close() {
        workers.shutdown();
        engine.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private Admission.Place place() {
        return new Admission.Place.Kept(
                assertInstanceOf(Quotas.Outcome.Granted.class, quotas.place("ZFY-1", OptionalLong.of(FILE.length)))
                        .place());
    }

    private UploadRow sent() throws Exception {
        UploadRow upload = assertInstanceOf(
                        Begun.Opened.class,
                        get(ingest.begin(
                                new NewUpload(
                                        Map.of("filename", "a.mp4"), "", OptionalLong.of(FILE.length), Protocol.PUT),
                                true,
                                DEVICE,
                                Reach.all(),
                                this::place)))
                .upload();
        AppendOutcome.Opened opened =
                assertInstanceOf(AppendOutcome.Opened.class, get(ingest.append(upload.id(), 0, DEVICE)));
        get(opened.append().write(ByteBuffer.wrap(FILE)));
        get(opened.append().commit());
        get(opened.append().close());
        return upload;
    }

    private void failsToSeal(Category category) throws Exception {
        UploadRow upload = sent();
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> get(ingest.finishWhole(upload, DEVICE)));
        assertEquals(
                category,
                assertInstanceOf(StorageException.class, failure.getCause()).category());
    }

    private boolean nothingIsLeft() {
        try (Stream<Path> staged = Files.list(folder.resolve("staging"))) {
            return staged.findAny().isEmpty()
                    && engine.engine().space().promisedBytes() == 0
                    && engine.engine()
                            .uploads()
                            .openUploads(Optional.empty(), 10)
                            .isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSealThatFindsNoRoomLeavesNothing() throws Exception {
        disk.failAlways(Action.CREATE_DIRECTORY, "vault", Category.NO_SPACE);
        failsToSeal(Category.NO_SPACE);
        Eventually.holds("nothing is left", this::nothingIsLeft);
        disk.heal();
        assertInstanceOf(Finished.Sealed.class, get(ingest.finishWhole(sent(), DEVICE)));
        assertEquals(1, engine.engine().segments().list(Optional.empty(), 10).size());
    }

    @Test
    void whatCannotBeLetGoEitherIsTriedAgain() throws Exception {
        disk.failAlways(Action.CREATE_DIRECTORY, "vault", Category.IO);
        disk.failAlways(Action.OPEN, "staging", Category.IO);
        failsToSeal(Category.IO);
        ingest.tend();
        assertEquals(
                1, engine.engine().uploads().openUploads(Optional.empty(), 10).size());
        disk.heal();
        Eventually.holds("nothing is left", () -> {
            ingest.tend();
            return nothingIsLeft();
        });
        assertEquals(List.of(), engine.engine().segments().list(Optional.empty(), 10));
        // It counted against its device until it was gone, and no longer.
        Eventually.holds(
                "its place is free",
                () -> quotas.place("ZFY-1", OptionalLong.of(FILE.length)) instanceof Quotas.Outcome.Granted);
    }
}
