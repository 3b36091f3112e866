package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.observe.UploadOp;
import io.liuhen.server.observe.UploadResult;
import io.liuhen.storage.format.SegmentId;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.OptionalLong;

/** What every request of tus 1.0.0 may be answered. Thread-safe. */
record TusAnswers(Receiving receiving) {
    /** The version comes before everything else; a request of another one is not looked at further. */
    boolean speaksTus(Exchange exchange, UploadOp op) {
        exchange.response().putHeader(FileHeaders.TUS_RESUMABLE, FileHeaders.VERSION);
        if (FileHeaders.text(exchange.request(), FileHeaders.TUS_RESUMABLE).equals(FileHeaders.VERSION)) {
            return true;
        }
        exchange.response().putHeader(FileHeaders.TUS_VERSION, FileHeaders.VERSION);
        refuse(
                exchange,
                op,
                Problem.never(
                        412,
                        "tus-version",
                        "Another version of tus",
                        "this server speaks tus 1.0.0; send the header Tus-Resumable: 1.0.0"));
        return false;
    }

    void refuse(Exchange exchange, UploadOp op, Problem problem) {
        receiving.metrics().uploadRequest(op, UploadResult.REJECTED);
        exchange.problem(problem);
    }

    /** All bytes of a chunk are durable: says so, after the seal where it was the last. */
    void durable(Exchange exchange, SegmentId id, int status, UploadBody.Received received, OptionalLong length) {
        receiving.metrics().uploadRequest(UploadOp.APPEND, UploadResult.OK);
        if (length.isPresent() && received.offsetBytes() == length.getAsLong()) {
            receiving.finish(exchange, id, finished -> {
                receiving.acknowledged(true, received);
                acknowledge(exchange, status, length.getAsLong());
            });
        } else {
            receiving.acknowledged(false, received);
            expires(exchange);
            acknowledge(exchange, status, received.offsetBytes());
        }
    }

    /** Says when the upload ends if nothing comes for it from now on. */
    void expires(Exchange exchange) {
        exchange.response()
                .putHeader(
                        FileHeaders.UPLOAD_EXPIRES,
                        HttpDate.of(receiving.ingest().expiry().expiresAt()));
    }

    static void acknowledge(Exchange exchange, int status, long offsetBytes) {
        HttpServerResponse response = exchange.response();
        response.setStatusCode(status).putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(offsetBytes));
        if (status != 204) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
        }
        response.end();
    }

    Problem tooLongForServer() {
        return Problem.never(
                        413,
                        "upload-too-long",
                        "The upload is too long",
                        "this server takes at most " + receiving.maxUploadBytes() + " bytes in one upload")
                .with("maxSize", receiving.maxUploadBytes());
    }

    static Problem overtaken() {
        return Problem.resume(409, "overtaken", "Another request was faster", "ask for the offset with HEAD");
    }

    static Problem wrongOffset(long durable, long sent) {
        return Problem.resume(
                        409,
                        "wrong-offset",
                        "The upload stands elsewhere",
                        "these bytes begin at " + sent + ", but the upload stands at " + durable + "; go on from there")
                .with("offset", durable);
    }

    static Problem wrongType() {
        return Problem.never(
                415,
                "content-type",
                "Another content type",
                "bytes of a tus upload are sent as Content-Type: " + FileHeaders.OFFSET_STREAM);
    }
}
