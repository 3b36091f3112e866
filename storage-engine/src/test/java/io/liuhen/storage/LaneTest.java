package io.liuhen.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Tasks of one lane run one after another, whatever becomes of them and of the threads. */
final class LaneTest {
    private final Queue<Runnable> pool = new ArrayDeque<>();
    private int refusals;

    private final Lane lane = new Lane(task -> {
        if (refusals > 0) {
            refusals--;
            throw new OutOfMemoryError("unable to create native thread, in a test");
        }
        pool.add(task);
    });

    private <T> CompletableFuture<T> call(Supplier<T> task) {
        return lane.call(task).toCompletableFuture();
    }

    private void runPool() {
        for (Runnable task = pool.poll(); task != null; task = pool.poll()) {
            task.run();
        }
    }

    @Test
    void aTaskForWhichThereIsNoThreadFailsAndTheNextOneRuns() {
        refusals = 1;
        CompletableFuture<Integer> refused = call(() -> 1);
        CompletionException failure = assertThrows(CompletionException.class, refused::join);
        assertInstanceOf(OutOfMemoryError.class, failure.getCause());
        assertTrue(lane.idle());
        CompletableFuture<Integer> next = call(() -> 2);
        runPool();
        assertEquals(2, next.join());
        assertTrue(lane.idle());
    }

    @Test
    void tasksRunInTheirOrderAlsoBehindOneThatFails() {
        List<Integer> ran = new ArrayList<>();
        CompletableFuture<Boolean> first = call(() -> ran.add(1));
        CompletableFuture<Boolean> second = call(() -> {
            ran.add(2);
            throw new AssertionError("it fails, in a test");
        });
        CompletableFuture<Boolean> third = call(() -> ran.add(3));
        assertEquals(1, pool.size(), "one thread is enough");
        assertFalse(lane.idle());
        runPool();
        assertEquals(List.of(1, 2, 3), ran);
        assertTrue(first.join() && third.join());
        assertThrows(CompletionException.class, second::join);
        assertTrue(lane.idle());
    }

    @Test
    void whoHearsOfTheLastTasksEndFindsTheLaneIdle() {
        List<Boolean> idle = new ArrayList<>();
        CompletableFuture<Void> first = call(() -> 1).thenAccept(done -> idle.add(lane.idle()));
        CompletableFuture<Void> last = call(() -> 2).thenAccept(done -> idle.add(lane.idle()));
        runPool();
        assertTrue(first.isDone() && last.isDone());
        assertEquals(List.of(false, true), idle);
    }
}
