package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.RequestBody;
import io.liuhen.server.ingest.Attributes;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.NewUpload;
import io.liuhen.server.ingest.UploadStatus;
import io.liuhen.server.observe.UploadOp;
import io.liuhen.server.observe.UploadResult;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.OptionalLong;

/** tus 1.0.0: core protocol, creation, creation-with-upload, termination. Thread-safe. */
final class TusUploads {
    private static final String EXTENSIONS = "creation,creation-with-upload,termination";

    private final Receiving receiving;
    private final Ingest ingest;

    TusUploads(Receiving receiving) {
        this.receiving = receiving;
        this.ingest = receiving.ingest();
    }

    /** Whether a POST is meant as tus's creation and not as a file. */
    static boolean meant(HttpServerRequest request) {
        return FileHeaders.has(request, FileHeaders.TUS_RESUMABLE)
                || FileHeaders.has(request, FileHeaders.UPLOAD_LENGTH)
                || FileHeaders.has(request, FileHeaders.UPLOAD_DEFER_LENGTH);
    }

    void options(Exchange exchange) {
        exchange.response()
                .putHeader(FileHeaders.TUS_RESUMABLE, FileHeaders.VERSION)
                .putHeader(FileHeaders.TUS_VERSION, FileHeaders.VERSION)
                .putHeader(FileHeaders.TUS_EXTENSION, EXTENSIONS)
                .putHeader(FileHeaders.TUS_MAX_SIZE, String.valueOf(receiving.maxUploadBytes()))
                .setStatusCode(204)
                .end();
    }

