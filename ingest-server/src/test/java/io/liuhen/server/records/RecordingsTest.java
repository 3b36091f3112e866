package io.liuhen.server.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.records.Recordings.Changed;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.UploadRow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * "A segment joins one at creation: the one that (unit, device, recording) names, else its own."
 */
final class RecordingsTest {
    private static final Actor SOMEBODY = Actor.anonymous("192.0.2.7");

    @TempDir
    private Path folder;

    private TestEngine engine;
    private Recordings recordings;

    @BeforeEach
    void open() {
        engine = new TestEngine(folder);
        recordings = engine.recordings();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static Map<String, String> received(String... pairs) {
        Map<String, String> received = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            received.put(pairs[i], pairs[i + 1]);
        }
        return received;
    }

    /** Opens an upload with these metadata, as often as it takes; returns the recording that it joined. */
    private String create(SegmentId segment, Map<String, String> received) {
        while (true) {
            Recordings.Place place = recordings.place(segment, received, true, SOMEBODY);
            UploadRow upload = UploadRow.opened(
                    segment,
                    OptionalLong.of(1),
                    "original",
                    CanonicalJson.object(),
                    engine.clock().instant());
            Commit commit = engine.engine()
                    .uploads()
                    .create(upload, place.facts())
                    .toCompletableFuture()
                    .join();
            if (commit instanceof Commit.Done) {
                return place.recordingId();
            }
        }
    }

    private String create(String... pairs) {
        return create(engine.ids().segment(), received(pairs));
    }

    private Recording found(String id) {
        return recordings.find(id).orElseThrow();
    }

    private static ObjectNode patch(String name, String value) {
        return CanonicalJson.object().put(name, value);
    }

    @Test
    void aTakeThatTheSameDeviceNamesIsOneRecording() {
        String take = create("device", "DSJ-7", "recording", "T1");
        assertEquals(take, create("device", "DSJ-7", "recording", "T1"));
        assertNotEquals(take, create("device", "DSJ-7", "recording", "T2"));
        assertNotEquals(take, create("device", "DSJ-8", "recording", "T1"));
        assertEquals(2, recordings.members(take).size());
    }

    @Test
    void whoNamesNoTakeOrNoDeviceHasARecordingOfItsOwn() {
        Set<String> ids = new TreeSet<>();
        assertTrue(ids.add(create("device", "DSJ-7")));
        assertTrue(ids.add(create("device", "DSJ-7")));
        assertTrue(ids.add(create("recording", "T1")));
        assertTrue(ids.add(create("recording", "T1")));
        assertTrue(ids.add(create()));
    }

