package io.liuhen.server.http.head;

import java.io.Serial;

/** Why a head is refused, as the cause of its message's decoder result. */
public final class BadHead extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final Why why;

    /** What is wrong with it. */
    public enum Why {
        /** It has not come to its end in time. */
        SLOW,

        /** A line of it goes on the one before. */
        FOLDED
    }

    BadHead(Why why) {
        // It is an answer, not a fault: nobody asks where it was made.
        super(why.name(), null, false, false);
        this.why = why;
    }

    /** What is wrong. */
    public Why why() {
        return why;
    }
}
