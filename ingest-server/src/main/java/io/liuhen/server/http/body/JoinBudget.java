package io.liuhen.server.http.body;

import java.util.concurrent.atomic.AtomicLong;

/** How much memory the buffers may bind in which small pieces are joined, over all connections of a port. Thread-safe. */
public final class JoinBudget {
    private final long maxBytes;
    private final AtomicLong usedBytes = new AtomicLong();

    /** @param maxBytes beyond which pieces go on as they came */
    public JoinBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes room for a buffer; false, and nothing taken, where there is none. */
    boolean take(int bytes) {
        if (usedBytes.addAndGet(bytes) <= maxBytes) {
            return true;
        }
        usedBytes.addAndGet(-bytes);
        return false;
    }

    void give(int bytes) {
        usedBytes.addAndGet(-bytes);
    }

    /** What is bound now. */
    long usedBytes() {
        return usedBytes.get();
    }
}
