package io.liuhen.storage.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Runs tasks when it is told to, one at a time, on the thread that tells it, in an order drawn by seed: what a pool of
 * threads may do, made repeatable. Confined to one thread.
 */
public final class StepExecutor extends AbstractExecutorService {
    private final RandomGenerator chance;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean atOnce;
    private boolean shutdown;

    /** @param chance decides who of those who wait runs next */
    public StepExecutor(RandomGenerator chance) {
        this.chance = chance;
    }

    /** Runs one task; false if none waits. */
    public boolean step() {
        if (waiting.isEmpty()) {
            return false;
        }
        waiting.remove(chance.nextInt(waiting.size())).run();
        return true;
    }

    /** Runs tasks until none waits. */
    public void runAll() {
        while (step()) {
            // until nobody waits
        }
    }

    /** From now on every task runs where it is handed in, for callers that wait for its result. */
    public void runAtOnce() {
        runAll();
        atOnce = true;
    }

    /** Forgets whoever waits, as when the process has died. */
    public void abandon() {
        waiting.clear();
        shutdown = true;
    }

    @Override
    public void execute(Runnable task) {
        if (shutdown) {
            throw new RejectedExecutionException("the executor was shut down");
        }
        if (atOnce) {
            task.run();
        } else {
            waiting.add(task);
        }
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        List<Runnable> never = List.copyOf(waiting);
        waiting.clear();
        return never;
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown && waiting.isEmpty();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        runAll();
        return isTerminated();
    }
}
