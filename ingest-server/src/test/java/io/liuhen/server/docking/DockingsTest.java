package io.liuhen.server.docking;

import static io.liuhen.server.docking.DockedStore.DEVICE;
import static io.liuhen.server.docking.DockedStore.DOCK;
import static io.liuhen.server.docking.DockedStore.digested;
import static io.liuhen.server.docking.DockedStore.file;
import static io.liuhen.server.docking.DockedStore.numbered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.liuhen.server.docking.Dockings.Explanation;
import io.liuhen.server.docking.Fate.Proof;
import io.liuhen.server.records.PresentedFiles;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.Facts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Every announced file then ends as stored or as an explained absence, and what never arrives is listed." */
final class DockingsTest {
    private static final String EVENING = "2026-11-20T09:12:44";
    private static final String NEXT_EVENING = "2026-11-21T09:12:44";

    @TempDir
    private Path folder;

    private DockedStore store;

    @BeforeEach
    void open() {
        store = new DockedStore(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Fate missing() {
        return new Fate.Missing(Optional.empty());
    }

    private static Fate alike(SegmentId segment) {
        return new Fate.Missing(Optional.of(segment));
    }

    @Test
    void whatHasNotComeIsMissing() {
        Docking docking = store.announced(file("A.MP4", 10));
        assertEquals(missing(), store.fate(docking, "A.MP4"));
        assertEquals(List.of(docking.id()), store.listedAsOpen());
    }

    @Test
    void whatIsOnItsWayIsShownWithItsOffset() {
        Docking docking = store.announced(file("A.MP4", 10));
        SegmentId upload = store.receive(DEVICE, "A.MP4", 10, 4);
        assertEquals(new Fate.Receiving(upload, 4), store.fate(docking, "A.MP4"));
        assertEquals(List.of(docking.id()), store.listedAsOpen(), "it is not here before it is sealed");
    }

    @Test
    void whatIsSealedIsStored() {
        Docking docking = store.announced(file("A.MP4", 10), digested("B.MP4", 20));
        SegmentId a = store.store(DEVICE, "A.MP4", 10);
        SegmentId b = store.store(DEVICE, "B.MP4", 20);
        assertEquals(new Fate.Stored(a, Proof.SENT_AFTER), store.fate(docking, "A.MP4"));
        assertEquals(new Fate.Stored(b, Proof.SHA256), store.fate(docking, "B.MP4"));
        assertEquals(List.of(), store.listedAsOpen());
    }

    /** Recorders use names again after each erasing, and make files of one length: it may be any of them. */
    @Test
    void aFileThatCameBeforeIsOnlyAlike() {
        SegmentId earlier = store.store(DEVICE, "MOV0001.MP4", 10, "sequence", "77", "fileModifiedAt", EVENING);
        Docking docking = store.announced(numbered("MOV0001.MP4", 10, 1, NEXT_EVENING), file("MOV0002.MP4", 10));
        assertEquals(alike(earlier), store.fate(docking, "MOV0001.MP4"));
        assertEquals(missing(), store.fate(docking, "MOV0002.MP4"));
        assertEquals(List.of(docking.id()), store.listedAsOpen());
    }

    @Test
    void aNumberAloneMakesItNoOther() {
        SegmentId earlier = store.store(DEVICE, "MOV0001.MP4", 10, "sequence", "1");
        assertEquals(alike(earlier), store.fate(store.announced(numbered("MOV0001.MP4", 10, 1, "")), "MOV0001.MP4"));
    }

    @Test
    void itsDigestMakesItTheFileThatCameBefore() {
        SegmentId earlier = store.store(DEVICE, "A.MP4", 10);
        assertEquals(
                new Fate.Stored(earlier, Proof.SHA256), store.fate(store.announced(digested("A.MP4", 10)), "A.MP4"));
    }

    @Test
    void itsOwnTimeMakesItTheFileThatCameBefore() {
        SegmentId written = store.store(DEVICE, "A.MP4", 10, "fileModifiedAt", "2026-11-20T01:12:44.750Z");
        SegmentId made = store.store(DEVICE, "B.MP4", 10, "madeAt", "2026-11-20 09:12:44", "sequence", "007");
        Docking docking = store.announced(numbered("A.MP4", 10, 7, EVENING), numbered("B.MP4", 10, 7, EVENING));
        assertEquals(new Fate.Stored(written, Proof.MODIFIED_AT), store.fate(docking, "A.MP4"));
        assertEquals(new Fate.Stored(made, Proof.MODIFIED_AT), store.fate(docking, "B.MP4"));
    }

    @Test
    void whatSaysOfItselfThatItIsAnotherIsAnother() {
        Docking docking = store.announced(numbered("A.MP4", 10, 1, EVENING), numbered("B.MP4", 10, 1, EVENING));
        SegmentId otherTime = store.store(DEVICE, "A.MP4", 10, "fileModifiedAt", NEXT_EVENING);
        SegmentId otherNumber = store.store(DEVICE, "B.MP4", 10, "sequence", "2", "fileModifiedAt", EVENING);
        assertEquals(alike(otherTime), store.fate(docking, "A.MP4"));
        assertEquals(alike(otherNumber), store.fate(docking, "B.MP4"));
    }

    /** Of the two, the first was erased before it was sent: it must not be taken for stored when the second comes. */
    @Test
    void theNextFileOfANameIsNotTakenForTheOneThatNeverCame() {
        Docking first = store.announced(numbered("MOV0001.MP4", 10, 1, EVENING));
        Docking second = store.announced(numbered("MOV0001.MP4", 10, 1, NEXT_EVENING));
        SegmentId came = store.store(DEVICE, "MOV0001.MP4", 10);
        assertEquals(alike(came), store.fate(first, "MOV0001.MP4"));
        assertEquals(new Fate.Stored(came, Proof.SENT_AFTER), store.fate(second, "MOV0001.MP4"));
        assertEquals(List.of(first.id()), store.listedAsOpen());
    }

    @Test
    void aFileThatIsAnnouncedAgainSettlesAllWhoListIt() {
        Docking first = store.announced(numbered("A.MP4", 10, 1, EVENING));
        Docking second = store.announced(numbered("A.MP4", 10, 1, EVENING), file("B.MP4", 11));
        store.store(DEVICE, "A.MP4", 10);
        store.store(DEVICE, "B.MP4", 11);
        assertEquals(
                2,
                Stream.of(first, second)
                        .map(store::found)
                        .filter(docking -> docking.open() > 0)
                        .count());
        assertEquals(List.of(), store.listedAsOpen());
    }

    /** Whoever heard no answer asks again. */
    @Test
    void theSameDockingAnnouncedTwiceIsSettledTwice() {
        OffsetDateTime dockedAt = OffsetDateTime.parse("2026-11-20T18:00:00+08:00");
        store.announced(dockedAt, List.of(file("A.MP4", 10)));
        store.announced(dockedAt, List.of(file("A.MP4", 10)));
        store.store(DEVICE, "A.MP4", 10);
        assertEquals(List.of(), store.listedAsOpen());
    }

    /** A dock that sends by PUT cannot send a path. */
    @Test
    void whateverItsNameWhatHasTheAnnouncedBytesIsStored() {
        SegmentId id = store.store(DEVICE, "A0001.MP4", 10);
        Docking docking = store.announced(digested("DCIM/A0001.MP4", 10));
        assertEquals(new Fate.Stored(id, Proof.SHA256), store.fate(docking, "DCIM/A0001.MP4"));
        assertInstanceOf(
                Explanation.NotAbsent.class, store.dockings().explain(docking.id(), "DCIM/A0001.MP4", "lost", DOCK));
    }

    @Test
    void bytesOfAnotherDeviceAreNotAndThoseOfNobodyAreAlike() {
        Docking docking = store.announced(digested("A.MP4", 10));
        store.store("ZFY-0043", "A.MP4", 10);
        assertEquals(missing(), store.fate(docking, "A.MP4"));
        assertEquals(alike(store.store("", "A.MP4", 10)), store.fate(docking, "A.MP4"));
    }

    /** It had not to be sent, since its bytes were here: once under each name. */
    @Test
    void aFileThatWasBroughtAgainIsStored() {
        SegmentId first = store.store(DEVICE, "A.MP4", 10);
        Docking docking = store.announced(file("A.MP4", 10), file("B.MP4", 10));
        for (String name : List.of("A.MP4", "B.MP4")) {
            store.engine().clock().move(Duration.ofSeconds(1));
            var records = store.engine().engine().records();
            var segment = store.engine().engine().segments().find(first).orElseThrow();
            records.record(new PresentedFiles(records, "trial")
                    .brought(
                            Map.of("device", DEVICE, "filename", name),
                            segment,
                            store.engine().clock().instant()));
        }
        assertEquals(new Fate.Stored(first, Proof.SENT_AFTER), store.fate(docking, "A.MP4"));
        assertEquals(new Fate.Stored(first, Proof.SENT_AFTER), store.fate(docking, "B.MP4"));
    }

    @Test
    void anotherDevicesFileOfThatNameIsAnother() {
        Docking docking = store.announced(file("A.MP4", 10));
        store.store("ZFY-0043", "A.MP4", 10);
        assertEquals(missing(), store.fate(docking, "A.MP4"));
    }

    @Test
    void otherBytesOfTheSameNameAreAnotherFile() {
        store.store(DEVICE, "A.MP4", 11);
        Docking docking = store.announced(digested("A.MP4", 10));
        assertEquals(missing(), store.fate(docking, "A.MP4"));
        SegmentId right = store.store(DEVICE, "A.MP4", 10);
        store.store(DEVICE, "A.MP4", 12);
        assertEquals(new Fate.Stored(right, Proof.SHA256), store.fate(docking, "A.MP4"));
    }

    @Test
    void anIncompleteSegmentIsNotTheFile() {
        Docking docking = store.announced(file("A.MP4", 4));
        SegmentId id = store.receive(DEVICE, "A.MP4", 10, 4);
        store.seal(id, DEVICE, 4, SegmentKind.INCOMPLETE);
        assertEquals(missing(), store.fate(docking, "A.MP4"));
    }

    /** A lawful disposal is no loss, and nobody has to explain it. */
    @Test
    void whatWasDisposedOfHadCome() {
        Docking docking = store.announced(file("A.MP4", 10), file("B.MP4", 10));
        SegmentId id = store.store(DEVICE, "A.MP4", 10);
        store.countAll();
        store.engine()
                .engine()
                .disposals()
                .dispose(id, CanonicalJson.object().put("who", "x"), List.of(), Facts.none());
        assertEquals(new Fate.Disposed(id, Proof.SENT_AFTER), store.fate(docking, "A.MP4"));
        assertEquals(List.of(1), store.found(docking).openByPiece());
        assertInstanceOf(Explanation.NotAbsent.class, store.dockings().explain(docking.id(), "A.MP4", "lost", DOCK));
    }

    @Test
    void anAbsenceThatIsExplainedIsSettled() {
        Docking docking = store.announced(file("A.MP4", 10), file("B.MP4", 10));
        store.store(DEVICE, "B.MP4", 10);
        assertInstanceOf(
                Explanation.Recorded.class, store.dockings().explain(docking.id(), "A.MP4", "SD card broke", DOCK));
        Fate.Explained explained = assertInstanceOf(Fate.Explained.class, store.fate(docking, "A.MP4"));
        assertEquals("SD card broke", explained.absence().reason());
        assertEquals(0, store.found(docking).open());
        assertEquals(List.of(), store.listedAsOpen());
    }

    @Test
    void whatComesAfterAllIsStored() {
        Docking docking = store.announced(file("A.MP4", 10));
        store.dockings().explain(docking.id(), "A.MP4", "SD card broke", DOCK);
        SegmentId id = store.store(DEVICE, "A.MP4", 10);
        assertEquals(new Fate.Stored(id, Proof.SENT_AFTER), store.fate(docking, "A.MP4"));
    }

    @Test
    void whatIsHereNeedsNoExplanation() {
        Docking docking = store.announced(file("A.MP4", 10));
        store.store(DEVICE, "A.MP4", 10);
        assertInstanceOf(Explanation.NotAbsent.class, store.dockings().explain(docking.id(), "A.MP4", "why", DOCK));
    }

    @Test
    void nobodyExplainsWhatWasNotAnnounced() {
        Docking docking = store.announced(file("A.MP4", 10));
        String another = store.engine().ids().uuid().toString();
        assertInstanceOf(Explanation.Unknown.class, store.dockings().explain(docking.id(), "B.MP4", "why", DOCK));
        assertInstanceOf(Explanation.Unknown.class, store.dockings().explain(another, "A.MP4", "why", DOCK));
    }

    @Test
    void aReasonThatIsReplacedStaysOnRecord() {
        Docking docking = store.announced(file("A.MP4", 10));
        store.dockings().explain(docking.id(), "A.MP4", "first", DOCK);
        store.dockings().explain(docking.id(), "A.MP4", "second", DOCK);
        store.engine().engine().ledger().sequenceAll();
        List<String> deeds = store.engine().engine().ledger().about(docking.id(), 0, 10).stream()
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
        Docking docking = store.announced(files);
        ExecutorService many = Executors.newFixedThreadPool(files.length);
        try {
            List<Future<Explanation>> explaining = new ArrayList<>();
            for (AnnouncedFile one : files) {
                explaining.add(many.submit(() -> store.dockings().explain(docking.id(), one.name(), "lost", DOCK)));
            }
            for (Future<Explanation> one : explaining) {
                assertInstanceOf(Explanation.Recorded.class, one.get());
            }
        } finally {
            many.shutdownNow();
        }
        assertEquals(0, store.found(docking).open());
    }
}
