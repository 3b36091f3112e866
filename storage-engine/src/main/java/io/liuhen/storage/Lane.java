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

    /** Whether a thread was asked to run what waits. */
    private boolean running;

    /** Tasks whose stages have not ended. */
    private int unfinished;

    Lane(Executor threads) {
        this.threads = threads;
    }

    /** Runs a task in its turn; the stage ends as the task does, or fails at once where no thread is to be had. */
    <T> CompletionStage<T> call(Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            add(() -> run(task, result));
        } catch (RuntimeException | Error e) {
            over();
            result.completeExceptionally(e);
        }
        return result;
    }

    private <T> void run(Supplier<T> task, CompletableFuture<T> result) {
        T value;
        try {
            value = task.get();
        } catch (RuntimeException | Error e) {
            over();
            result.completeExceptionally(e);
            return;
        }
        over();
        result.complete(value);
    }

    /** Before the stage ends: whoever hears of its end finds a lane that is idle. */
    private void over() {
        lock.lock();
        try {
            unfinished--;
        } finally {
            lock.unlock();
        }
    }

    private void add(Runnable task) {
        lock.lock();
        try {
            unfinished++;
            tasks.add(task);
            if (!running) {
                start(task);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock, so that nobody relies on a thread which then is not there. */
    private void start(Runnable first) {
        running = true;
        try {
            threads.execute(this::drain);
        } catch (RuntimeException | Error e) {
            running = false;
            tasks.remove(first);
            throw e;
        }
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

    /** Whether nothing waits or runs; a task whose stage has ended does not run any more. */
    boolean idle() {
        lock.lock();
        try {
            return unfinished == 0;
        } finally {
            lock.unlock();
        }
    }
}
