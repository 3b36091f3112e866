package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.body.InterimAnswer;
import io.liuhen.storage.format.SegmentId;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What clients are told while they still send: 104 (Upload Resumption Supported), to those that have asked for it by
 * naming a version that is spoken here. Called on the request's event loop.
 *
 * @param enabled whether any are sent; proxies exist that cannot pass them on
 */
record RufhInterim(boolean enabled, UploadLimit limit) {
    private static final HttpResponseStatus RESUMPTION_SUPPORTED =
            new HttpResponseStatus(104, "Upload Resumption Supported");

    /** Tells the address of an upload that exists now; false where that could not be told. */
    boolean address(Exchange exchange, RufhVersion version, SegmentId id) {
        return send(exchange, version, Map.of("Location", RufhUploads.address(id), UploadLimit.HEADER, limit.text()));
    }

    /** Tells how much is durable by now. */
    void progress(Exchange exchange, RufhVersion version, long durableBytes) {
        send(exchange, version, Map.of(FileHeaders.UPLOAD_OFFSET, String.valueOf(durableBytes)));
    }

    private boolean send(Exchange exchange, RufhVersion version, Map<String, String> fields) {
        if (!enabled || !version.asked()) {
            return false;
        }
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put(RufhVersion.HEADER, String.valueOf(version.number()));
        return InterimAnswer.send(exchange.request(), RESUMPTION_SUPPORTED, all);
    }
}
