package io.liuhen.server.http.transcript;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.access.Target;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.SmallBody;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.upload.UploadMetadata;
import io.liuhen.server.transcript.Format;
import io.liuhen.server.transcript.Transcript;
import io.liuhen.server.transcript.Transcript.Written;
import io.liuhen.server.transcript.Transcripts;
import io.liuhen.server.transcript.Transcripts.Confirmed;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Transcripts: handed in, listed, read, confirmed. Thread-safe. */
public final class TranscriptRoutes {
    private static final int TEXT_BYTES_MAX = 2 << 20;
    private static final int CONFIRMATION_BYTES_MAX = 16 << 10;

    private final Transcripts transcripts;

    public TranscriptRoutes(Transcripts transcripts) {
        this.transcripts = transcripts;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        String all = "/recordings/:id/transcripts";
        doors.open(
                all,
                door(exchange -> exchange.method().equals("POST") ? Action.TRANSCRIBE : Action.READ_COPY),
                this::all);
        doors.open(all + "/:version", door(exchange -> Action.READ_COPY), this::text);
        doors.open(all + "/:version/captions.vtt", door(exchange -> Action.READ_COPY), this::captions);
        doors.open(all + "/:version/confirmation", door(exchange -> Action.TRANSCRIBE), this::confirmation);
    }

    private static Door door(Function<Exchange, Action> action) {
        return Door.of(action)
                .to(
                        exchange -> SegmentId.parse(exchange.pathParam("id"))
                                .<Target>map(Target.Subject::new)
                                .orElseGet(Target.Whole::new),
                        TranscriptRoutes::unknown);
    }

    private static void unknown(Exchange exchange) {
        exchange.problem(Problem.notFound("transcript of a recording with this id"));
    }

    private void all(Exchange exchange) {
        switch (exchange.method()) {
            case "GET" -> exchange.work(() -> list(exchange.pathParam("id")), json -> exchange.json(200, json));
            case "POST" -> written(exchange);
            default -> exchange.methodNotAllowed("GET, POST");
        }
    }

    private ObjectNode list(String recording) {
        ObjectNode json = CanonicalJson.object();
        ArrayNode list = json.putArray("transcripts");
        transcripts.versions(recording).forEach(transcript -> list.add(json(transcript)));
        return json;
    }

    private void written(Exchange exchange) {
        Optional<Format> format =
                Format.ofContentType(Optional.ofNullable(exchange.request().getHeader(HttpHeaders.CONTENT_TYPE))
                        .orElse(""));
        if (format.isEmpty()) {
            exchange.problem(Problem.never(
                    415,
                    "content-type",
                    "Another content type",
                    "send a transcript as Content-Type: " + String.join(", ", Format.mediaTypes())));
            return;
        }
        UploadMetadata.Parsed metadata = UploadMetadata.of(exchange.request());
        if (metadata instanceof UploadMetadata.Parsed.Wrong wrong) {
            exchange.problem(wrong.problem());
            return;
        }
        Map<String, String> words = ((UploadMetadata.Parsed.Ok) metadata).values();
        new SmallBody(exchange, TEXT_BYTES_MAX).read(body -> add(exchange, format.get(), words, body));
    }

    private void add(Exchange exchange, Format format, Map<String, String> words, Buffer body) {
        Written written;
        try {
            written = new Written(
                            format,
                            utf8(body),
                            Optional.ofNullable(words.get("language")),
                            Optional.ofNullable(words.get("author")),
                            Optional.ofNullable(words.get("checker")),
                            Optional.ofNullable(words.get("machine")))
                    .checked();
        } catch (CharacterCodingException e) {
            exchange.problem(Problem.never(422, "transcript", "Not a transcript", "send it in UTF-8"));
            return;
        } catch (IllegalArgumentException e) {
            exchange.problem(Problem.never(422, "transcript", "Not a transcript", String.valueOf(e.getMessage())));
            return;
        }
        exchange.work(
                () -> transcripts.add(exchange.pathParam("id"), written, exchange.actor()),
                added -> added.ifPresentOrElse(
                        transcript -> {
                            exchange.response().putHeader(HttpHeaders.LOCATION, address(transcript));
                            exchange.json(201, json(transcript));
                        },
                        () -> unknown(exchange)));
    }

