package io.liuhen.server.ingest;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.admission.ByteBudget;
import io.liuhen.server.admission.Ceiling;
import io.liuhen.server.admission.Ceilings;
import io.liuhen.server.admission.Pace;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.Append;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody's file waits until another's is joined: joins are done in turns, and below a ceiling as time passes. */
final class JoinTurnsTest {
    private static final int MIB = 1 << 20;
    private static final long TURN_BYTES = 4L * MIB;

    @TempDir
    private Path folder;

    private final AtomicLong nanoTime = new AtomicLong();
    private TestEngine store;
    private Ingest ingest;

    @BeforeEach
    void open() {
        store = new TestEngine(folder);
        ingest = new Ingest(
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

    @AfterEach
    void close() {
        store.close();
    }

    private ByteBudget budget(List<Ceiling> ceilings) {
        ByteBudget budget = new ByteBudget(
                Long.MAX_VALUE, new Pace(new Ceilings(ceilings, ZoneOffset.UTC), store.clock(), nanoTime::get));
        budget.tick();
        return budget;
    }

    private Joining joining(ByteBudget budget, BooleanSupplier stopping) {
        return new Joining(
                EngineAccess.of(store.engine()),
                store.engine().jobs(),
                ingest,
                budget,
                new Metrics(),
                stopping,
                TURN_BYTES);
    }

    /** Joins all there is on this thread, and looks after each block. */
    private void join(Runnable look) {
        joining(budget(List.of()), () -> {
                    look.run();
                    return false;
                })
                .run();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private SegmentId create(Map<String, String> words, String concat, long lengthBytes) {
        store.clock().move(Duration.ofMillis(1));
        return get(store.begin(
                        ingest,
                        new NewUpload(
                                words,
                                "",
                                OptionalLong.of(lengthBytes),
                                NewUpload.Protocol.TUS,
                                Concatenation.parse(concat).orElseThrow()),
                        false,
                        Actor.server(),
                        Reach.all()))
                .id();
    }

    private SegmentId part(int lengthBytes) {
        SegmentId id = create(Map.of(), "partial", lengthBytes);
        Append append = ((AppendOutcome.Opened) get(store.engine().uploads().append(id, 0))).append();
        get(append.write(ByteBuffer.wrap(bytes(lengthBytes, lengthBytes))));
        get(append.commit());
        get(append.close());
        return id;
    }

    /** A file of a device that has a part several times. */
    private SegmentId file(String device, boolean keyMarked, SegmentId part, int times) {
        long length =
                times * get(store.engine().uploads().find(part)).orElseThrow().offsetBytes();
        Map<String, String> words = new HashMap<>(Map.of("device", device));
        if (keyMarked) {
            words.put("keyMark", "1");
        }
        String[] addresses = new String[times];
        Arrays.fill(addresses, "/files/" + part);
        return create(words, "final;" + String.join(" ", addresses), length);
    }

    private boolean sealed(SegmentId file) {
        return store.engine().segments().find(file).isPresent();
    }

    private long offset(SegmentId file) {
        return get(store.engine().uploads().find(file)).orElseThrow().offsetBytes();
    }

    private JobRow job(SegmentId file) {
        return store.engine().jobs().find(new JobKey(Joining.KIND, file)).orElseThrow();
    }

    /** Where the others stood when this one was found to be sealed. */
    private List<Long> offsetsWhenSealed(SegmentId file, List<SegmentId> others) {
        List<Long> offsets = new ArrayList<>();
        join(() -> {
            if (offsets.isEmpty() && sealed(file)) {
                others.forEach(other -> offsets.add(sealed(other) ? Long.MAX_VALUE : offset(other)));
            }
        });
        assertEquals(others.size(), offsets.size(), "it was sealed while others were still joined");
        others.forEach(other -> assertTrue(sealed(other), "and so were they in the end"));
        return offsets;
    }

    @Test
    void threeBytesOfOneDeviceDoNotWaitForTheGigabytesOfAnother() {
        SegmentId large = file("HOG", false, part(20 * MIB), 5);
        SegmentId small = file("REC", false, part(3), 1);
        long ahead = offsetsWhenSealed(small, List.of(large)).get(0);
        assertTrue(ahead <= TURN_BYTES, () -> "the other one had been given " + ahead);
        assertEquals(0, job(large).failures(), "to wait for a turn is no failure");
        assertEquals(1, job(large).takes());
    }

    @Test
    void aFileThatIsCreatedWhileOthersAreJoinedHasItsTurnNext() {
        SegmentId large = file("HOG", false, part(20 * MIB), 5);
        SegmentId tiny = part(3);
        List<SegmentId> late = new ArrayList<>();
        List<Long> offsets = new ArrayList<>();
        join(() -> {
            if (late.isEmpty() && offset(large) > 30 * MIB) {
                late.add(file("REC", false, tiny, 1));
            }
            if (offsets.isEmpty() && !late.isEmpty() && sealed(late.get(0))) {
                offsets.add(offset(large));
            }
        });
        assertTrue(offsets.get(0) <= 32 * MIB + 2 * TURN_BYTES, () -> "not before " + offsets);
    }

    @Test
    void aKeyMarkedRecordingGoesFirst() {
        SegmentId usual = file("A", false, part(20 * MIB), 2);
        SegmentId marked = file("B", true, part(16 * MIB), 1);
        long ahead = offsetsWhenSealed(marked, List.of(usual)).get(0);
        assertTrue(ahead <= TURN_BYTES, () -> "the usual one had been given " + ahead);
    }

    @Test
    void manyFilesOfOneDeviceHaveTheShareOfOne() {
        SegmentId part = part(8 * MIB);
        List<SegmentId> many = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            many.add(file("HOG", false, part, 2 + i));
        }
        SegmentId other = file("REC", false, part, 1);
        long ahead = offsetsWhenSealed(other, many).stream()
                .mapToLong(Long::longValue)
                .sum();
        assertTrue(ahead <= 3 * TURN_BYTES, () -> "all of the others' had been given " + ahead);
    }

    @Test
    void belowACeilingBytesAreJoinedAsTimePasses() {
        ByteBudget budget = budget(List.of(new Ceiling(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, MIB)));
        SegmentId file = file("A", false, part(12 * MIB), 1);
        CompletableFuture<Void> joined = CompletableFuture.runAsync(joining(budget, () -> false));
        while (!joined.isDone()) {
            if (budget.waiting() > 0) {
                nanoTime.addAndGet(Duration.ofMillis(50).toNanos());
                budget.tick();
            }
            Thread.onSpinWait();
        }
        assertTrue(sealed(file));
        assertTrue(
                nanoTime.get() >= Duration.ofSeconds(10).toNanos(),
                () -> "12 MiB at 1 MiB a second were joined in " + Duration.ofNanos(nanoTime.get()));
    }

    @Test
    void aJoinThatWaitsBelowACeilingEndsWithItsServer() {
        ByteBudget budget = budget(List.of(new Ceiling(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, MIB)));
        SegmentId file = file("A", false, part(MIB), 1);
        AtomicBoolean stopping = new AtomicBoolean();
        joining(budget, () -> {
                    if (budget.waiting() > 0) {
                        stopping.set(true);
                    }
                    return stopping.get();
                })
                .run();
        assertTrue(!sealed(file));
        assertEquals(0, budget.waiting(), "nobody is called who is gone");
    }

    @Test
    void whatIsLeftIsTold() {
        SegmentId file = file("A", false, part(6 * MIB), 1);
        List<Long> left = new ArrayList<>();
        List<Joining> told = new ArrayList<>();
        told.add(joining(budget(List.of()), () -> {
            told.forEach(joining -> left.add(joining.leftBytes()));
            return false;
        }));
        told.get(0).run();
        assertTrue(sealed(file));
        assertTrue(left.containsAll(List.of(6L * MIB, 3L * MIB, 1L * MIB)), left::toString);
        assertEquals(0, told.get(0).leftBytes());
    }
}
