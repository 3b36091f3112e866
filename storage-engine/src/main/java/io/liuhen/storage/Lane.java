package io.liuhen.storage;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after another, in the order in which they were given, on threads of a common pool. Whatever only tasks
 * of one lane touch needs no lock. Thread-safe.
 */
final class Lane {
    private final Executor threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    Lane(Executor threads) {
        this.threads = threads;
    }

    /** Runs a task in its turn; the stage ends as the task does. */
    <T> CompletionStage<T> call(Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        add(() -> {
            try {
                result.complete(task.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private void add(Runnable task) {
        lock.lock();
        try {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        threads.execute(this::drain);
    }

    private void drain() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable task = tasks.poll();
            running = task != null;
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing waits or runs. */
    boolean idle() {
        lock.lock();
        try {
            return !running;
        } finally {
            lock.unlock();
        }
    }
}
