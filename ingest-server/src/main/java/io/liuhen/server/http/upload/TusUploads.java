package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.ingest.Attributes;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.UploadStatus;
import io.liuhen.server.observe.UploadOp;
import io.liuhen.server.observe.UploadResult;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.OptionalLong;

/** tus 1.0.0: what is spoken here, where an upload is, and its end. Thread-safe. */
final class TusUploads {
    private static final String EXTENSIONS =
            "creation,creation-defer-length,creation-with-upload,termination,checksum,checksum-trailer,expiration,concatenation";

    private final Receiving receiving;
    private final Ingest ingest;
    private final TusAnswers answers;
    private final TusCreation creation;
    private final TusAppend append;

    TusUploads(Receiving receiving) {
        this.receiving = receiving;
        this.ingest = receiving.ingest();
        this.answers = new TusAnswers(receiving);
        this.creation = new TusCreation(receiving, answers);
        this.append = new TusAppend(receiving, answers);
    }

    /** Whether a POST is meant as tus's creation and not as a file. */
    static boolean meant(HttpServerRequest request) {
        return FileHeaders.has(request, FileHeaders.TUS_RESUMABLE)
                || FileHeaders.has(request, FileHeaders.UPLOAD_LENGTH)
                || FileHeaders.has(request, FileHeaders.UPLOAD_DEFER_LENGTH)
                || FileHeaders.has(request, FileHeaders.UPLOAD_CONCAT);
    }

    void options(Exchange exchange) {
        exchange.response()
                .putHeader(FileHeaders.TUS_RESUMABLE, FileHeaders.VERSION)
                .putHeader(FileHeaders.TUS_VERSION, FileHeaders.VERSION)
                .putHeader(FileHeaders.TUS_EXTENSION, EXTENSIONS)
                .putHeader(FileHeaders.TUS_CHECKSUM_ALGORITHM, ChecksumAlgorithm.names())
                .putHeader(FileHeaders.TUS_MAX_SIZE, String.valueOf(receiving.maxUploadBytes()))
                .setStatusCode(204)
                .end();
    }

    void create(Exchange exchange) {
        creation.create(exchange);
    }

    void patch(Exchange exchange, SegmentId id) {
        append.patch(exchange, id);
    }

    void head(Exchange exchange, SegmentId id) {
        exchange.response().putHeader(FileHeaders.TUS_RESUMABLE, FileHeaders.VERSION);
        if (FileHeaders.has(exchange.request(), FileHeaders.TUS_RESUMABLE)
                && !answers.speaksTus(exchange, UploadOp.HEAD)) {
            return;
        }
        exchange.when(ingest.takeOver(id, exchange.actor()), status -> {
            receiving.metrics().uploadRequest(UploadOp.HEAD, UploadResult.OK);
            if (status instanceof UploadStatus.Open open) {
                UploadRow upload = open.upload();
                Attributes attributes = Attributes.of(upload.attributes());
                if (attributes.concatenation().isFinal()) {
                    // How far the server has come with it is no client's business: none can go on from there.
                    tell(exchange, OptionalLong.empty(), upload.declaredLengthBytes(), attributes);
                } else {
                    exchange.response()
                            .putHeader(
                                    FileHeaders.UPLOAD_EXPIRES,
                                    HttpDate.of(ingest.expiry().expiresAt(upload.lastCommitAt())));
                    tell(exchange, OptionalLong.of(upload.offsetBytes()), upload.declaredLengthBytes(), attributes);
                }
            } else if (status instanceof UploadStatus.Complete complete) {
                long length = complete.segment().lengthBytes();
                tell(
                        exchange,
                        OptionalLong.of(length),
                        OptionalLong.of(length),
                        Attributes.of(complete.segment().attributes()));
            } else {
                exchange.problem(UploadRoutes.refusal(status));
            }
        });
    }

    private static void tell(Exchange exchange, OptionalLong offset, OptionalLong length, Attributes attributes) {
        HttpServerResponse response = exchange.response();
        offset.ifPresent(bytes -> response.putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(bytes)));
        if (length.isPresent()) {
            response.putHeader(FileHeaders.UPLOAD_LENGTH, String.valueOf(length.getAsLong()));
        } else {
            response.putHeader(FileHeaders.UPLOAD_DEFER_LENGTH, "1");
        }
        if (!attributes.header().isEmpty()) {
            response.putHeader(FileHeaders.UPLOAD_METADATA, attributes.header());
        }
        if (!attributes.concatenation().header().isEmpty()) {
            response.putHeader(
                    FileHeaders.UPLOAD_CONCAT, attributes.concatenation().header());
        }
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .setStatusCode(200)
                .end();
    }

    /** An address that can be no upload's: the version comes first here, too. */
    void unknown(Exchange exchange) {
        if (!FileHeaders.has(exchange.request(), FileHeaders.TUS_RESUMABLE)
                || answers.speaksTus(exchange, UploadOp.HEAD)) {
            exchange.problem(UploadRoutes.refusal(new UploadStatus.Unknown()));
        }
    }

    void delete(Exchange exchange, SegmentId id) {
        if (!answers.speaksTus(exchange, UploadOp.ABORT)) {
            return;
        }
        exchange.when(ingest.status(id), status -> {
            if (status instanceof UploadStatus.Open) {
                exchange.when(ingest.end(id, exchange.actor()), ended -> ended(exchange, ended));
            } else if (status instanceof UploadStatus.Complete) {
                answers.refuse(exchange, UploadOp.ABORT, sealed());
            } else {
                answers.refuse(exchange, UploadOp.ABORT, UploadRoutes.refusal(status));
            }
        });
    }

    private void ended(Exchange exchange, UploadStatus status) {
        if (status instanceof UploadStatus.Complete) {
            // Its last byte had come already: it was finished instead.
            answers.refuse(exchange, UploadOp.ABORT, sealed());
        } else if (status instanceof UploadStatus.Open) {
            answers.refuse(
                    exchange,
                    UploadOp.ABORT,
                    Problem.resume(
                            409, "overtaken", "Another request was faster", "the upload goes on; ask again to end it"));
        } else {
            receiving.metrics().uploadRequest(UploadOp.ABORT, UploadResult.OK);
            exchange.response().setStatusCode(204).end();
        }
    }

    static Problem sealed() {
        return Problem.never(
                403,
                "sealed",
                "The file is sealed",
                "an upload can be ended while it runs; a sealed file is evidence and stays");
    }
}
