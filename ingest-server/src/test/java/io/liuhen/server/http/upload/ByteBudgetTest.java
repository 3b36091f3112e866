package io.liuhen.server.http.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "Nobody is refused: who comes when it is used up stops reading from its socket until it is called." */
final class ByteBudgetTest {
    private final ByteBudget budget = new ByteBudget(100);
    private final List<String> called = new ArrayList<>();

    private Runnable reader(String name) {
        return () -> called.add(name);
    }

    @Test
    void whoTakesTheLastOfItIsToldToStop() {
        assertTrue(budget.take(60));
        assertFalse(budget.take(60), "bytes that have come are counted, also beyond the budget");
        assertEquals(120, budget.usedBytes());
        budget.give(120);
        assertEquals(0, budget.usedBytes());
        assertTrue(budget.take(99));
        assertFalse(budget.take(1));
    }

    @Test
    void whoAsksWhileThereIsRoomIsCalledAtOnce() {
        budget.whenRoom(reader("a"));
        assertEquals(List.of("a"), called);
    }

    @Test
    void whoAsksWhenItIsUsedUpIsCalledWhenThereIsRoomAgain() {
        budget.take(150);
        budget.whenRoom(reader("a"));
        budget.give(40);
        assertEquals(List.of(), called);
        budget.give(20);
        assertEquals(List.of("a"), called);
        budget.give(90);
        assertEquals(List.of("a"), called, "once");
    }

    @Test
    void whoHasWaitedLongestIsCalledFirst() {
        budget.take(100);
        budget.whenRoom(reader("a"));
        budget.whenRoom(reader("b"));
        budget.give(1);
        assertEquals(List.of("a"), called);
        budget.give(1);
        assertEquals(List.of("a", "b"), called);
    }

    /** Whoever is called may have hung up meanwhile and give nothing back: that must not be the end of the queue. */
    @Test
    void nobodyIsForgottenBecauseOthersHaveHungUp() {
        budget.take(100);
        for (String name : List.of("gone", "gone too", "a", "b")) {
            budget.whenRoom(reader(name));
        }
        budget.give(50);
        budget.give(50);
        assertEquals(0, budget.usedBytes());
        assertEquals(List.of("gone", "gone too", "a", "b"), called);
    }

    @Test
    void whoIsCalledMayTakeAtOnce() {
        budget.take(100);
        budget.whenRoom(() -> {
            called.add("a");
            budget.take(100);
        });
        budget.whenRoom(reader("b"));
        budget.give(100);
        assertEquals(List.of("a"), called, "a has used it up again");
        budget.give(100);
        assertEquals(List.of("a", "b"), called);
    }
}
