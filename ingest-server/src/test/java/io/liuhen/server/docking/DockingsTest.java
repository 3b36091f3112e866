package io.liuhen.server.docking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.custody.Actor;
import io.liuhen.server.docking.Dockings.Explanation;
import io.liuhen.server.docking.Dockings.Standing;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.UploadRow;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Every announced file then ends as stored or as an explained absence, and what never arrives is listed." */
final class DockingsTest {
    private static final Actor DOCK = Actor.anonymous("192.0.2.7");
    private static final String DEVICE = "ZFY-0042";

    @TempDir
    private Path folder;

    private TestEngine engine;
    private Dockings dockings;

    @BeforeEach
    void open() {
        engine = new TestEngine(folder);
        dockings = dockings();
    }

    private Dockings dockings() {
        return new Dockings(
                engine.engine().records(),
                engine.recordings(),
                engine.engine().segments(),
                engine.engine().uploads(),
                "trial",
                engine.custody(),
                engine.ids(),
                engine.clock());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + length);
        }
        return bytes;
    }

    private static AnnouncedFile file(String name, int length) {
        return new AnnouncedFile(name, length, OptionalLong.empty(), "", Optional.empty());
    }

    private static AnnouncedFile digested(String name, int length) {
        return new AnnouncedFile(name, length, OptionalLong.empty(), "", Optional.of(Sha256.digestOf(bytes(length))));
    }

    private Docking announced(AnnouncedFile... files) {
        return dockings.announce(
                new Announcement(
                        DEVICE,
                        "CJZ-1",
                        OffsetDateTime.parse("2026-11-20T18:00:00+08:00"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(files)),
                "dock:CJZ-1",
                DOCK);
    }

    /** Opens an upload of a device and sends it some of its bytes. */
    private SegmentId receive(String device, String name, int length, int sent) {
        SegmentId id = engine.ids().segment();
        var place = engine.recordings().place(id, Map.of("device", device, "filename", name), true, DOCK);
        UploadRow upload = UploadRow.opened(
                id,
                OptionalLong.of(length),
                "original",
                CanonicalJson.object(),
                engine.clock().instant());
        Uploads uploads = engine.engine().uploads();
        now(uploads.create(upload, place.facts()));
        var append = assertInstanceOf(AppendOutcome.Opened.class, now(uploads.append(id, 0)))
                .append();
        now(append.write(ByteBuffer.wrap(bytes(length), 0, sent)));
        now(append.commit());
        now(append.close());
        return id;
    }

    private SegmentId store(String device, String name, int length) {
        SegmentId id = receive(device, name, length, length);
        now(engine.engine()
                .uploads()
                .seal(new Uploads.SealRequest(id, length, SegmentKind.COMPLETE, List.of(), Facts.none())));
        return id;
    }

    private Standing standing(Docking docking) {
        return dockings.standing(docking.id()).orElseThrow();
    }

    private Fate fate(Docking docking, String name) {
        return standing(docking).fates().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private List<String> listedAsOpen() {
        return dockings.list(Optional.empty(), true, Optional.empty(), 50).dockings().stream()
                .map(Docking::id)
                .toList();
    }

    @Test
    void whatHasNotComeIsMissing() {
        Docking docking = announced(file("A.MP4", 10));
        assertEquals(new Fate.Missing(), fate(docking, "A.MP4"));
        assertEquals(1, standing(docking).open());
        assertEquals(List.of(docking.id()), listedAsOpen());
    }

    @Test
    void whatIsOnItsWayIsShownWithItsOffset() {
        Docking docking = announced(file("A.MP4", 10));
        SegmentId upload = receive(DEVICE, "A.MP4", 10, 4);
        assertEquals(new Fate.Receiving(upload, 4), fate(docking, "A.MP4"));
        assertEquals(1, standing(docking).open(), "it is not here before it is sealed");
    }

    @Test
    void whatIsSealedIsStored() {
        Docking docking = announced(file("A.MP4", 10), digested("B.MP4", 20));
        SegmentId a = store(DEVICE, "A.MP4", 10);
        SegmentId b = store(DEVICE, "B.MP4", 20);
        assertEquals(new Fate.Stored(a, false), fate(docking, "A.MP4"));
        assertEquals(new Fate.Stored(b, true), fate(docking, "B.MP4"));
        assertEquals(List.of(), listedAsOpen());
        assertTrue(standing(docking).docking().settled());
    }

    @Test
    void whatCameBeforeItWasAnnouncedIsStoredToo() {
        SegmentId earlier = store(DEVICE, "A.MP4", 10);
        assertEquals(new Fate.Stored(earlier, false), fate(announced(file("A.MP4", 10)), "A.MP4"));
    }

    @Test
    void anotherDevicesFileOfThatNameIsAnother() {
        Docking docking = announced(file("A.MP4", 10));
        store("ZFY-0043", "A.MP4", 10);
        assertEquals(new Fate.Missing(), fate(docking, "A.MP4"));
    }

    /** Recorders count their files from one again. */
    @Test
    void anotherFileOfTheSameNameIsAnother() {
        store(DEVICE, "A.MP4", 11);
        Docking docking = announced(digested("A.MP4", 10));
        assertEquals(new Fate.Missing(), fate(docking, "A.MP4"));
        SegmentId right = store(DEVICE, "A.MP4", 10);
        store(DEVICE, "A.MP4", 12);
        assertEquals(new Fate.Stored(right, true), fate(docking, "A.MP4"));
    }

    @Test
    void anIncompleteSegmentIsNotTheFile() {
        Docking docking = announced(file("A.MP4", 4));
        SegmentId id = receive(DEVICE, "A.MP4", 10, 4);
        now(engine.engine()
                .uploads()
                .seal(new Uploads.SealRequest(id, 4, SegmentKind.INCOMPLETE, List.of(), Facts.none())));
        assertEquals(new Fate.Missing(), fate(docking, "A.MP4"));
    }

    @Test
    void anAbsenceThatIsExplainedIsSettled() {
        Docking docking = announced(file("A.MP4", 10), file("B.MP4", 10));
        store(DEVICE, "B.MP4", 10);
        assertInstanceOf(Explanation.Recorded.class, dockings.explain(docking.id(), "A.MP4", "SD card broke", DOCK));
        Fate.Explained explained = assertInstanceOf(Fate.Explained.class, fate(docking, "A.MP4"));
        assertEquals("SD card broke", explained.absence().reason());
        assertEquals(0, standing(docking).open());
        assertEquals(List.of(), listedAsOpen());
    }

    @Test
    void whatComesAfterAllIsStored() {
        Docking docking = announced(file("A.MP4", 10));
        dockings.explain(docking.id(), "A.MP4", "SD card broke", DOCK);
        SegmentId id = store(DEVICE, "A.MP4", 10);
        assertEquals(new Fate.Stored(id, false), fate(docking, "A.MP4"));
    }

    @Test
    void whatIsHereNeedsNoExplanation() {
        Docking docking = announced(file("A.MP4", 10));
        store(DEVICE, "A.MP4", 10);
        assertInstanceOf(Explanation.NotAbsent.class, dockings.explain(docking.id(), "A.MP4", "why", DOCK));
    }

    @Test
    void nobodyExplainsWhatWasNotAnnounced() {
        Docking docking = announced(file("A.MP4", 10));
        assertInstanceOf(Explanation.Unknown.class, dockings.explain(docking.id(), "B.MP4", "why", DOCK));
        assertInstanceOf(
                Explanation.Unknown.class, dockings.explain(engine.ids().uuid().toString(), "A.MP4", "why", DOCK));
    }

    @Test
    void aReasonThatIsReplacedStaysOnRecord() {
        Docking docking = announced(file("A.MP4", 10));
        dockings.explain(docking.id(), "A.MP4", "first", DOCK);
        dockings.explain(docking.id(), "A.MP4", "second", DOCK);
        engine.engine().ledger().sequenceAll();
        List<String> deeds = engine.engine().ledger().about(docking.id(), 0, 10).stream()
                .map(entry -> entry.leaf().path("deed").asText())
                .toList();
        assertEquals(List.of("announced", "absence-explained", "absence-explained"), deeds);
    }

    @Test
    void twoWhoExplainAtTheSameTimeAreBothHeard() throws Exception {
        AnnouncedFile[] files = new AnnouncedFile[8];
        for (int i = 0; i < files.length; i++) {
            files[i] = file("F" + i, 10);
        }
        Docking docking = announced(files);
        ExecutorService many = Executors.newFixedThreadPool(files.length);
        try {
            List<Future<Explanation>> explaining = new ArrayList<>();
            for (AnnouncedFile one : files) {
                explaining.add(many.submit(() -> dockings.explain(docking.id(), one.name(), "lost", DOCK)));
            }
            for (Future<Explanation> one : explaining) {
                assertInstanceOf(Explanation.Recorded.class, one.get());
            }
        } finally {
            many.shutdownNow();
        }
        assertEquals(files.length, standing(docking).docking().absences().size());
        assertEquals(0, standing(docking).open());
    }

    @Test
    void anEmptyDeviceLeavesNothingOpen() {
        Docking docking = announced();
        assertEquals(List.of(), listedAsOpen());
        assertEquals(0, standing(docking).open());
    }

    @Test
    void pagesGoOnWhereTheLastEnded() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            engine.clock().move(Duration.ofSeconds(1));
            expected.add(0, announced(file("F" + i, 1)).id());
        }
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Dockings.Page page = dockings.list(Optional.of(DEVICE), false, cursor, 3);
            page.dockings().forEach(docking -> seen.add(docking.id()));
            cursor = page.next();
        } while (cursor.isPresent());
        assertEquals(expected, seen);
        assertFalse(seen.isEmpty());
    }
}
