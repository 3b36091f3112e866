package io.liuhen.server.http.upload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.RequestBody;
import io.liuhen.server.http.upload.UploadBody.End;
import io.liuhen.server.ingest.Begun;
import io.liuhen.server.ingest.Finished;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.NewUpload;
import io.liuhen.server.observe.UploadOp;
import io.liuhen.server.observe.UploadResult;
import io.liuhen.server.query.SegmentView;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** One request, one file: {@code PUT /files/{name}} and {@code POST /files}, for curl and old firmware. Thread-safe. */
final class WholeFiles {
    private static final int NAME_BYTES_MAX = 255;
    private static final Pattern UUID_SHAPED =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");

    private final Receiving receiving;
    private final Ingest ingest;
    private final SegmentView view;

    WholeFiles(Receiving receiving, SegmentView view) {
        this.receiving = receiving;
        this.ingest = receiving.ingest();
        this.view = view;
    }

    void put(Exchange exchange, String encodedName) {
        named(exchange, encodedName, name -> receive(exchange, Optional.of(name), NewUpload.Protocol.PUT));
    }

    /** Goes on with the name that an address gives to a file; refuses one that it cannot have. */
    static void named(Exchange exchange, String encodedName, Consumer<String> route) {
        Optional<String> name = fileName(encodedName);
        if (name.isEmpty()) {
            exchange.problem(
                    Problem.badRequest(
                            "file-name",
                            "the file's name must be one path segment of 1 to " + NAME_BYTES_MAX
                                    + " bytes of UTF-8, percent-encoded, without slashes, control characters, \".\" or \"..\""));
        } else if (UUID_SHAPED.matcher(name.get()).matches()) {
            exchange.problem(Problem.badRequest(
                    "file-name",
                    "a name shaped like a UUID is an upload's address; to append to that upload use PATCH, to send a"
                            + " file use another name"));
        } else {
            route.accept(name.get());
        }
    }

    void post(Exchange exchange) {
        receive(exchange, Optional.empty(), NewUpload.Protocol.POST);
    }

    /** The name that a path segment writes; empty if it is none. It never meets the disk: it is what the device says. */
    static Optional<String> fileName(String encoded) {
        if (encoded.isEmpty()
                || encoded.indexOf('/') >= 0
                || PERCENT.matcher(encoded).find()) {
            return Optional.empty();
        }
        // A plus is a plus in a path; the decoder would make a space of it, and bytes that are no UTF-8 something else.
        byte[] bytes = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1);
        String name;
        try {
            name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
        return harmless(name) ? Optional.of(name) : Optional.empty();
    }

    /** Whether a text can be a file's name and nothing else. */
    static boolean harmless(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES_MAX
                && !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    }

    private void receive(Exchange exchange, Optional<String> name, NewUpload.Protocol protocol) {
        HttpServerRequest request = exchange.request();
        if (!receiving.admitsNew(exchange)) {
            return;
        }
        if (FileHeaders.has(request, "Content-Range")) {
            refuse(
                    exchange,
                    Problem.badRequest(
                            "content-range",
                            "a file comes whole in one request, never a part of it; to go on with an upload use tus"));
            return;
        }
        if (FileHeaders.hasType(request, "multipart/form-data")) {
            refuse(
                    exchange,
                    Problem.never(
                            415,
                            "form",
                            "A form is not a file",
                            "what was sent has a form's envelope around the file, and would be sealed with it; send the"
                                    + " bytes alone, like curl -T FILE"));
            return;
        }
        OptionalLong length = RequestBody.length(request);
        if (length.orElse(0) > receiving.maxUploadBytes()) {
            refuse(
                    exchange,
                    Problem.never(
                                    413,
                                    "upload-too-long",
                                    "The file is too long",
                                    "this server takes at most " + receiving.maxUploadBytes() + " bytes in one file")
                            .with("maxSize", receiving.maxUploadBytes()));
            return;
        }
        FileWords.Said said = FileWords.of(request, name, true);
        BodyDigests.Parsed content = BodyDigests.of(exchange, 0);
        if (said instanceof FileWords.Said.Wrong wrong) {
            refuse(exchange, wrong.problem());
        } else if (content instanceof BodyDigests.Parsed.Wrong wrong) {
            refuse(exchange, wrong.problem());
        } else if (said instanceof FileWords.Said.Ok words) {
            receiving.begin(
                    exchange, words.upload(length, protocol), true, problem -> refuse(exchange, problem), begun -> {
                        if (begun instanceof Begun.Opened opened) {
                            created(
                                    exchange,
                                    opened.upload(),
                                    length,
                                    content.check().and(words.content()));
                        } else if (begun instanceof Begun.Here here) {
                            tellEarly(exchange, here.segment(), false);
                        }
                    });
        }
    }

