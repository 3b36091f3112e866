package io.liuhen.server.policy.time;

/** What becomes of a term in calendar days whose last day is not worked. */
public enum LastDay {
    /** It ends on that day all the same. */
    STANDS,
    /** It ends with the next day that is worked. */
    MOVES_TO_NEXT_WORKING_DAY
}