    private static String utf8(Buffer body) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(body.getBytes()))
                .toString();
    }

    private static String address(Transcript transcript) {
        return "/recordings/" + transcript.recording() + "/transcripts/" + transcript.version();
    }

    private static ObjectNode json(Transcript transcript) {
        Written written = transcript.written();
        ObjectNode json = CanonicalJson.object()
                .put("recording", transcript.recording())
                .put("version", transcript.version())
                .put("at", transcript.at().toString())
                .put("format", written.format().toString())
                .put("sha256", transcript.sha256().toString())
                .put("counts", transcript.counts());
        written.language().ifPresent(value -> json.put("language", value));
        written.author().ifPresent(value -> json.put("author", value));
        written.checker().ifPresent(value -> json.put("checker", value));
        written.machine().ifPresent(value -> json.put("machine", value));
        transcript
                .confirmation()
                .ifPresent(confirmation -> json.putObject("confirmation")
                        .put("by", confirmation.by())
                        .put("at", confirmation.at().toString()));
        return json;
    }

    private Optional<Transcript> named(Exchange exchange) {
        return version(exchange).flatMap(version -> transcripts.find(exchange.pathParam("id"), version));
    }

    private static Optional<Integer> version(Exchange exchange) {
        String version = exchange.pathParam("version");
        return version.matches("[1-9][0-9]{0,8}") ? Optional.of(Integer.parseInt(version)) : Optional.empty();
    }

    private void text(Exchange exchange) {
        sent(
                exchange,
                transcript -> Optional.of(transcript.written().text()),
                transcript -> transcript.written().format().mediaType());
    }

    private void captions(Exchange exchange) {
        sent(exchange, Transcript::captions, transcript -> Format.WEBVTT.mediaType());
    }

    private void sent(
            Exchange exchange, Function<Transcript, Optional<String>> text, Function<Transcript, String> mediaType) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        exchange.work(() -> named(exchange), found -> {
            if (found.isEmpty()) {
                unknown(exchange);
                return;
            }
            Optional<String> shown = text.apply(found.get());
            if (shown.isEmpty()) {
                exchange.problem(Problem.notFound("captions: this transcript has no times"));
                return;
            }
            exchange.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, mediaType.apply(found.get()) + "; charset=utf-8")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .end(shown.get());
        });
    }

    private void confirmation(Exchange exchange) {
        if (!exchange.method().equals("POST")) {
            exchange.methodNotAllowed("POST");
            return;
        }
        new SmallBody(exchange, CONFIRMATION_BYTES_MAX).read(body -> {
            String by;
            try {
                by = CanonicalJson.readObject(body.getBytes()).path("by").asText();
            } catch (StorageException e) {
                exchange.problem(Problem.badRequest("json", "send a JSON object: " + e.getMessage()));
                return;
            }
            confirm(exchange, by);
        });
    }

    private void confirm(Exchange exchange, String by) {
        Optional<Integer> version = version(exchange);
        if (by.isBlank() || by.length() > Transcript.NAME_MAX) {
            exchange.problem(Problem.badRequest(
                    "by",
                    "send by, the name of the person who confirms it, in 1 to " + Transcript.NAME_MAX + " characters"));
            return;
        }
        exchange.work(
                () -> version.map(number -> transcripts.confirm(exchange.pathParam("id"), number, by, exchange.actor()))
                        .orElseGet(Confirmed.Unknown::new),
                confirmed -> {
                    if (confirmed instanceof Confirmed.Done done) {
                        exchange.json(200, json(done.transcript()));
                    } else if (confirmed instanceof Confirmed.ByAPerson) {
                        exchange.problem(Problem.never(
                                409,
                                "by-a-person",
                                "Nothing to confirm",
                                "a person wrote this transcript; hand in a new version to change it"));
                    } else {
                        unknown(exchange);
                    }
                });
    }
}