    /** The version comes before everything else; a request of another one is not looked at further. */
    private boolean speaksTus(Exchange exchange, UploadOp op) {
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

    private void refuse(Exchange exchange, UploadOp op, Problem problem) {
        receiving.metrics().uploadRequest(op, UploadResult.REJECTED);
        exchange.problem(problem);
    }

    void create(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        if (!speaksTus(exchange, UploadOp.CREATE) || !receiving.admits(exchange)) {
            return;
        }
        OptionalLong length = FileHeaders.number(request, FileHeaders.UPLOAD_LENGTH);
        if (length.isEmpty()) {
            refuse(
                    exchange,
                    UploadOp.CREATE,
                    Problem.badRequest(
                            "upload-length", "send Upload-Length: the file's whole length in bytes, as a number"));
            return;
        }
        if (length.getAsLong() > receiving.maxUploadBytes()) {
            refuse(
                    exchange,
                    UploadOp.CREATE,
                    Problem.never(
                                    413,
                                    "upload-too-long",
                                    "The upload is too long",
                                    "this server takes at most " + receiving.maxUploadBytes() + " bytes in one upload")
                            .with("maxSize", receiving.maxUploadBytes()));
            return;
        }
        boolean withBody = RequestBody.comes(request);
        if (withBody && !FileHeaders.hasType(request, FileHeaders.OFFSET_STREAM)) {
            refuse(exchange, UploadOp.CREATE, wrongType());
            return;
        }
        if (FileHeaders.number(request, "Content-Length").orElse(0) > length.getAsLong()) {
            refuse(exchange, UploadOp.CREATE, Receiving.tooLong(OptionalLong.empty()));
            return;
        }
        String header = FileHeaders.list(request, FileHeaders.UPLOAD_METADATA);
        UploadMetadata.Parsed metadata = UploadMetadata.parse(header);
        if (metadata instanceof UploadMetadata.Parsed.Wrong wrong) {
            refuse(exchange, UploadOp.CREATE, wrong.problem());
            return;
        }
        NewUpload wanted =
                new NewUpload(((UploadMetadata.Parsed.Ok) metadata).values(), header, length, NewUpload.Protocol.TUS);
        exchange.when(ingest.create(wanted, exchange.actor()), upload -> created(exchange, upload, withBody));
    }

    private void created(Exchange exchange, UploadRow upload, boolean withBody) {
        receiving.metrics().uploadRequest(UploadOp.CREATE, UploadResult.OK);
        exchange.response().putHeader(HttpHeaders.LOCATION, "/files/" + upload.id());
        long length = upload.declaredLengthBytes().orElse(0);
        if (withBody) {
            exchange.when(ingest.append(upload.id(), 0, exchange.actor()), outcome -> {
                if (outcome instanceof AppendOutcome.Opened opened) {
                    receiving.body(
                            exchange,
                            upload.id(),
                            opened.append(),
                            length,
                            received -> durable(exchange, upload.id(), 201, received, length));
                } else {
                    exchange.problem(Problem.gone());
                }
            });
        } else if (length == 0) {
            receiving.finish(exchange, upload.id(), finished -> acknowledge(exchange, 201, 0));
        } else {
            exchange.response()
                    .setStatusCode(201)
                    .putHeader(HttpHeaders.CONTENT_LENGTH, "0")
                    .end();
        }
    }

    /** All bytes of a chunk are durable: says so, after the seal where it was the last. */
    private void durable(Exchange exchange, SegmentId id, int status, UploadBody.Received received, long length) {
        receiving.metrics().uploadRequest(UploadOp.APPEND, UploadResult.OK);
        if (received.offsetBytes() == length) {
            receiving.finish(exchange, id, finished -> {
                receiving.acknowledged(true, received);
                acknowledge(exchange, status, length);
            });
        } else {
            receiving.acknowledged(false, received);
            acknowledge(exchange, status, received.offsetBytes());
        }
    }

    private static void acknowledge(Exchange exchange, int status, long offsetBytes) {
        HttpServerResponse response = exchange.response();
        response.setStatusCode(status).putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(offsetBytes));
        if (status != 204) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
        }
        response.end();
    }

    void head(Exchange exchange, SegmentId id) {
        exchange.response().putHeader(FileHeaders.TUS_RESUMABLE, FileHeaders.VERSION);
        if (FileHeaders.has(exchange.request(), FileHeaders.TUS_RESUMABLE) && !speaksTus(exchange, UploadOp.HEAD)) {
            return;
        }
        exchange.when(ingest.takeOver(id, exchange.actor()), status -> {
            receiving.metrics().uploadRequest(UploadOp.HEAD, UploadResult.OK);
            if (status instanceof UploadStatus.Open open) {
                UploadRow upload = open.upload();
                tell(exchange, upload.offsetBytes(), upload.declaredLengthBytes(), Attributes.of(upload.attributes()));
            } else if (status instanceof UploadStatus.Complete complete) {
                long length = complete.segment().lengthBytes();
                tell(
                        exchange,
                        length,
                        OptionalLong.of(length),
                        Attributes.of(complete.segment().attributes()));
            } else {
                exchange.problem(UploadRoutes.refusal(status));
            }
        });
    }

    private static void tell(Exchange exchange, long offset, OptionalLong length, Attributes attributes) {
        HttpServerResponse response = exchange.response();
        response.putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(offset));
        length.ifPresent(bytes -> response.putHeader(FileHeaders.UPLOAD_LENGTH, String.valueOf(bytes)));
        if (!attributes.header().isEmpty()) {
            response.putHeader(FileHeaders.UPLOAD_METADATA, attributes.header());
        }
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .setStatusCode(200)
                .end();
    }

    /** An address that can be no upload's: the version comes first here, too. */
    void unknown(Exchange exchange) {
        if (!FileHeaders.has(exchange.request(), FileHeaders.TUS_RESUMABLE) || speaksTus(exchange, UploadOp.HEAD)) {
            exchange.problem(UploadRoutes.refusal(new UploadStatus.Unknown()));
        }
    }

    void patch(Exchange exchange, SegmentId id) {
        if (!speaksTus(exchange, UploadOp.APPEND) || !receiving.admits(exchange)) {
            return;
        }
        HttpServerRequest request = exchange.request();
        OptionalLong offset = FileHeaders.number(request, FileHeaders.UPLOAD_OFFSET);
        if (offset.isPresent() && FileHeaders.hasType(request, FileHeaders.OFFSET_STREAM)) {
            append(exchange, id, offset.getAsLong());
        } else {
            cannotAppend(exchange, id, offset);
        }
    }

    /** Says what is wrong first: where the upload is comes before how the chunk was announced. */
    private void cannotAppend(Exchange exchange, SegmentId id, OptionalLong offset) {
        exchange.when(ingest.status(id), status -> {
            if (status instanceof UploadStatus.Gone || status instanceof UploadStatus.Unknown) {
                refuse(exchange, UploadOp.APPEND, UploadRoutes.refusal(status));
            } else if (!FileHeaders.hasType(exchange.request(), FileHeaders.OFFSET_STREAM)) {
                refuse(exchange, UploadOp.APPEND, wrongType());
            } else if (offset.isEmpty()) {
                refuse(
                        exchange,
                        UploadOp.APPEND,
                        Problem.badRequest(
                                "upload-offset", "send Upload-Offset: where these bytes belong, as a number"));
            } else if (status instanceof UploadStatus.Complete complete) {
                afterTheEnd(exchange, complete.segment().lengthBytes(), offset.getAsLong());
            } else {
                // It was not open a moment ago.
                refuse(
                        exchange,
                        UploadOp.APPEND,
                        Problem.resume(409, "overtaken", "Another request was faster", "ask for the offset with HEAD"));
            }
        });
    }

    /** A client that did not hear the last acknowledgement asks again; it has nothing more to send. */
    private void afterTheEnd(Exchange exchange, long length, long offset) {
        if (offset != length) {
            refuse(exchange, UploadOp.APPEND, wrongOffset(length, offset));
        } else if (FileHeaders.number(exchange.request(), "Content-Length").orElse(0) > 0) {
            refuse(exchange, UploadOp.APPEND, Receiving.tooLong(OptionalLong.of(length)));
        } else if (FileHeaders.has(exchange.request(), "Transfer-Encoding")) {
            receiveNothing(exchange, length);
        } else {
            acknowledge(exchange, 204, length);
        }
    }

    /** A chunked body tells only at its end that there was nothing in it. */
    private void receiveNothing(Exchange exchange, long length) {
        exchange.body()
                .to(new EmptyBody(
                        () -> acknowledge(exchange, 204, length),
                        () -> refuse(exchange, UploadOp.APPEND, Receiving.tooLong(OptionalLong.of(length)))));
        exchange.continueBody();
        exchange.body().resume();
    }

    private void append(Exchange exchange, SegmentId id, long offset) {
        exchange.when(ingest.append(id, offset, exchange.actor()), outcome -> {
            if (outcome instanceof AppendOutcome.WrongOffset wrong) {
                refuse(exchange, UploadOp.APPEND, wrongOffset(wrong.durableOffsetBytes(), offset));
            } else if (outcome instanceof AppendOutcome.NotOpen) {
                cannotAppend(exchange, id, OptionalLong.of(offset));
            } else if (outcome instanceof AppendOutcome.Opened opened) {
                long length = opened.upload().declaredLengthBytes().orElse(receiving.maxUploadBytes());
                long rest = length - offset;
                if (FileHeaders.number(exchange.request(), "Content-Length").orElse(0) > rest) {
                    opened.append().close();
                    refuse(exchange, UploadOp.APPEND, Receiving.tooLong(OptionalLong.of(offset)));
                    return;
                }
                receiving.body(
                        exchange, id, opened.append(), rest, received -> durable(exchange, id, 204, received, length));
            }
        });
    }

    private static Problem wrongOffset(long durable, long sent) {
        return Problem.resume(
                        409,
                        "wrong-offset",
                        "The upload stands elsewhere",
                        "these bytes begin at " + sent + ", but the upload stands at " + durable + "; go on from there")
                .with("offset", durable);
    }

    private static Problem wrongType() {
        return Problem.never(
                415,
                "content-type",
                "Another content type",
                "bytes of a tus upload are sent as Content-Type: " + FileHeaders.OFFSET_STREAM);
    }

    void delete(Exchange exchange, SegmentId id) {
        if (!speaksTus(exchange, UploadOp.ABORT)) {
            return;
        }
        exchange.when(ingest.status(id), status -> {
            if (status instanceof UploadStatus.Open) {
                exchange.when(ingest.end(id, exchange.actor()), ended -> ended(exchange, ended));
            } else if (status instanceof UploadStatus.Complete) {
                refuse(exchange, UploadOp.ABORT, sealed());
            } else {
                refuse(exchange, UploadOp.ABORT, UploadRoutes.refusal(status));
            }
        });
    }

    private void ended(Exchange exchange, UploadStatus status) {
        if (status instanceof UploadStatus.Complete) {
            // Its last byte had come already: it was finished instead.
            refuse(exchange, UploadOp.ABORT, sealed());
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

    static Problem sealed() {
        return Problem.never(
                403,
                "sealed",
                "The file is sealed",
                "an upload can be ended while it runs; a sealed file is evidence and stays");
    }
}
