package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.UploadStatus;
import io.liuhen.server.observe.UploadOp;
import io.liuhen.server.observe.UploadResult;
import io.liuhen.storage.format.SegmentId;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Resumable uploads of the IETF (draft-ietf-httpbis-resumable-upload, interop versions 3 to 8) on the same addresses as
 * tus: creation, append, offset, cancellation. Thread-safe.
 */
final class RufhUploads {
    private static final int CONTENT_TOO_LARGE = 413;

    private final Receiving receiving;
    private final Ingest ingest;
    private final WholeFiles whole;
    private final UploadLimit limit;
    private final RufhInterim interim;
    private final RufhCreation creation;
    private final RufhAppend append;

    /**
     * All of the protocol.
     *
     * @param whole answers what the resource itself says to a whole file
     * @param interim whether clients are told of their upload while they still send
     */
    RufhUploads(Receiving receiving, WholeFiles whole, boolean interim) {
        this.receiving = receiving;
        this.ingest = receiving.ingest();
        this.whole = whole;
        this.limit = new UploadLimit(
                receiving.maxUploadBytes(), receiving.admission().limits().expirySeconds());
        this.interim = new RufhInterim(interim, limit);
        this.creation = new RufhCreation(this);
        this.append = new RufhAppend(this);
    }

    Receiving receiving() {
        return receiving;
    }

    WholeFiles whole() {
        return whole;
    }

    UploadLimit limit() {
        return limit;
    }

    RufhInterim interim() {
        return interim;
    }

    /** Where an upload is. */
    static String address(SegmentId id) {
        return "/files/" + id;
    }

    void create(Exchange exchange, Optional<String> name) {
        creation.create(exchange, name);
    }

    void patch(Exchange exchange, SegmentId id) {
        append.patch(exchange, id);
    }

    /** Tells where an upload stands, after ending a request that still sends: that offset must be right for the next one. */
    void head(Exchange exchange, SegmentId id) {
        RufhRequest asked = RufhRequest.of(exchange.request());
        if (refusesFields(exchange, asked, UploadOp.HEAD)) {
            return;
        }
        exchange.when(ingest.interrupt(id), status -> {
            receiving.metrics().uploadRequest(UploadOp.HEAD, UploadResult.OK);
            if (status instanceof UploadStatus.Open || status instanceof UploadStatus.Complete) {
                tell(exchange, asked.version(), status);
                exchange.response()
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .setStatusCode(204)
                        .end();
            } else {
                exchange.problem(UploadRoutes.refusal(status));
            }
        });
    }

    /** The state of an upload that is open or complete, as header fields. */
    void tell(Exchange exchange, RufhVersion version, UploadStatus status) {
        HttpServerResponse response = exchange.response();
        if (!(status instanceof UploadStatus.Open || status instanceof UploadStatus.Complete)) {
            return;
        }
        long offset = 0;
        OptionalLong length = OptionalLong.empty();
        UploadLimit now = limit;
        if (status instanceof UploadStatus.Open open) {
            offset = open.upload().offsetBytes();
            length = open.upload().declaredLengthBytes();
            now = limit.withMaxAge(ingest.expiry().restSeconds(open.upload()));
        } else if (status instanceof UploadStatus.Complete complete) {
            offset = complete.segment().lengthBytes();
            length = OptionalLong.of(offset);
            response.putHeader(
                    "Repr-Digest", "sha-256=:" + complete.segment().sha256().base64() + ":");
        }
        version.tellComplete(response, status instanceof UploadStatus.Complete);
        response.putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(offset));
        length.ifPresent(bytes -> response.putHeader(FileHeaders.UPLOAD_LENGTH, String.valueOf(bytes)));
        now.tell(response);
    }

    void delete(Exchange exchange, SegmentId id) {
        if (refusesFields(exchange, RufhRequest.of(exchange.request()), UploadOp.ABORT)) {
            return;
        }
        exchange.when(ingest.status(id), status -> {
            if (status instanceof UploadStatus.Open) {
                exchange.when(ingest.end(id, exchange.actor()), ended -> ended(exchange, ended));
            } else if (status instanceof UploadStatus.Complete) {
                refuse(exchange, UploadOp.ABORT, TusUploads.sealed());
            } else {
                refuse(exchange, UploadOp.ABORT, UploadRoutes.refusal(status));
            }
        });
    }

    private void ended(Exchange exchange, UploadStatus status) {
        if (status instanceof UploadStatus.Complete) {
            refuse(exchange, UploadOp.ABORT, TusUploads.sealed());
        } else if (status instanceof UploadStatus.Open) {
            refuse(
                    exchange,
                    UploadOp.ABORT,
                    Problem.resume(
                            409, "overtaken", "Another request was faster", "the upload goes on; ask again to end it"));
        } else {
            receiving.metrics().uploadRequest(UploadOp.ABORT, UploadResult.OK);
            exchange.response().setStatusCode(204).end();
        }
    }

    private boolean refusesFields(Exchange exchange, RufhRequest asked, UploadOp op) {
        HttpServerRequest request = exchange.request();
        boolean tells = FileHeaders.has(request, FileHeaders.UPLOAD_OFFSET)
                || FileHeaders.has(request, RufhVersion.COMPLETE)
                || FileHeaders.has(request, RufhVersion.INCOMPLETE);
        if (asked.version().strict() && tells) {
            refuse(exchange, op, RufhProblems.onlyAsks());
            return true;
        }
        return false;
    }

    void refuse(Exchange exchange, UploadOp op, Problem problem) {
        if (problem.status() == CONTENT_TOO_LARGE) {
            limit.tell(exchange.response());
        }
        receiving.metrics().uploadRequest(op, UploadResult.REJECTED);
        exchange.problem(problem);
    }

    /** Ends an upload whose client has sent more than it had announced. What was acknowledged is kept. */
    void invalidate(Exchange exchange, RufhRequest asked, SegmentId id, long length) {
        exchange.when(ingest.invalidate(id, exchange.actor()), ended -> {
            asked.version().tellComplete(exchange.response(), false);
            refuse(exchange, UploadOp.APPEND, RufhProblems.beyond(length));
        });
    }

    /** More than this server takes in one upload; the client is told how much that is. */
    Problem tooLong() {
        return Problem.never(
                        413,
                        "upload-too-long",
                        "The upload is too long",
                        "this server takes at most " + limit.maxBytes() + " bytes in one upload")
                .with("maxSize", limit.maxBytes());
    }
}
