package io.liuhen.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after another, in the order in which they were given, on threads of a common pool: some of them, then it
 * is another lane's turn. Whatever only tasks of one lane touch needs no lock. Thread-safe.
 */
final class Lane {
    private static final int TASKS_PER_TURN = 32;

    private final Executor threads;
    private final Executor patient;
    private final ReentrantLock lock = new ReentrantLock();

    /** The first one is running, if any is. Each says whether it is through. */
    private final Deque<BooleanSupplier> tasks = new ArrayDeque<>();

    /** Whether a thread was asked to run what waits. */
    private boolean running;

    /** Tasks whose stages have not ended. */
    private int unfinished;

    /** @param patient for what takes long; on few of the same threads */
    Lane(Executor threads, Executor patient) {
        this.threads = threads;
        this.patient = patient;
    }

    /** Runs a task in its turn; the stage ends as the task does, or fails at once where no thread is to be had. */
    <T> CompletionStage<T> call(Supplier<T> task) {
        return call(() -> true, task);
    }

    /**
     * As {@link #call(Supplier)}, after something that may take long.
     *
     * @param prepare does a part of it and says whether that was the last. The first part runs where tasks do, the others
     *     with those who are patient, each at the end of their queue; nothing else of this lane runs meanwhile
     */
    <T> CompletionStage<T> call(BooleanSupplier prepare, Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            add(() -> run(prepare, task, result));
        } catch (RuntimeException | Error e) {
            over();
            result.completeExceptionally(e);
        }
        return result;
    }

    private <T> boolean run(BooleanSupplier prepare, Supplier<T> task, CompletableFuture<T> result) {
        T value;
        try {
            if (!prepare.getAsBoolean()) {
                return false;
            }
            value = task.get();
        } catch (RuntimeException | Error e) {
            over();
            result.completeExceptionally(e);
            return true;
        }
        over();
        result.complete(value);
        return true;
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

    private void add(BooleanSupplier task) {
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
    private void start(BooleanSupplier first) {
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
        int through = 0;
        for (BooleanSupplier task = first(); task != null; task = first()) {
            boolean done = task.getAsBoolean();
            if (done) {
                remove();
                through++;
            }
            boolean moves = !done || through == TASKS_PER_TURN;
            if (moves && movesTo(done ? threads : patient)) {
                return;
            }
        }
    }

    private @Nullable BooleanSupplier first() {
        lock.lock();
        try {
            BooleanSupplier task = tasks.peek();
            running = task != null;
            return task;
        } finally {
            lock.unlock();
        }
    }

    private void remove() {
        lock.lock();
        try {
            tasks.remove();
        } finally {
            lock.unlock();
        }
    }

    /** False where no other thread is to be had: then it goes on here. */
    private boolean movesTo(Executor other) {
        try {
            other.execute(this::drain);
            return true;
        } catch (RuntimeException | Error e) {
            return false;
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
