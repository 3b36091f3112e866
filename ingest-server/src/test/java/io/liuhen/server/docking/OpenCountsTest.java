package io.liuhen.server.docking;

import static io.liuhen.server.docking.DockedStore.DEVICE;
import static io.liuhen.server.docking.DockedStore.DOCK;
import static io.liuhen.server.docking.DockedStore.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.docking.BroughtDevices.Turn;
import io.liuhen.server.docking.Dockings.Announced;
import io.liuhen.server.docking.Dockings.Standing;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listing dockings costs little, whatever they hold: what is open is counted beforehand, and a docking is read in pages. */
final class OpenCountsTest {
    private static final OffsetDateTime DOCKED_AT = OffsetDateTime.parse("2026-11-20T18:00:00+08:00");

    @TempDir
    private Path folder;

    private static List<AnnouncedFile> files(int count) {
        return IntStream.range(0, count).mapToObj(i -> file("F" + i, 10)).toList();
    }

    @Test
    void countsFollowWhatComes() {
        try (DockedStore store = new DockedStore(folder)) {
            OpenCounts counts = new OpenCounts(store.dockings(), store.brought());
            Docking docking = store.announced(DOCKED_AT, files(250));
            assertEquals(List.of(100, 100, 50), docking.openByPiece());
            store.countAll();
            assertFalse(counts.count(), "nothing is due");

            store.store(DEVICE, "F3", 10);
            store.store(DEVICE, "F249", 10);
            assertEquals(250, store.found(docking).open(), "not before it is counted");
            assertTrue(counts.count());
            assertEquals(List.of(99, 100, 49), store.found(docking).openByPiece());
            assertFalse(counts.count());
        }
    }

    /** Whose turn it was is in memory only; a server that starts after kill -9 counts whatever is open. */
    @Test
    void aServerThatStartsCountsWhatCameBefore() {
        Docking docking;
        try (DockedStore store = new DockedStore(folder)) {
            docking = store.announced(DOCKED_AT, files(2));
            store.store(DEVICE, "F0", 10);
            store.store(DEVICE, "F1", 10);
            assertEquals(2, store.found(docking).open());
        }
        try (DockedStore store = new DockedStore(folder)) {
            assertEquals(List.of(), store.listedAsOpen());
            assertEquals(0, store.found(docking).open());
        }
    }

    @Test
    void aDockingIsReadInPages() {
        try (DockedStore store = new DockedStore(folder)) {
            Docking docking = store.announced(DOCKED_AT, files(250));
            store.store(DEVICE, "F120", 10);
            Standing second = store.dockings().standing(store.found(docking), 1, false);
            assertEquals(100, second.fates().size());
            assertEquals(249, second.docking().open(), "as it stands now");
            assertEquals(OptionalInt.of(2), second.next());
            Standing third = store.dockings().standing(store.found(docking), 2, false);
            assertEquals(50, third.fates().size());
            assertEquals(OptionalInt.empty(), third.next());
            assertTrue(store.dockings().standing(docking, 3, false).fates().isEmpty());
        }
    }

    @Test
    void whatIsOpenIsReadWithoutTheRest() {
        try (DockedStore store = new DockedStore(folder)) {
            Docking docking = store.announced(DOCKED_AT, files(250));
            for (int i = 0; i < 200; i++) {
                store.dockings().explain(docking.id(), "F" + i, "lost", DOCK);
            }
            store.store(DEVICE, "F200", 10);
            Standing open = store.dockings().standing(store.found(docking), 0, true);
            assertEquals(
                    IntStream.range(201, 250).mapToObj(i -> "F" + i).toList(),
                    open.fates().keySet().stream().map(AnnouncedFile::name).toList());
            assertEquals(49, open.docking().open());
            assertEquals(OptionalInt.empty(), open.next());
        }
    }

