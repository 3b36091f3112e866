package io.liuhen.server.policy.time;

/** What a term is counted in. */
public enum SpanUnit {
    /** Hours that pass, on whatever day. */
    HOURS,
    /** Days of the calendar (日). */
    CALENDAR_DAYS,
    /** Days that are worked (工作日), with 调休. */
    WORKING_DAYS,
    /** Years, to the same date; 29 February ends on 28 February where there is none. */
    YEARS
}
