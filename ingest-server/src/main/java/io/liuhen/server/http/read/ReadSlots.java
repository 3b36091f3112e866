package io.liuhen.server.http.read;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many contents may be sent at once. Each holds a block of 1 MiB while it is checked, so their number bounds the
 * memory that reading takes. Thread-safe.
 */
final class ReadSlots {
    private static final int SLOTS = 48;

    private final Semaphore free = new Semaphore(SLOTS);

    /** Takes a slot; answers that the client should come back if there is none. */
    boolean take(Exchange exchange) {
        if (free.tryAcquire()) {
            return true;
        }
        exchange.problem(Problem.later(
                503,
                "busy",
                "Too many are reading",
                "the server sends " + SLOTS + " contents at once; ask again soon"));
        return false;
    }

    /** Gives a slot back that was taken and not used. */
    void give() {
        free.release();
    }

    /** A content that gives its slot back when it is closed. */
    Content holding(Content content) {
        AtomicBoolean held = new AtomicBoolean(true);
        return new Content() {
            @Override
            public long lengthBytes() {
                return content.lengthBytes();
            }

            @Override
            public int read(ByteBuffer target, long positionBytes) {
                return content.read(target, positionBytes);
            }

            @Override
            public void close() {
                try {
                    content.close();
                } finally {
                    if (held.compareAndSet(true, false)) {
                        free.release();
                    }
                }
            }
        };
    }
}
