package io.liuhen.server.access.signature;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which serial numbers were taken: a bit for each, in pages, of which the newest stay. What would lie on a page that went
 * for a newer one counts as taken. So memory has a bound that nobody's numbers but their age decide about, and no number
 * is ever taken twice. Thread-safe, without a lock.
 */
final class TakenSerials {
    /** On one page of 8 KiB. */
    static final int SERIALS_PER_PAGE = 1 << 16;

    private final AtomicReferenceArray<@Nullable Page> pages;

    /** @param pagesMax how many pages there are at most; all of them are used when that many were filled */
    TakenSerials(int pagesMax) {
        this.pages = new AtomicReferenceArray<>(pagesMax);
    }

    private static final class Page {
        private final long number;
        private final AtomicLongArray bits = new AtomicLongArray(SERIALS_PER_PAGE / Long.SIZE);

        Page(long number) {
            this.number = number;
        }

        boolean mark(int serial) {
            long bit = 1L << serial;
            return (bits.getAndUpdate(serial / Long.SIZE, before -> before | bit) & bit) == 0;
        }
    }

    /** What became of a number. */
    enum Taking {
        NOW,
        BEFORE,
        /** Whether it was taken is not known any more. */
        FORGOTTEN
    }

    /** @param serial from 0 */
    Taking take(long serial) {
        long number = serial / SERIALS_PER_PAGE;
        int place = (int) (number % pages.length());
        // A page only ever gives way to a newer one: a number that is marked on one that has just gone is lost with it,
        // and
        // forgotten is not taken again.
        Page page = pages.updateAndGet(place, held -> held == null || held.number < number ? new Page(number) : held);
        if (page == null || page.number != number) {
            return Taking.FORGOTTEN;
        }
        return page.mark((int) (serial % SERIALS_PER_PAGE)) ? Taking.NOW : Taking.BEFORE;
    }
}
