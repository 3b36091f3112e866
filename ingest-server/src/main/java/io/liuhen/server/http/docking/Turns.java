package io.liuhen.server.http.docking;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Lets what needs much memory be done one after another, and only so much wait for it. Thread-safe; nothing blocks. */
final class Turns {
    private final int waitingMax;
    private final Deque<Consumer<Turn>> waiting = new ArrayDeque<>();
    private boolean taken;

    /** @param waitingMax how many may wait */
    Turns(int waitingMax) {
        this.waitingMax = waitingMax;
    }

    /** The one that has its turn. Over when it is closed, once. */
    final class Turn implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();

        private Turn() {}

        @Override
        public void close() {
            if (!over.compareAndSet(false, true)) {
                return;
            }
            Consumer<Turn> next;
            synchronized (Turns.this) {
                next = waiting.poll();
                taken = next != null;
            }
            if (next != null) {
                next.accept(new Turn());
            }
        }
    }

    /**
     * Does something now, or when its turn comes, on the thread of whoever was before it; answers false, and does nothing,
     * if too many wait.
     *
     * @param next closes the turn that it gets, whatever happens
     */
    boolean take(Consumer<Turn> next) {
        synchronized (this) {
            if (taken) {
                return waiting.size() < waitingMax && waiting.add(next);
            }
            taken = true;
        }
        next.accept(new Turn());
        return true;
    }
}
