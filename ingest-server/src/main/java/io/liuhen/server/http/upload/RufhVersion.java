package io.liuhen.server.http.upload;

import io.vertx.core.http.HttpServerResponse;

/**
 * A version of the draft on resumable uploads that a client speaks, by its interop number: drafts -01 (3), -02 (4), -03
 * (5), -04 and -05 (6), -06 to -08 (7), from -09 on (8). Who names none is answered as the newest draft says.
 *
 * @param number whose rules hold
 * @param asked whether the client has named it, and so understands interim answers of this version
 */
record RufhVersion(int number, boolean asked) {
    static final String HEADER = "Upload-Draft-Interop-Version";
    static final String COMPLETE = "Upload-Complete";
    static final String INCOMPLETE = "Upload-Incomplete";

    private static final int OLDEST = 3;
    private static final int NEWEST = 8;

    /** The version with this number, where it is spoken here; else the newest, of which the client knows nothing. */
    static RufhVersion of(long number) {
        return number >= OLDEST && number <= NEWEST
                ? new RufhVersion((int) number, true)
                : new RufhVersion(NEWEST, false);
    }

    /** The one that says {@code Upload-Incomplete} where all others say the opposite. */
    static RufhVersion oldest(boolean asked) {
        return new RufhVersion(OLDEST, asked);
    }

    static RufhVersion newest() {
        return new RufhVersion(NEWEST, false);
    }

    /** Whether completeness is told as its opposite. */
    boolean inverted() {
        return number == OLDEST;
    }

    /** Whether bytes that are appended have a media type of their own. */
    boolean typed() {
        return number >= 6;
    }

    /** Whether a request for the offset, or for the end, must not tell an offset or completeness itself. */
    boolean strict() {
        return number <= 6;
    }

    /**
     * Whether the last byte of a known length completes the upload, also where the client says that more comes: clients of
     * these versions that send a file in parts never say that a part is the last (tus-js-client 4.3.1).
     */
    boolean endsByLength() {
        return number == 5 || number == 6;
    }

    /** The status that acknowledges bytes which do not complete the upload. */
    int appendedStatus() {
        return number <= 6 ? 201 : 204;
    }

    /** Tells whether the upload is complete. */
    void tellComplete(HttpServerResponse response, boolean complete) {
        if (inverted()) {
            response.putHeader(INCOMPLETE, complete ? "?0" : "?1");
        } else {
            response.putHeader(COMPLETE, complete ? "?1" : "?0");
        }
    }
}
