package io.liuhen.server.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.admission.ByteBudget.Reader;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "Nobody is refused: who comes when it is used up stops reading from its socket until it is called." */
final class ByteBudgetTest {
    private final ByteBudget budget =
            new ByteBudget(100, new Pace(new Ceilings(List.of(), ZoneOffset.UTC), () -> Instant.EPOCH, () -> 0));
    private final List<String> called = new ArrayList<>();
    private final Reader taker = reader();

    private Reader reader() {
        return budget.enter(new Share("device", "device", false));
    }

    private Runnable calls(String name) {
        return () -> called.add(name);
    }

    private boolean take(long bytes) {
        return taker.take(bytes, bytes);
    }

    @Test
    void whoTakesTheLastOfItIsToldToStop() {
        assertTrue(take(60));
        assertFalse(take(60), "bytes that have come are counted, also beyond the budget");
        assertEquals(120, budget.usedBytes());
        taker.give(120);
        assertEquals(0, budget.usedBytes());
        assertTrue(take(99));
        assertFalse(take(1));
    }

    @Test
    void memoryCountsAndNotLength() {
        assertTrue(taker.take(1000, 10));
        assertFalse(taker.take(10, 1000));
    }

    @Test
    void whoAsksWhileThereIsRoomIsCalledAtOnce() {
        reader().whenRoom(calls("a"));
        assertEquals(List.of("a"), called);
        assertEquals(0, budget.waiting());
    }

    @Test
    void whoAsksWhenItIsUsedUpIsCalledWhenThereIsRoomAgain() {
        take(150);
        reader().whenRoom(calls("a"));
        assertEquals(1, budget.waiting());
        taker.give(40);
        assertEquals(List.of(), called);
        taker.give(20);
        assertEquals(List.of("a"), called);
        taker.give(90);
        assertEquals(List.of("a"), called, "once");
        assertEquals(0, budget.waiting());
    }

    @Test
    void oneIsCalledForEachThatIsGiven() {
        take(100);
        reader().whenRoom(calls("a"));
        reader().whenRoom(calls("b"));
        taker.give(1);
        assertEquals(List.of("a"), called);
        taker.give(1);
        assertEquals(List.of("a", "b"), called);
    }

    /** There is room, but others have waited for it longer. */
    @Test
    void nobodyPassesThoseWhoWait() {
        take(100);
        reader().whenRoom(calls("a"));
        reader().whenRoom(calls("b"));
        taker.give(1);
        reader().whenRoom(calls("c"));
        assertEquals(List.of("a", "b"), called);
        taker.give(1);
        assertEquals(List.of("a", "b", "c"), called);
    }

    /** Whoever is called may have nothing to read and give nothing back: that must not be the end of the queue. */
    @Test
    void nobodyIsForgottenBecauseOthersReadNothing() {
        take(100);
        for (String name : List.of("idle", "idle too", "a", "b")) {
            reader().whenRoom(calls(name));
        }
        taker.give(50);
        taker.give(50);
        assertEquals(0, budget.usedBytes());
        assertEquals(List.of("idle", "idle too", "a", "b"), called);
    }

    @Test
    void whoLeavesIsNotCalledAndHisTurnIsTheNextOnes() {
        take(100);
        Reader leaving = reader();
        leaving.whenRoom(calls("gone"));
        reader().whenRoom(calls("a"));
        leaving.leave();
        assertEquals(1, budget.waiting());
        taker.give(1);
        assertEquals(List.of("a"), called);
        assertEquals(0, budget.waiting());
    }

    @Test
    void whoIsCalledMayTakeAtOnce() {
        take(100);
        reader().whenRoom(() -> {
            called.add("a");
            take(100);
        });
        reader().whenRoom(calls("b"));
        taker.give(100);
        assertEquals(List.of("a"), called, "a has used it up again");
        taker.give(100);
        assertEquals(List.of("a", "b"), called);
    }
}
