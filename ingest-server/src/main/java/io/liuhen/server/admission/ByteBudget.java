package io.liuhen.server.admission;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of uploads may be in memory on their way to the disk, over the whole server, and how many may come in a
 * second. Nobody is refused: who comes when it is used up stops reading from its socket until it is called, and who is
 * called next is decided by {@link FairTurns}. Thread-safe. While there is room, a piece costs two additions.
 */
public final class ByteBudget {
    /** What a turn is thought to bring, until it is known: a piece. */
    private static final long TURN_BYTES = 256 << 10;

    /** What is read beyond this on one turn was read while there was room for all, and is nobody's loss. */
    private static final long COUNTED_MAX_BYTES = 1 << 20;

    private final long maxBytes;
    private final Pace pace;
    private final AtomicLong usedBytes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final FairTurns<Reader> turns = new FairTurns<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * An unused budget.
     *
     * @param maxBytes beyond which nobody reads on
     * @param pace how much may come in a second
     */
    public ByteBudget(long maxBytes, Pace pace) {
        this.maxBytes = maxBytes;
        this.pace = pace;
    }

    /**
     * One body that is read. {@link #take}, {@link #whenRoom} and {@link #leave} are confined to one thread, {@link #give} is
     * for any.
     */
    public final class Reader {
        private final FairTurns.Account<Reader> account;
        private long takenBytes;
        private long foreseenBytes;
        private @Nullable Runnable callback;

        private Reader(FairTurns.Account<Reader> account) {
            this.account = account;
        }

        /**
         * Takes bytes that have come already; false if the caller must wait before it reads more.
         *
         * @param lengthBytes how many came
         * @param memoryBytes how much they bind, to be given back
         */
        public boolean take(long lengthBytes, long memoryBytes) {
            takenBytes += lengthBytes;
            pace.came(lengthBytes);
            return usedBytes.addAndGet(memoryBytes) < maxBytes && pace.allows();
        }

        /** Gives memory back, and calls the next who waits if there is room. */
        public void give(long memoryBytes) {
            usedBytes.addAndGet(-memoryBytes);
            if (waiting.get() > 0) {
                call();
            }
        }

        /** Calls back once it is this one's turn, which may be now. */
        public void whenRoom(Runnable whenCalled) {
            boolean waits;
            lock.lock();
            try {
                settle();
                waits = waiting.get() > 0 || full();
                if (waits) {
                    callback = whenCalled;
                    turns.add(account, this);
                    waiting.incrementAndGet();
                }
            } finally {
                lock.unlock();
            }
            if (waits) {
                // Whoever gave meanwhile may have seen nobody waiting.
                call();
            } else {
                whenCalled.run();
            }
        }

        /** It reads no more; what it has taken is still to be given back. */
        public void leave() {
            lock.lock();
            try {
                if (callback != null) {
                    callback = null;
                    turns.remove(account, this);
                    waiting.decrementAndGet();
                }
                settle();
                turns.close(account);
            } finally {
                lock.unlock();
            }
            // Its turn may have been one that it did not use.
            call();
        }

        private void settle() {
            turns.had(account, Math.min(takenBytes, COUNTED_MAX_BYTES) - foreseenBytes);
            takenBytes = 0;
            foreseenBytes = 0;
        }
    }

    /** Somebody will read. */
    public Reader enter(Share share) {
        lock.lock();
        try {
            return new Reader(turns.open(share));
        } finally {
            lock.unlock();
        }
    }

    private boolean full() {
        return usedBytes.get() >= maxBytes || !pace.allows();
    }

    /**
     * Calls the next who waits if there is room. Where nothing is in use it calls all of them, one after another: those who
     * have nothing to read take nothing, so that nobody would give, and call, any more. Below a ceiling {@link #tick} does.
     */
    private void call() {
        boolean called = callNext(maxBytes);
        while (called && !pace.limited()) {
            called = callNext(1);
        }
    }

    private boolean callNext(long belowBytes) {
        Runnable callback = null;
        lock.lock();
        try {
            if (usedBytes.get() < belowBytes && pace.allows()) {
                callback = turn();
            }
        } finally {
            lock.unlock();
        }
        if (callback != null) {
            callback.run();
        }
        return callback != null;
    }

    private @Nullable Runnable turn() {
        Optional<Reader> next = turns.next();
        if (next.isEmpty()) {
            return null;
        }
        Reader reader = next.get();
        Runnable callback = reader.callback;
        reader.callback = null;
        waiting.decrementAndGet();
        reader.foreseenBytes = TURN_BYTES;
        turns.had(reader.account, TURN_BYTES);
        return callback;
    }

    /** Time has passed: calls as many as may come by now. To be called often while there is a ceiling. */
    public void tick() {
        long room = pace.refill();
        while (room > 0 && waiting.get() > 0 && callNext(maxBytes)) {
            room -= TURN_BYTES;
        }
    }

    /** Bytes in use now. */
    public long usedBytes() {
        return usedBytes.get();
    }

    /** How many bodies wait for their turn. */
    public int waiting() {
        return waiting.get();
    }
}
