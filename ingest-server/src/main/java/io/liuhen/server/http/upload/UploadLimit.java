package io.liuhen.server.http.upload;

import io.vertx.core.http.HttpServerResponse;

/**
 * What one upload may be, as clients are told in {@code Upload-Limit}.
 *
 * @param maxBytes the longest file that is accepted
 */
record UploadLimit(long maxBytes) {
    static final String HEADER = "Upload-Limit";

    void tell(HttpServerResponse response) {
        response.putHeader(HEADER, text());
    }

    String text() {
        return "max-size=" + maxBytes;
    }
}