    private void refuse(Exchange exchange, Problem problem) {
        receiving.metrics().uploadRequest(UploadOp.CREATE, UploadResult.REJECTED);
        exchange.problem(problem);
    }

    private void created(Exchange exchange, UploadRow upload, OptionalLong length, ChunkCheck check) {
        exchange.when(ingest.append(upload.id(), 0, exchange.actor(), check.mode()), outcome -> {
            if (outcome instanceof AppendOutcome.Opened opened) {
                UploadBody body = receiving.open(
                        exchange, upload, opened.append(), check, length.orElse(receiving.maxUploadBytes()));
                receive(exchange, upload, body);
            } else {
                exchange.problem(Problem.gone());
            }
        });
    }

    private void receive(Exchange exchange, UploadRow upload, UploadBody body) {
        CompletionStage<UploadBody.Received> receivedWhole = body.receive().whenComplete((received, failure) -> {
            if (failure != null) {
                // The client is told that it failed, and will send the file again, whole.
                ingest.couldNotTake(failure);
                ingest.abandon(upload, exchange.actor());
            }
        });
        exchange.when(receivedWhole, received -> {
            if (received.end() == End.COMPLETE) {
                receiving.metrics().uploadRequest(UploadOp.APPEND, UploadResult.OK);
                receiving.finishWhole(exchange, upload, finished -> {
                    receiving.acknowledged(true, received);
                    tell(exchange, finished);
                });
                return;
            }
            // The client was never told of this upload: it will send the file again, whole.
            if (received.end() == End.TOO_SLOW) {
                exchange.when(ingest.abandon(upload, exchange.actor()), abandoned -> receiving.tooSlowToKeep(exchange));
                return;
            }
            Optional<Problem> refusal = received.end() == End.TOO_LONG
                    ? Optional.of(Receiving.tooLong(OptionalLong.empty()))
                    : received.refusal();
            receiving
                    .metrics()
                    .uploadRequest(
                            UploadOp.APPEND, refusal.isPresent() ? UploadResult.REJECTED : UploadResult.CLIENT_GONE);
            exchange.when(
                    ingest.abandon(upload, exchange.actor()),
                    abandoned -> refusal.ifPresentOrElse(exchange::problem, exchange::cut));
        });
    }

    /** What this resource says to a file that has come whole. */
    void tell(Exchange exchange, Finished finished) {
        if (finished instanceof Finished.Sealed done) {
            tell(exchange, done.segment(), true);
        } else if (finished instanceof Finished.Duplicate duplicate) {
            tell(exchange, duplicate.existing(), false);
        }
    }

    /** The same for its segment, which may have been there before. */
    void tell(Exchange exchange, SegmentRow segment, boolean fresh) {
        exchange.work(() -> view.json(segment), json -> tell(exchange, segment, json, fresh));
    }

    /** The same where nothing of the file was read: it need not be sent. */
    void tellEarly(Exchange exchange, SegmentRow segment, boolean fresh) {
        exchange.work(
                () -> view.json(segment),
                json -> exchange.early(segment.lengthBytes(), () -> tell(exchange, segment, json, fresh)));
    }

    private static void tell(Exchange exchange, SegmentRow segment, ObjectNode json, boolean fresh) {
        exchange.response()
                .putHeader(HttpHeaders.LOCATION, "/files/" + segment.id())
                .putHeader("Repr-Digest", "sha-256=:" + segment.sha256().base64() + ":");
        exchange.json(fresh ? 201 : 200, json);
    }
}
