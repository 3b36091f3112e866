package io.liuhen.storage.rocks;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Rising numbers for pending entries and journal records. Whatever was committed before a ticket was drawn has a lower
 * one, which is all the order that they need. Thread-safe.
 */
final class Tickets {
    private final AtomicLong last;

    /** @param last the highest ticket that is still in the index */
    Tickets(long last) {
        this.last = new AtomicLong(last);
    }

    long next() {
        return last.incrementAndGet();
    }
}