    @Test
    void oneDeviceAnnouncesSoOftenOnADayAndNoMore() {
        try (DockedStore store = new DockedStore(folder)) {
            for (int i = 0; i < Dockings.DAY_MAX; i++) {
                store.announced(DOCKED_AT, List.of());
            }
            Announced.TooOften tooOften =
                    assertInstanceOf(Announced.TooOften.class, store.announce(DOCKED_AT, List.of()));
            // 2026-11-20T08:00:00Z is 16:00 in the unit's zone.
            assertEquals(Duration.ofHours(8).minusSeconds(Dockings.DAY_MAX + 1), tooOften.untilTomorrow());
            store.engine().clock().move(tooOften.untilTomorrow());
            store.announced(DOCKED_AT, List.of());
        }
    }

    @Test
    void dockingsOfOneDeviceAreFoundAlone() {
        try (DockedStore store = new DockedStore(folder)) {
            Docking docking = store.announced(DOCKED_AT, files(1));
            List<Docking> own = store.dockings()
                    .list(Optional.of(DEVICE), true, Optional.empty(), 20)
                    .dockings();
            assertEquals(List.of(docking.id()), own.stream().map(Docking::id).toList());
            assertEquals(
                    List.of(),
                    store.dockings()
                            .list(Optional.of("ZFY-0043"), true, Optional.empty(), 20)
                            .dockings());
        }
    }

    @Test
    void aDeviceWithManyOpenDockingsWaitsBehindTheOthers() {
        BroughtDevices brought = new BroughtDevices();
        brought.mark("A");
        brought.mark("B");
        Turn first = brought.next().orElseThrow();
        brought.goOn(new Turn(first.device(), Optional.of("further")));
        List<Turn> turns = new ArrayList<>();
        for (Optional<Turn> turn = brought.next(); turn.isPresent(); turn = brought.next()) {
            turns.add(turn.get());
        }
        assertEquals(
                List.of(
                        new Turn(Optional.of("B"), Optional.empty()),
                        new Turn(Optional.of("A"), Optional.of("further"))),
                turns);
    }

    @Test
    void whatComesDuringATurnBeginsItAgain() {
        BroughtDevices brought = new BroughtDevices();
        brought.mark("A");
        Turn first = brought.next().orElseThrow();
        brought.mark("A");
        brought.goOn(new Turn(first.device(), Optional.of("further")));
        assertEquals(Optional.of(new Turn(Optional.of("A"), Optional.empty())), brought.next());
        assertEquals(Optional.empty(), brought.next());
    }

    @Test
    void whoseTurnItIsTakesLittleMemoryAndNobodyIsForgotten() {
        BroughtDevices brought = new BroughtDevices();
        for (int i = 0; i <= 10_000; i++) {
            brought.mark("D" + i);
        }
        brought.mark(" ");
        brought.mark("x".repeat(257));
        assertEquals(Optional.of(new Turn(Optional.empty(), Optional.empty())), brought.next(), "all are counted");
        assertEquals(Optional.empty(), brought.next());
    }

    @Test
    void anEmptyDeviceLeavesNothingOpen() {
        try (DockedStore store = new DockedStore(folder)) {
            Docking docking = store.announced();
            assertEquals(List.of(), store.listedAsOpen());
            assertTrue(store.found(docking).settled());
            assertEquals(0, store.fates(docking).size());
        }
    }

    @Test
    void pagesGoOnWhereTheLastEnded() {
        try (DockedStore store = new DockedStore(folder)) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                expected.add(0, store.announced(file("F" + i, 1)).id());
            }
            List<String> seen = new ArrayList<>();
            Optional<String> cursor = Optional.empty();
            do {
                Dockings.Page page = store.dockings().list(Optional.of(DEVICE), false, cursor, 3);
                page.dockings().forEach(docking -> seen.add(docking.id()));
                cursor = page.next();
            } while (cursor.isPresent());
            assertEquals(expected, seen);
        }
    }
}
