package io.liuhen.server.admission;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the bodies that are read whole (JSON, transcripts, lists of files) may bind, over the whole server, from
 * their first byte until they are answered. Strangers have a part of it, so that they cannot use up what the others need.
 * Nobody waits here: who finds no room is refused. Thread-safe.
 */
public final class HeldBodies {
    private final long maxBytes;
    private final long strangersMaxBytes;
    private final AtomicLong usedBytes = new AtomicLong();
    private final AtomicLong strangersUsedBytes = new AtomicLong();

    /**
     * Nothing is held yet.
     *
     * @param maxBytes of all together
     * @param strangersMaxBytes of those who have shown no credentials where credentials are asked for, within the former
     */
    public HeldBodies(long maxBytes, long strangersMaxBytes) {
        this.maxBytes = maxBytes;
        this.strangersMaxBytes = strangersMaxBytes;
    }

    /** One body's part. Confined to one thread. */
    public final class Hold {
        private final boolean stranger;
        private long heldBytes;
        private boolean released;

        private Hold(boolean stranger) {
            this.stranger = stranger;
        }

        /** Takes room for bytes that have come; false, and nothing taken, where there is none. */
        public boolean take(long bytes) {
            if (released || (stranger && !taken(strangersUsedBytes, bytes, strangersMaxBytes))) {
                return false;
            }
            if (!taken(usedBytes, bytes, maxBytes)) {
                if (stranger) {
                    strangersUsedBytes.addAndGet(-bytes);
                }
                return false;
            }
            heldBytes += bytes;
            return true;
        }

        /** Gives all of it back, and takes no more; once or more often. */
        public void release() {
            released = true;
            usedBytes.addAndGet(-heldBytes);
            if (stranger) {
                strangersUsedBytes.addAndGet(-heldBytes);
            }
            heldBytes = 0;
        }
    }

    /** A body that comes from now on. */
    public Hold begin(boolean stranger) {
        return new Hold(stranger);
    }

    /** What is held now, in bytes. */
    public long usedBytes() {
        return usedBytes.get();
    }

    private static boolean taken(AtomicLong used, long bytes, long max) {
        if (used.addAndGet(bytes) <= max) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }
}
