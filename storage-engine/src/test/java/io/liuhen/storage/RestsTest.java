package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.Rests.Rested;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.testing.ManualClock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads that nothing comes for are found after their time, and no others. */
final class RestsTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(16);

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-20T08:00:00Z"));
    private final AtomicLong nanos = new AtomicLong(-5);
    private final IdGenerator ids = new IdGenerator(clock, new Random(TestStore.SEED));
    private final List<StorageEngine> opened = new ArrayList<>();

    @BeforeEach
    void open() {
        opened.add(StorageEngine.open(
                new EngineConfig(2, 8), RealDisk.below(folder), clock, nanos::get, SyncObserver.none()));
    }

    @AfterEach
    void close() {
        engine().close();
    }

    private StorageEngine engine() {
        return opened.get(opened.size() - 1);
    }

    /** Another process: its monotonic clock begins anywhere. */
    private void restart() {
        close();
        nanos.set(new Random(7).nextLong() / 2);
        open();
    }

    private SegmentId create() {
        SegmentId id = ids.segment();
        get(engine().uploads()
                .create(
                        UploadRow.opened(
                                id, OptionalLong.of(1000), "original", CanonicalJson.object(), clock.instant()),
                        Facts.none()));
        return id;
    }

    private Append append(SegmentId id, long offset, int count) {
        Append append = ((AppendOutcome.Opened) get(engine().uploads().append(id, offset))).append();
        get(append.write(ByteBuffer.wrap(bytes(count, offset))));
        get(append.commit());
        return append;
    }

    /** Time passes while the server runs and looks every few hours; what it has found by then. */
    private List<Rested> after(Duration time) {
        List<Rested> found = new ArrayList<>();
        long end = nanos.get() + time.toNanos();
        while (nanos.get() < end) {
            nanos.addAndGet(Duration.ofHours(3).toNanos());
            found.addAll(engine().rests().look(LONGEST, 100).rested());
        }
        return found;
    }

    @Test
    void anUploadIsFoundWhenNothingHasComeForItsTimeAndNotBefore() {
        engine().rests().look(LONGEST, 100);
        SegmentId id = create();
        assertEquals(List.of(), after(LONGEST));
        assertEquals(List.of(new Rested(id, 0)), after(Duration.ofHours(6)));
    }

    @Test
    void eachByteThatIsCommittedBeginsTheTimeAnew() {
        SegmentId id = create();
        for (int i = 0; i < 5; i++) {
            assertEquals(List.of(), after(LONGEST.minus(DAY)));
            get(append(id, i, 1).close());
        }
        assertEquals(List.of(), after(LONGEST));
        assertEquals(List.of(new Rested(id, 5)), after(DAY.plusHours(3)).subList(0, 1), "at most a sixteenth later");
    }

    @Test
    void anUploadThatSomebodyAppendsToDoesNotRest() {
        SegmentId id = create();
        Append live = append(id, 0, 10);
        assertEquals(List.of(), after(LONGEST.multipliedBy(3)));
        assertTrue(get(engine().uploads().receivedAtRest(id, 10)).isEmpty());
        assertTrue(get(live.write(ByteBuffer.wrap(bytes(1, 1)))), "nobody has ended it");
        get(live.close());
        assertFalse(after(LONGEST.plus(DAY)).isEmpty());
    }

    @Test
    void anUploadThatGoesOnBetweenTheLookAndTheEndIsNotEnded() {
        SegmentId id = create();
        after(LONGEST.plus(DAY));
        get(append(id, 0, 10).close());
        assertTrue(get(engine().uploads().receivedAtRest(id, 0)).isEmpty());
        assertEquals(
                10, get(engine().uploads().receivedAtRest(id, 10)).orElseThrow().offsetBytes());
    }

    @Test
    void timeInWhichNoServerRanDoesNotCountAndTimeBeforeARestartDoes() {
        SegmentId id = create();
        assertEquals(List.of(), after(Duration.ofDays(10)));
        restart();
        clock.move(Duration.ofDays(400));
        assertEquals(List.of(), after(Duration.ofDays(5)));
        restart();
        assertEquals(
                List.of(new Rested(id, 0)),
                after(Duration.ofDays(2).plusHours(3)).subList(0, 1));
    }

    @Test
    void aWallClockThatJumpsEndsNothing() {
        create();
        for (long days : new long[] {365, -3650, 36500}) {
            clock.move(Duration.ofDays(days));
            assertEquals(List.of(), after(DAY));
        }
    }

    @Test
    void oneThatWasNotEndedIsFoundAgainAndOneThatWasIsNot() {
        SegmentId kept = create();
        SegmentId ended = create();
        SegmentId sealed = create();
        assertEquals(3, after(LONGEST.plusHours(6)).size());
        get(engine().uploads().endEmpty(ended, Facts.none()));
        get(append(sealed, 0, 10).close());
        get(engine().uploads()
                .seal(new Uploads.SealRequest(sealed, 10, SegmentKind.INCOMPLETE, List.of(), Facts.none())));
        assertEquals(List.of(new Rested(kept, 0)), after(DAY));
        assertEquals(
                List.of(),
                engine().parts().index().rests().due(Long.MAX_VALUE, 10).stream()
                        .filter(rest -> !rest.id().equals(kept))
                        .toList());
    }

    @Test
    void aTurnLooksAtNoMoreThanItMay() {
        for (int i = 0; i < 5; i++) {
            create();
        }
        Rests rests = engine().rests();
        assertTrue(rests.look(LONGEST, 2).more());
        assertTrue(rests.look(LONGEST, 2).more());
        assertFalse(rests.look(LONGEST, 2).more());
    }
}
