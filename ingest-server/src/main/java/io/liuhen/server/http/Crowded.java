package io.liuhen.server.http;

import io.liuhen.server.admission.Admission;
import java.time.Duration;

/** What is said to whoever is right, and not let in. */
public final class Crowded {
    private static final int TOO_MANY = 429;
    private static final int OVERLOADED = 503;
    private static final int NO_ROOM = 507;

    private Crowded() {}

    /**
     * A refusal with the time at which to come back.
     *
     * @param knows429 whether the client's protocol knows that status; the others' clients would give up
     */
    public static Problem problem(Admission.Refused refused, boolean knows429) {
        int quota = knows429 ? TOO_MANY : NO_ROOM;
        return switch (refused.reason()) {
            case CONNECTIONS, ADDRESS ->
                later(
                        refused,
                        OVERLOADED,
                        "too-many-connections",
                        "Too many connections",
                        "at most " + refused.limit() + " connections are open at once"
                                + (refused.reason() == io.liuhen.server.observe.Refusal.ADDRESS
                                        ? " from one address; send one file after another over one of them"
                                        : ""));
            case BUSY ->
                later(
                        refused,
                        OVERLOADED,
                        "busy",
                        "The server receives as much as it can",
                        "uploads that exist go on; create new ones later");
            case UPLOADS ->
                later(
                        refused,
                        quota,
                        "quota-uploads",
                        "The device has too many open uploads",
                        "it has " + refused.limit() + " that are not complete: finish or delete some of them first");
            case DEVICE_DAY, UNIT_DAY ->
                later(
                        refused,
                        quota,
                        "quota-day",
                        "The quota of this day is used up",
                        subject(refused) + " may create uploads of " + refused.limit()
                                + " bytes on a day. Keep the file; those that exist go on; create this one tomorrow, or"
                                + " ask the operator for more");
            case DEVICE_UNFINISHED, UNIT_UNFINISHED ->
                later(
                        refused,
                        quota,
                        "quota-unfinished",
                        "Too much is announced and has not come",
                        subject(refused) + " may have " + refused.limit()
                                + " bytes in open uploads. Keep the file; finish or delete some of those first");
        };
    }

    private static String subject(Admission.Refused refused) {
        return switch (refused.reason()) {
            case UNIT_DAY, UNIT_UNFINISHED -> "all devices of the unit together";
            default -> "a device";
        };
    }

    private static Problem later(Admission.Refused refused, int status, String code, String title, String detail) {
        return Problem.later(status, code, title, detail)
                .after(Duration.ofSeconds(refused.retryAfterSeconds()))
                .with("limit", refused.limit());
    }
}
