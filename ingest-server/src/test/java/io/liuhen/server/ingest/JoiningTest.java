package io.liuhen.server.ingest;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.admission.ByteBudget;
import io.liuhen.server.admission.Ceilings;
import io.liuhen.server.admission.Pace;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.testing.CapturedLog;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.Append;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.SegmentReader;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.SegmentRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts are joined to the byte, wherever it is cut off, and never from bytes that have changed. */
final class JoiningTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private final List<TestEngine> opened = new ArrayList<>();
    private final byte[] first = bytes(3 * MIB + 17, 1);
    private final byte[] second = bytes(40 * MIB, 2);

    @BeforeEach
    void open() {
        opened.add(new TestEngine(folder));
    }

    @AfterEach
    void close() {
        store().close();
    }

    private TestEngine store() {
        return opened.get(opened.size() - 1);
    }

    private Ingest ingest() {
        TestEngine store = store();
        return new Ingest(
                new IngestConfig("trial", true, "verify", Duration.ofDays(14)),
                EngineAccess.of(store.engine()),
                store.recordings(),
                store.custody(),
                store.ids(),
                store.clock(),
                System::nanoTime,
                new Metrics(),
                Runnable::run,
                store.quotas(),
                device -> {});
    }

    private void join(BooleanSupplier stopping) {
        joining(unlimited(), stopping, Joining.TURN_BYTES).run();
    }

    private Joining joining(ByteBudget budget, BooleanSupplier stopping, long turnBytes) {
        return new Joining(
                EngineAccess.of(store().engine()),
                store().engine().jobs(),
                ingest(),
                budget,
                new Metrics(),
                stopping,
                turnBytes);
    }

    private ByteBudget unlimited() {
        return new ByteBudget(
                Long.MAX_VALUE, new Pace(new Ceilings(List.of(), ZoneOffset.UTC), store().clock(), System::nanoTime));
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private SegmentId create(String concat, OptionalLong length) {
        store().clock().move(Duration.ofMillis(1));
        Concatenation concatenation = Concatenation.parse(concat).orElseThrow();
        return get(store().begin(
                                ingest(),
                                new NewUpload(Map.of(), "", length, NewUpload.Protocol.TUS, concatenation),
                                false,
                                Actor.server(),
                                Reach.all()))
                .id();
    }

    private SegmentId part(byte[] content) {
        SegmentId id = create("partial", OptionalLong.of(content.length));
        Append append = ((AppendOutcome.Opened) get(store().engine().uploads().append(id, 0))).append();
        get(append.write(ByteBuffer.wrap(content)));
        get(append.commit());
        get(append.close());
        return id;
    }

    private SegmentId file(SegmentId... parts) {
        StringBuilder list = new StringBuilder("final;");
        long length = 0;
        for (SegmentId part : parts) {
            list.append("/files/").append(part).append(' ');
            length += get(store().engine().uploads().find(part)).orElseThrow().offsetBytes();
        }
        return create(list.toString(), OptionalLong.of(length));
    }

    private byte[] sealed(SegmentId id) {
        SegmentRow segment = store().engine().segments().find(id).orElseThrow();
        assertEquals(SegmentKind.COMPLETE, segment.kind());
        try (SegmentReader reader = store().engine().segments().open(segment)) {
            ByteBuffer content = ByteBuffer.allocate((int) segment.lengthBytes());
            reader.read(content, 0);
            return content.array();
        }
    }

    private byte[] both() {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private JobRow job(SegmentId file) {
        return store().engine().jobs().find(new JobKey(Joining.KIND, file)).orElseThrow();
    }

    @Test
    void aJoinThatIsCutOffAnywhereGoesOnWhenTheStoreIsOpenedAgain() {
        SegmentId file = file(part(first), part(second));
        for (int blocks : new int[] {2, 3, 7, 40}) {
            AtomicInteger asked = new AtomicInteger();
            join(() -> asked.incrementAndGet() > blocks);
            assertTrue(store().engine().segments().find(file).isEmpty(), "after " + blocks);
            store().close();
            opened.add(new TestEngine(folder));
        }
        join(() -> false);
        assertArrayEquals(both(), sealed(file));
        assertEquals(JobRow.State.DONE, job(file).state());
    }

    @Test
    void whatWasCopiedBeforeIsNotCopiedAgain() {
        SegmentId file = file(part(first), part(second));
        AtomicInteger asked = new AtomicInteger();
        join(() -> asked.incrementAndGet() > 42);
        long offset = get(store().engine().uploads().find(file)).orElseThrow().offsetBytes();
        assertEquals(32 * MIB + 17, offset, "what was committed on the way");
    }

    @Test
    void aPartThatWasEndedMeanwhileIsReadFromTheVault() {
        SegmentId one = part(first);
        SegmentId file = file(one, part(second));
        get(ingest().end(one, Actor.server()));
        assertEquals(
                SegmentKind.INCOMPLETE,
                store().engine().segments().find(one).orElseThrow().kind());
        join(() -> false);
        assertArrayEquals(both(), sealed(file));
    }

    @Test
    void aPartWhoseBytesHaveChangedIsNotJoined() throws IOException {
        SegmentId one = part(first);
        SegmentId file = file(one, part(second));
        Path staged = folder.resolve("staging/" + one + ".part");
        byte[] bytes = Files.readAllBytes(staged);
        bytes[MIB + 5]++;
        Files.write(staged, bytes);
        try (CapturedLog log = new CapturedLog()) {
            join(() -> false);
            assertEquals(1, log.errors().size(), "somebody is told");
        }
        assertTrue(store().engine().segments().find(file).isEmpty());
        assertEquals(JobRow.State.WAITING, job(file).state());
        assertTrue(job(file).reason().contains("block 1"), job(file).reason());
        bytes[MIB + 5]--;
        Files.write(staged, bytes);
        store().clock().move(Duration.ofMinutes(10));
        join(() -> false);
        assertArrayEquals(both(), sealed(file));
    }

    @Test
    void aFileThatIsEndedBeforeItIsJoinedLeavesItsPartsAndNothingElse() {
        SegmentId one = part(first);
        SegmentId file = file(one);
        get(ingest().end(file, Actor.server()));
        join(() -> false);
        assertTrue(store().engine().segments().find(file).isEmpty());
        assertEquals(
                first.length,
                get(store().engine().uploads().find(one)).orElseThrow().offsetBytes());
        assertEquals(JobRow.State.DONE, job(file).state());
    }
}
