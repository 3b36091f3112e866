package io.liuhen.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Lanes share threads: each in its order, none for ever. */
final class LaneTurnsTest {
    /** The one thread that there is. */
    private final Queue<Runnable> threads = new ArrayDeque<>();

    /** What is patient. */
    private final Queue<Runnable> patient = new ArrayDeque<>();

    private final List<String> ran = new ArrayList<>();

    private static boolean step(Queue<Runnable> of) {
        Runnable next = of.poll();
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    private Lane lane() {
        return new Lane(threads::add, patient::add);
    }

    private CompletionStage<Boolean> call(Lane lane, String name) {
        return lane.call(() -> ran.add(name));
    }

    @Test
    void aLaneThatAlwaysHasMoreToDoLeavesOthersTheirTurn() {
        Lane busy = lane();
        Lane other = lane();
        endless(busy);
        CompletionStage<Boolean> done = call(other, "other");
        assertTrue(step(threads));
        assertTrue(step(threads));
        assertTrue(done.toCompletableFuture().isDone(), "after one turn of the busy one");
    }

    private static void endless(Lane lane) {
        lane.call(() -> {
            endless(lane);
            return true;
        });
    }

    @Test
    void whatTakesLongIsDoneInPartsAmongThePatientAndInItsOrder() {
        Lane lane = lane();
        AtomicInteger parts = new AtomicInteger(4);
        call(lane, "before");
        lane.call(() -> parts.decrementAndGet() == 0, () -> ran.add("long"));
        call(lane, "after");
        assertTrue(step(threads));
        assertEquals(List.of("before"), ran);
        assertEquals(3, parts.get());
        for (int left = 2; left >= 0; left--) {
            assertTrue(threads.isEmpty(), "no thread that others want");
            assertTrue(step(patient));
            assertEquals(left, parts.get());
        }
        assertEquals(List.of("before", "long", "after"), ran);
        assertTrue(lane.idle());
    }

    @Test
    void aPartThatFailsFailsItsTaskAndNoOther() {
        Lane lane = lane();
        CompletionStage<Boolean> failed = lane.call(
                () -> {
                    throw new IllegalStateException("no");
                },
                () -> ran.add("never"));
        call(lane, "after");
        assertTrue(step(threads));
        assertTrue(failed.toCompletableFuture().isCompletedExceptionally());
        assertEquals(List.of("after"), ran);
    }
}
