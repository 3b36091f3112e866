package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.RequestBody;
import io.liuhen.server.ingest.Attributes;
import io.liuhen.server.ingest.Concatenation;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.NewUpload;
import io.liuhen.server.ingest.UploadStatus;
import io.liuhen.server.observe.UploadOp;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** tus 1.0.0, concatenation: the creation of files that are joined from parts. Thread-safe. */
final class TusConcat {
    private final Receiving receiving;
    private final Ingest ingest;
    private final TusAnswers answers;

    TusConcat(Receiving receiving, TusAnswers answers) {
        this.receiving = receiving;
        this.ingest = receiving.ingest();
        this.answers = answers;
    }

    /** What a creation says of parts; empty where it cannot be understood. */
    static Optional<Concatenation> of(HttpServerRequest request) {
        Optional<Concatenation> said = Concatenation.parse(FileHeaders.text(request, FileHeaders.UPLOAD_CONCAT));
        // Said with nothing in it is not the same as not said.
        return said.filter(concatenation ->
                !concatenation.header().isEmpty() || !FileHeaders.has(request, FileHeaders.UPLOAD_CONCAT));
    }

    static Problem malformed() {
        return wrong("Upload-Concat is \"partial\", or \"final;\" and the addresses of uploads of this server, with"
                + " blanks between them");
    }

    private static Problem wrong(String what) {
        return Problem.badRequest("concat", what);
    }

    /** Opens a file that is joined from parts; answers when the list of them is durable. */
    void create(Exchange exchange, Concatenation concatenation, FileWords.Said said) {
        HttpServerRequest request = exchange.request();
        if (FileHeaders.has(request, FileHeaders.UPLOAD_LENGTH)
                || FileHeaders.has(request, FileHeaders.UPLOAD_DEFER_LENGTH)
                || RequestBody.comes(request)) {
            refuse(
                    exchange,
                    wrong("what is joined from parts has their bytes and no others: send neither a length nor a body"));
            return;
        }
        if (said instanceof FileWords.Said.Wrong wrong) {
            refuse(exchange, wrong.problem());
            return;
        }
        FileWords.Said.Ok words = (FileWords.Said.Ok) said;
        exchange.when(parts(concatenation.parts()), found -> {
            Optional<Problem> wrong = concatenation.parts().stream()
                    .flatMap(part -> wrongPart(part, Optional.ofNullable(found.get(part))).stream())
                    .findFirst();
            if (wrong.isPresent()) {
                refuse(exchange, wrong.get());
                return;
            }
            long length = 0;
            for (SegmentId part : concatenation.parts()) {
                length += Optional.ofNullable(found.get(part))
                        .map(UploadRow::offsetBytes)
                        .orElse(0L);
                if (length > receiving.maxUploadBytes()) {
                    refuse(exchange, answers.tooLongForServer());
                    return;
                }
            }
            NewUpload wanted = new NewUpload(
                    words.words(), words.header(), OptionalLong.of(length), NewUpload.Protocol.TUS, concatenation);
            receiving.begin(
                    exchange,
                    wanted,
                    false,
                    problem -> refuse(exchange, problem),
                    begun -> exchange.response()
                            .setStatusCode(201)
                            .putHeader(HttpHeaders.LOCATION, "/files/" + begun.id())
                            .putHeader(HttpHeaders.CONTENT_LENGTH, "0")
                            .end());
        });
    }

    /** Those of the parts that are open. */
    private CompletionStage<Map<SegmentId, UploadRow>> parts(List<SegmentId> ids) {
        CompletionStage<Map<SegmentId, UploadRow>> all = CompletableFuture.completedFuture(new HashMap<>());
        for (SegmentId id : ids.stream().distinct().toList()) {
            all = all.thenCombine(ingest.status(id), (found, status) -> {
                if (status instanceof UploadStatus.Open open) {
                    found.put(id, open.upload());
                }
                return found;
            });
        }
        return all;
    }

    private static Optional<Problem> wrongPart(SegmentId id, Optional<UploadRow> part) {
        if (part.isEmpty()) {
            return Optional.of(wrong("there is no upload /files/" + id + " that could be joined"));
        }
        if (!Attributes.of(part.get().attributes()).concatenation().isPartial()) {
            return Optional.of(wrong("/files/" + id + " was not opened with Upload-Concat: partial"));
        }
        return part.get().received()
                ? Optional.empty()
                : Optional.of(wrong("/files/" + id + " is not complete: it stands at "
                        + part.get().offsetBytes()));
    }

    /** A file that is joined from parts takes bytes from nobody. */
    static Problem takesNoBytes() {
        return Problem.never(
                403,
                "final",
                "The file is joined from parts",
                "what was opened with Upload-Concat: final has the bytes of its parts, and takes no others");
    }

    /** Which of its bytes are the last is said by the file that it is joined into, and by no other protocol. */
    static Problem isPart() {
        return Problem.never(
                403,
                "part",
                "The upload is a part",
                "it was opened with Upload-Concat: partial, and goes on by tus alone: else it would be a file by itself");
    }

    private void refuse(Exchange exchange, Problem problem) {
        answers.refuse(exchange, UploadOp.CREATE, problem);
    }
}
