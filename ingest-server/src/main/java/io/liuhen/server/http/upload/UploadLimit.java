package io.liuhen.server.http.upload;

import io.vertx.core.http.HttpServerResponse;

/**
 * What one upload may be, as clients are told in {@code Upload-Limit}.
 *
 * @param maxBytes the longest file that is accepted
 * @param maxAgeSeconds how long an upload stays if nothing more comes for it
 */
record UploadLimit(long maxBytes, long maxAgeSeconds) {
    static final String HEADER = "Upload-Limit";

    void tell(HttpServerResponse response) {
        response.putHeader(HEADER, text());
    }

    /** The same of an upload that nothing has come for in a while. */
    UploadLimit withMaxAge(long seconds) {
        return new UploadLimit(maxBytes, seconds);
    }

    String text() {
        return "max-size=" + maxBytes + ", max-age=" + maxAgeSeconds;
    }
}