    /** Docks upload the files of one take side by side. */
    @Test
    void segmentsOfOneTakeThatAreCreatedAtTheSameMomentAreOneRecording() {
        int threads = 6;
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 5; round++) {
                String take = "T" + round;
                List<CompletableFuture<String>> creating = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    String own = "own-" + i;
                    creating.add(CompletableFuture.supplyAsync(
                            () -> {
                                await(together);
                                return create("device", "DSJ-7", "recording", take, own, "x");
                            },
                            pool));
                }
                Set<String> ids = new TreeSet<>();
                creating.forEach(future -> ids.add(future.join()));
                assertEquals(1, ids.size(), () -> "one recording for " + take);
                String id = ids.iterator().next();
                assertEquals(threads, recordings.members(id).size());
                ObjectNode metadata = found(id).metadata().json();
                for (int i = 0; i < threads; i++) {
                    assertTrue(metadata.has("own-" + i), "and nobody's words are lost: " + metadata);
                }
            }
        } finally {
            pool.shutdown();
        }
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatALaterSegmentAddsIsFilledInAndNothingIsOverwritten() {
        String id = create("device", "DSJ-7", "recording", "T1", "maker", "王伟");
        create("device", "DSJ-7", "recording", "T1", "maker", "李娜", "place", "抚松县");
        assertEquals(List.of("王伟"), found(id).metadata().values(Field.MAKER));
        assertEquals(Optional.of("抚松县"), found(id).metadata().value(Field.PLACE));
        assertEquals(2, found(id).version());
        create("device", "DSJ-7", "recording", "T1", "maker", "赵敏");
        assertEquals(2, found(id).version(), "who adds nothing makes no version");
    }

    @Test
    void whatPeopleHaveRemovedOrCorrectedIsNotOverwrittenByALaterSegment() {
        String id = create("device", "DSJ-7", "recording", "T1", "maker", "王伟");
        recordings.change(id, 1, patch("maker", "李娜"), SOMEBODY);
        create("device", "DSJ-7", "recording", "T1", "maker", "王伟");
        assertEquals(List.of("李娜"), found(id).metadata().values(Field.MAKER));
    }

    @Test
    void segmentsStandByTheirNumberThenByTheirAge() {
        List<SegmentId> made = new ArrayList<>();
        for (String sequence : List.of("2", "x", "10", "", "1", "x")) {
            SegmentId segment = engine.ids().segment();
            made.add(segment);
            create(segment, received("device", "DSJ-7", "recording", "T1", "sequence", sequence));
            engine.clock().move(Duration.ofMillis(5));
        }
        String id = create(engine.ids().segment(), received("device", "DSJ-7", "recording", "T1", "sequence", " 3 "));
        List<SegmentId> order =
                recordings.members(id).stream().map(Recordings.Member::segment).toList();
        assertEquals(made.get(4), order.get(0));
        assertEquals(made.get(0), order.get(1));
        assertEquals(List.of(made.get(2), made.get(1), made.get(3), made.get(5)), order.subList(3, 7));
    }

    @Test
    void aRecordingSortsByWhenItWasMadeWhereThatIsKnown() {
        Instant made = Instant.parse("2026-11-19T00:00:00Z");
        assertEquals(made, found(create("madeAt", "2026-11-19T08:00:00")).sortAt(), "in the unit's zone");
        String unknown = create("madeAt", "昨天");
        assertEquals(TestEngine.START, found(unknown).sortAt());
        engine.clock().move(Duration.ofHours(1));
        recordings.change(unknown, 1, patch("madeAt", "2026-11-19T00:00:00Z"), SOMEBODY);
        assertEquals(made, found(unknown).sortAt());
        recordings.change(unknown, 2, CanonicalJson.object().putNull("madeAt"), SOMEBODY);
        assertEquals(TestEngine.START, found(unknown).sortAt(), "else by when it was first heard of");
    }

    @Test
    void everyVersionIsKept() {
        String id = create("maker", "王伟");
        engine.clock().move(Duration.ofMinutes(1));
        Changed changed = recordings.change(id, 1, patch("place", "一"), SOMEBODY);
        assertEquals(
                2, assertInstanceOf(Changed.Done.class, changed).recording().version());
        recordings.change(id, 2, patch("place", "二"), SOMEBODY);
        List<Recording> versions = recordings.versions(id);
        assertEquals(List.of(1, 2, 3), versions.stream().map(Recording::version).toList());
        assertEquals(Optional.empty(), versions.get(0).metadata().value(Field.PLACE));
        assertEquals(Optional.of("一"), versions.get(1).metadata().value(Field.PLACE));
        assertEquals(TestEngine.START, versions.get(2).createdAt());
        assertEquals(TestEngine.START.plusSeconds(60), versions.get(2).changedAt());
    }

    @Test
    void aChangeOfAnotherVersionThanTheNewestIsRefused() {
        String id = create("maker", "王伟");
        recordings.change(id, 1, patch("place", "一"), SOMEBODY);
        Changed late = recordings.change(id, 1, patch("place", "二"), SOMEBODY);
        assertEquals(2, assertInstanceOf(Changed.WrongVersion.class, late).currentVersion());
        assertEquals(Optional.of("一"), found(id).metadata().value(Field.PLACE));
        assertInstanceOf(Changed.Unknown.class, recordings.change("none", 1, patch("place", "二"), SOMEBODY));
    }

    @Test
    void aChangeThatMakesNoSenseOrNoDifferenceIsNoVersion() {
        String id = create("maker", "王伟");
        Changed invalid = recordings.change(id, 1, patch("device", "x"), SOMEBODY);
        assertFalse(assertInstanceOf(Changed.Invalid.class, invalid).errors().isEmpty());
        assertInstanceOf(Changed.Done.class, recordings.change(id, 1, patch("maker", "王伟"), SOMEBODY));
        assertEquals(1, found(id).version());
    }

    @Test
    void whatIsStoredByATrialIsMarked() {
        assertTrue(found(create()).trial());
    }
}
