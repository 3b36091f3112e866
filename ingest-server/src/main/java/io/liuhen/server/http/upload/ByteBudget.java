package io.liuhen.server.http.upload;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many bytes of uploads may be in memory on their way to the disk, over the whole server. Nobody is refused: who
 * comes when it is used up stops reading from its socket until it is called. Thread-safe.
 */
public final class ByteBudget {
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private long usedBytes;

    /**
     * An unused budget.
     *
     * @param maxBytes beyond which nobody reads on
     */
    public ByteBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes bytes that have come already; false if the caller must wait before it reads more. */
    boolean take(long bytes) {
        lock.lock();
        try {
            usedBytes += bytes;
            return usedBytes < maxBytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives bytes back, and calls the next who waits if there is room. The last to give calls all of them, one after
     * another: those who have hung up meanwhile take nothing, so that nobody would give, and call, any more.
     */
    void give(long bytes) {
        lock.lock();
        try {
            usedBytes -= bytes;
        } finally {
            lock.unlock();
        }
        boolean called = callNext(maxBytes);
        while (called) {
            called = callNext(1);
        }
    }

    /** Calls the next who waits, if fewer bytes than these are in use. */
    private boolean callNext(long belowBytes) {
        Runnable next;
        lock.lock();
        try {
            next = usedBytes < belowBytes ? waiting.poll() : null;
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    /** Calls back once there is room, which may be now. */
    void whenRoom(Runnable callback) {
        lock.lock();
        try {
            if (usedBytes >= maxBytes) {
                waiting.add(callback);
                return;
            }
        } finally {
            lock.unlock();
        }
        callback.run();
    }

    /** Bytes in use now. */
    public long usedBytes() {
        lock.lock();
        try {
            return usedBytes;
        } finally {
            lock.unlock();
        }
    }
}
