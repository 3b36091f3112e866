package io.liuhen.server.http.head;

import java.util.function.LongSupplier;

/**
 * How many frames that bring next to nothing a connection of HTTP/2 may send: a number at once, some each second, and some
 * for what is moved over it either way, since whoever receives much says often that there is room for more. Confined to one
 * thread.
 */
final class FrameAllowance {
    /** At once. */
    static final long FRAMES_MAX = 10_000;

    /** What comes back each second. */
    static final long FRAMES_PER_SECOND = 1_000;

    /** A client may say with each of this many bytes that it has taken them. */
    static final long BYTES_PER_FRAME = 1024;

    private static final long FRAMES_PER_REQUEST = 2;
    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier nanoTime;
    private double left = FRAMES_MAX;
    private long lastNanos;

    /** @param nanoTime time that only passes */
    FrameAllowance(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
    }

    /** Bytes of bodies and answers were moved. */
    void moved(long bytes) {
        more((double) bytes / BYTES_PER_FRAME);
    }

    /** So many requests began, of which each may end with a frame that brings nothing, and take an answer. */
    void requested(long requests) {
        more((double) requests * FRAMES_PER_REQUEST);
    }

    private void more(double frames) {
        left = Math.min(FRAMES_MAX, left + frames);
    }

    /** So many have come; false where they are too many. */
    boolean spend(long frames) {
        long now = nanoTime.getAsLong();
        double earned = (now - lastNanos) / NANOS_PER_SECOND * FRAMES_PER_SECOND;
        lastNanos = now;
        left = Math.min(FRAMES_MAX, left + earned) - frames;
        return left >= 0;
    }
}
