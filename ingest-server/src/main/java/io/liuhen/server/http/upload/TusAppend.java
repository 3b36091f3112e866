package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.RequestBody;
import io.liuhen.server.ingest.Attributes;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.UploadStatus;
import io.liuhen.server.observe.UploadOp;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.LengthOutcome;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.OptionalLong;

/** tus 1.0.0: PATCH, also of an upload whose length comes only now, or whose chunk has a checksum. Thread-safe. */
final class TusAppend {
    private final Receiving receiving;
    private final Ingest ingest;
    private final TusAnswers answers;

    TusAppend(Receiving receiving, TusAnswers answers) {
        this.receiving = receiving;
        this.ingest = receiving.ingest();
        this.answers = answers;
    }

    void patch(Exchange exchange, SegmentId id) {
        if (!answers.speaksTus(exchange, UploadOp.APPEND) || !receiving.admits(exchange)) {
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
                refuse(exchange, UploadRoutes.refusal(status));
            } else if (isFinal(status)) {
                refuse(exchange, TusConcat.takesNoBytes());
            } else if (!FileHeaders.hasType(exchange.request(), FileHeaders.OFFSET_STREAM)) {
                refuse(exchange, TusAnswers.wrongType());
            } else if (offset.isEmpty()) {
                refuse(
                        exchange,
                        Problem.badRequest(
                                "upload-offset", "send Upload-Offset: where these bytes belong, as a number"));
            } else if (status instanceof UploadStatus.Complete complete) {
                afterTheEnd(exchange, complete.segment().lengthBytes(), offset.getAsLong());
            } else {
                // It was not open a moment ago.
                refuse(exchange, TusAnswers.overtaken());
            }
        });
    }

    private static boolean isFinal(UploadStatus status) {
        if (status instanceof UploadStatus.Open open) {
            return Attributes.of(open.upload().attributes()).concatenation().isFinal();
        }
        return status instanceof UploadStatus.Complete complete
                && Attributes.of(complete.segment().attributes())
                        .concatenation()
                        .isFinal();
    }

    /** A client that did not hear the last acknowledgement asks again; it has nothing more to send. */
    private void afterTheEnd(Exchange exchange, long length, long offset) {
        if (offset != length) {
            refuse(exchange, TusAnswers.wrongOffset(length, offset));
            return;
        }
        OptionalLong body = RequestBody.length(exchange.request());
        if (body.isEmpty()) {
            receiveNothing(exchange, length);
        } else if (body.getAsLong() > 0) {
            refuse(exchange, Receiving.tooLong(OptionalLong.of(length)));
        } else {
            TusAnswers.acknowledge(exchange, 204, length);
        }
    }

    /** A body that comes without its length, chunked or in frames of HTTP/2, tells only at its end that there was nothing in it. */
    private void receiveNothing(Exchange exchange, long length) {
        exchange.body()
                .to(new EmptyBody(
                        () -> TusAnswers.acknowledge(exchange, 204, length),
                        () -> refuse(exchange, Receiving.tooLong(OptionalLong.of(length))),
                        exchange::failure));
        exchange.continueBody();
        exchange.body().resume();
    }

    private void append(Exchange exchange, SegmentId id, long offset) {
        BodyDigests.Parsed checksum = BodyDigests.of(exchange, offset);
        exchange.when(
                ingest.append(id, offset, exchange.actor(), checksum.check().mode()), outcome -> {
                    if (outcome instanceof AppendOutcome.WrongOffset wrong) {
                        refuse(exchange, TusAnswers.wrongOffset(wrong.durableOffsetBytes(), offset));
                    } else if (outcome instanceof AppendOutcome.NotOpen) {
                        cannotAppend(exchange, id, OptionalLong.of(offset));
                    } else if (outcome instanceof AppendOutcome.Opened opened) {
                        Optional<Problem> wrong = wrong(exchange.request(), opened.upload(), offset, checksum);
                        if (wrong.isPresent()) {
                            opened.append().close();
                            refuse(exchange, wrong.get());
                        } else {
                            declare(exchange, opened, offset, checksum.check());
                        }
                    }
                });
    }

    private Optional<Problem> wrong(
            HttpServerRequest request, UploadRow upload, long offset, BodyDigests.Parsed checksum) {
        OptionalLong told = FileHeaders.number(request, FileHeaders.UPLOAD_LENGTH);
        OptionalLong known = upload.declaredLengthBytes();
        if (FileHeaders.has(request, FileHeaders.UPLOAD_LENGTH)
                && (told.isEmpty()
                        || told.getAsLong() < offset
                        || known.orElse(told.getAsLong()) != told.getAsLong())) {
            return Optional.of(wrongLength(known));
        }
        if (told.orElse(0) > receiving.maxUploadBytes()) {
            return Optional.of(answers.tooLongForServer());
        }
        long length = told.orElse(known.orElse(receiving.maxUploadBytes()));
        if (RequestBody.length(request).orElse(0) > length - offset) {
            return Optional.of(Receiving.tooLong(OptionalLong.of(offset)));
        }
        return checksum.refusal().or(() -> notTheDeclared(request, upload));
    }

    /** What a client says of the whole file only now is not kept until it is whole. */
    private static Optional<Problem> notTheDeclared(HttpServerRequest request, UploadRow upload) {
        ReprDigest.Parsed parsed = ReprDigest.of(request, false);
        return parsed instanceof ReprDigest.Parsed.Ok ok
                ? ok.digest().unlessDeclared(Attributes.of(upload.attributes()).declaredSha256())
                : Optional.of(((ReprDigest.Parsed.Wrong) parsed).problem());
    }

    private static Problem wrongLength(OptionalLong known) {
        Problem problem = Problem.badRequest(
                "upload-length",
                known.isPresent()
                        ? "an upload's length is told once and stands: this one has " + known.getAsLong() + " bytes"
                        : "Upload-Length is the file's whole length in bytes, as a number not below what has come already");
        known.ifPresent(bytes -> problem.with("length", bytes));
        return problem;
    }

    /** Where the length comes with this chunk, it is durable and has its room before a byte is read. */
    private void declare(Exchange exchange, AppendOutcome.Opened opened, long offset, ChunkCheck check) {
        OptionalLong told = FileHeaders.number(exchange.request(), FileHeaders.UPLOAD_LENGTH);
        OptionalLong known = opened.upload().declaredLengthBytes();
        if (told.isEmpty() || known.isPresent()) {
            receive(exchange, opened, offset, known, check);
            return;
        }
        exchange.when(ingest.declareLength(opened.upload(), told.getAsLong(), exchange.actor()), outcome -> {
            if (outcome instanceof LengthOutcome.Declared) {
                receive(exchange, opened, offset, told, check);
            } else {
                opened.append().close();
                refuse(
                        exchange,
                        outcome instanceof LengthOutcome.Contradicted contradicted
                                ? wrongLength(contradicted.declaredLengthBytes())
                                : TusAnswers.overtaken());
            }
        });
    }

    private void receive(
            Exchange exchange, AppendOutcome.Opened opened, long offset, OptionalLong length, ChunkCheck check) {
        SegmentId id = opened.upload().id();
        boolean endsByLength = Attributes.of(opened.upload().attributes()).endsByLength();
        receiving.body(
                exchange,
                opened.upload(),
                opened.append(),
                check,
                length.orElse(receiving.maxUploadBytes()) - offset,
                received -> answers.durable(exchange, id, 204, received, endsByLength ? length : OptionalLong.empty()));
    }

    private void refuse(Exchange exchange, Problem problem) {
        answers.refuse(exchange, UploadOp.APPEND, problem);
    }
}
