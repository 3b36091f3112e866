package io.liuhen.storage;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs at most so many tasks at once on threads of a common pool, and the others in the order in which they came: for what
 * takes long, so that it never has all of them. Tasks must not throw. Thread-safe.
 */
final class BoundedExecutor implements Executor {
    private final Executor threads;
    private final int runningMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    BoundedExecutor(Executor threads, int runningMax) {
        this.threads = threads;
        this.runningMax = runningMax;
    }

    /** Throws what the pool throws; the task does not run then. */
    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            if (running == runningMax) {
                waiting.add(task);
                return;
            }
            running++;
        } finally {
            lock.unlock();
        }
        try {
            threads.execute(() -> runFrom(task));
        } catch (RuntimeException | Error e) {
            ended();
            throw e;
        }
    }

    /** The others on the same thread: a pool that takes nothing new any more may hold none of them back. */
    private void runFrom(Runnable first) {
        for (Runnable task = first; task != null; task = next()) {
            task.run();
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable task = waiting.poll();
            if (task == null) {
                running--;
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    private void ended() {
        lock.lock();
        try {
            running--;
        } finally {
            lock.unlock();
        }
    }
}
