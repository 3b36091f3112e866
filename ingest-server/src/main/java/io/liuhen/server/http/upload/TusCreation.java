package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.RequestBody;
import io.liuhen.server.ingest.Attributes;
import io.liuhen.server.ingest.Begun;
import io.liuhen.server.ingest.Concatenation;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.NewUpload;
import io.liuhen.server.observe.UploadOp;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.OptionalLong;

/** tus 1.0.0: creation, creation-defer-length, creation-with-upload. Thread-safe. */
final class TusCreation {
    private final Receiving receiving;
    private final Ingest ingest;
    private final TusAnswers answers;
    private final TusConcat concat;

    TusCreation(Receiving receiving, TusAnswers answers) {
        this.receiving = receiving;
        this.ingest = receiving.ingest();
        this.answers = answers;
        this.concat = new TusConcat(receiving, answers);
    }

    void create(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        if (!answers.speaksTus(exchange, UploadOp.CREATE) || !receiving.admitsNew(exchange)) {
            return;
        }
        Optional<Concatenation> concatenation = TusConcat.of(request);
        if (concatenation.isEmpty()) {
            answers.refuse(exchange, UploadOp.CREATE, TusConcat.malformed());
            return;
        }
        String header = FileHeaders.list(request, FileHeaders.UPLOAD_METADATA);
        UploadMetadata.Parsed metadata = UploadMetadata.parse(header);
        if (concatenation.get().isFinal()) {
            concat.create(
                    exchange,
                    concatenation.get(),
                    FileWords.inMetadata(request, metadata, header, concatenation.get()));
            return;
        }
        OptionalLong length = FileHeaders.number(request, FileHeaders.UPLOAD_LENGTH);
        BodyDigests.Parsed checksum = BodyDigests.of(exchange, 0);
        FileWords.Said said = FileWords.inMetadata(request, metadata, header, concatenation.get());
        Optional<Problem> wrong = wrong(request, length, said, checksum);
        if (wrong.isPresent()) {
            answers.refuse(exchange, UploadOp.CREATE, wrong.get());
            return;
        }
        NewUpload wanted = new NewUpload(
                ((FileWords.Said.Ok) said).words(), header, length, NewUpload.Protocol.TUS, concatenation.get());
        receiving.begin(
                exchange,
                wanted,
                false,
                problem -> answers.refuse(exchange, UploadOp.CREATE, problem),
                begun -> begun(exchange, begun, checksum.check()));
    }

    private void begun(Exchange exchange, Begun.Addressed begun, ChunkCheck check) {
        if (begun instanceof Begun.Opened opened) {
            created(exchange, opened.upload(), check);
        } else if (begun instanceof Begun.Again again && again.upload().offsetBytes() == 0) {
            created(exchange, again.upload(), check);
        } else if (begun instanceof Begun.Again again) {
            address(exchange, again.upload().id());
            stands(exchange, again.upload().offsetBytes());
        } else if (begun instanceof Begun.Here here) {
            address(exchange, here.segment().id());
            long length = here.segment().lengthBytes();
            exchange.early(length, () -> TusAnswers.acknowledge(exchange, 201, length));
        }
    }

    private static void address(Exchange exchange, SegmentId id) {
        exchange.response().putHeader(HttpHeaders.LOCATION, "/files/" + id);
    }

    /** Tells where an upload stands that was opened before; what this request brings belongs before that, and is here. */
    private void stands(Exchange exchange, long offsetBytes) {
        answers.expires(exchange);
        exchange.early(receiving.maxUploadBytes(), () -> TusAnswers.acknowledge(exchange, 201, offsetBytes));
    }

    private Optional<Problem> wrong(
            HttpServerRequest request, OptionalLong length, FileWords.Said said, BodyDigests.Parsed checksum) {
        Optional<Problem> wrongLength = wrongLength(request, length);
        if (wrongLength.isPresent()) {
            return wrongLength;
        }
        if (RequestBody.comes(request) && !FileHeaders.hasType(request, FileHeaders.OFFSET_STREAM)) {
            return Optional.of(TusAnswers.wrongType());
        }
        if (RequestBody.length(request).orElse(0) > length.orElse(receiving.maxUploadBytes())) {
            return Optional.of(Receiving.tooLong(OptionalLong.empty()));
        }
        return said instanceof FileWords.Said.Wrong wrong ? Optional.of(wrong.problem()) : checksum.refusal();
    }

    private Optional<Problem> wrongLength(HttpServerRequest request, OptionalLong length) {
        boolean deferred = FileHeaders.has(request, FileHeaders.UPLOAD_DEFER_LENGTH);
        if (deferred
                && !FileHeaders.text(request, FileHeaders.UPLOAD_DEFER_LENGTH).equals("1")) {
            return Optional.of(Problem.badRequest(
                    "upload-length", "Upload-Defer-Length has one value: 1, which says that the length comes later"));
        }
        if (deferred == FileHeaders.has(request, FileHeaders.UPLOAD_LENGTH)) {
            return Optional.of(Problem.badRequest(
                    "upload-length",
                    "send either Upload-Length, the file's whole length in bytes, or Upload-Defer-Length: 1"));
        }
        if (!deferred && length.isEmpty()) {
            return Optional.of(Problem.badRequest(
                    "upload-length", "send Upload-Length: the file's whole length in bytes, as a number"));
        }
        return length.orElse(0) > receiving.maxUploadBytes()
                ? Optional.of(answers.tooLongForServer())
                : Optional.empty();
    }

    /** Of an upload that has no bytes yet. */
    private void created(Exchange exchange, UploadRow upload, ChunkCheck check) {
        address(exchange, upload.id());
        OptionalLong length = upload.declaredLengthBytes();
        boolean endsByLength = Attributes.of(upload.attributes()).endsByLength();
        if (RequestBody.comes(exchange.request())) {
            exchange.when(ingest.append(upload.id(), 0, exchange.actor(), check.mode()), outcome -> {
                if (outcome instanceof AppendOutcome.Opened opened) {
                    receiving.body(
                            exchange,
                            upload,
                            opened.append(),
                            check,
                            length.orElse(receiving.maxUploadBytes()),
                            received -> answers.durable(
                                    exchange,
                                    upload.id(),
                                    201,
                                    received,
                                    endsByLength ? length : OptionalLong.empty()));
                } else if (outcome instanceof AppendOutcome.WrongOffset wrong) {
                    stands(exchange, wrong.durableOffsetBytes());
                } else {
                    exchange.problem(Problem.gone());
                }
            });
        } else if (endsByLength && length.isPresent() && length.getAsLong() == 0) {
            receiving.finish(exchange, upload.id(), finished -> TusAnswers.acknowledge(exchange, 201, 0));
        } else {
            answers.expires(exchange);
            TusAnswers.acknowledge(exchange, 201, 0);
        }
    }
}
