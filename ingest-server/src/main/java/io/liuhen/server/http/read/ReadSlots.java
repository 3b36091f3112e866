package io.liuhen.server.http.read;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.read.ByteRanges.ByteRange;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many contents may be sent at once, and the memory that each is sent from. It lies outside the heap, is made when it
 * is needed first, and kept for the next: its pages are there already, and the number of slots bounds what reading takes,
 * however slowly anybody reads. Thread-safe.
 */
final class ReadSlots {
    private final int slots;
    private final int bytesEach;
    private final Semaphore free;
    private final Deque<ByteBuffer> unused = new ConcurrentLinkedDeque<>();

    ReadSlots(int slots, int bytesEach) {
        this.slots = slots;
        this.bytesEach = bytesEach;
        this.free = new Semaphore(slots);
    }

    /** Takes a slot; answers that the client should come back if there is none. */
    Optional<Slot> take(Exchange exchange) {
        if (free.tryAcquire()) {
            return Optional.of(new Slot());
        }
        exchange.problem(Problem.later(
                503,
                "busy",
                "Too many are reading",
                "the server sends " + slots + " contents of this sort at once; ask again soon"));
        return Optional.empty();
    }

    /** A place among those who read. Given back when it is closed, once. */
    final class Slot implements AutoCloseable {
        private final AtomicBoolean held = new AtomicBoolean(true);
        private Optional<ByteBuffer> memory = Optional.empty();

        private Slot() {}

        /** The slot's memory. */
        ByteBuffer memory() {
            ByteBuffer mine = memory.or(() -> Optional.ofNullable(unused.pollFirst()))
                    .orElseGet(() -> ByteBuffer.allocateDirect(bytesEach));
            memory = Optional.of(mine);
            return mine;
        }

        /** A content that lies in the slot's memory, and gives the slot back when it is closed. */
        Content holding(Content content) {
            return new Content() {
                @Override
                public long lengthBytes() {
                    return content.lengthBytes();
                }

                @Override
                public ByteBuffer read(ByteRange range) {
                    return content.read(range);
                }

                @Override
                public void close() {
                    try {
                        content.close();
                    } finally {
                        Slot.this.close();
                    }
                }
            };
        }

        @Override
        public void close() {
            if (held.compareAndSet(true, false)) {
                // The last one used is the first to be used again: it is the one that the caches know.
                memory.ifPresent(unused::addFirst);
                free.release();
            }
        }
    }
}
