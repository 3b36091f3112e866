package io.liuhen.server.http.upload;

import io.liuhen.server.access.Action;
import io.liuhen.server.access.Target;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.UploadStatus;
import io.liuhen.server.query.SegmentView;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;

/** Everything below {@code /files}. Thread-safe. */
public final class UploadRoutes {
    private static final String PREFIX = "/files/";

    private final TusUploads tus;
    private final WholeFiles whole;
    private final Ingest ingest;
    private final SegmentView view;

    public UploadRoutes(Receiving receiving, SegmentView view) {
        this.ingest = receiving.ingest();
        this.tus = new TusUploads(receiving);
        this.whole = new WholeFiles(receiving, view);
        this.view = view;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        Door door = Door.of(UploadRoutes::action).to(this::target, this::hidden).after(UploadRoutes::inTus);
        doors.openForFiles("/files", door, this::collection);
        doors.openForFiles("/files/*", door, exchange -> {
            String rest = rest(exchange);
            if (rest.isEmpty()) {
                collection(exchange);
            } else {
                item(exchange, rest);
            }
        });
    }

    private static String rest(Exchange exchange) {
        String path = exchange.request().path();
        return path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "";
    }

    /** Whoever speaks tus is answered in tus, also where the request is refused before anything else looks at it. */
    private static void inTus(Exchange exchange) {
        if (FileHeaders.has(exchange.request(), FileHeaders.TUS_RESUMABLE)) {
            exchange.response().putHeader(FileHeaders.TUS_RESUMABLE, FileHeaders.VERSION);
        }
    }

    private static Action action(Exchange exchange) {
        return switch (exchange.method()) {
            case "POST", "PUT" -> Action.UPLOAD;
            case "HEAD", "PATCH", "DELETE" -> Action.CONTINUE_UPLOAD;
            case "GET" -> Action.SEE_UPLOAD;
            default -> Action.LOOK;
        };
    }

    private Target target(Exchange exchange) {
        if (action(exchange) == Action.UPLOAD) {
            return new Target.Opening(UploadMetadata.device(exchange.request()));
        }
        return SegmentId.parse(rest(exchange)).<Target>map(Target.Segment::new).orElseGet(Target.Whole::new);
    }

    private void hidden(Exchange exchange) {
        if (action(exchange) == Action.UPLOAD) {
            exchange.problem(Problem.never(
                    403,
                    "device",
                    "Not for this device",
                    "a device sends what it recorded itself, and a dock names in the metadata, as device, one that it may"
                            + " act for"));
        } else {
            tus.unknown(exchange);
        }
    }

    private void collection(Exchange exchange) {
        switch (exchange.method()) {
            case "OPTIONS" -> tus.options(exchange);
            case "POST" -> {
                if (TusUploads.meant(exchange.request())) {
                    tus.create(exchange);
                } else {
                    whole.post(exchange);
                }
            }
            default -> exchange.methodNotAllowed("OPTIONS, POST");
        }
    }

    private void item(Exchange exchange, String rest) {
        String method = exchange.method();
        if (method.equals("PUT")) {
            whole.put(exchange, rest);
            return;
        }
        Optional<SegmentId> id = SegmentId.parse(rest);
        if (method.equals("OPTIONS")) {
            tus.options(exchange);
        } else if (id.isEmpty()) {
            tus.unknown(exchange);
        } else {
            switch (method) {
                case "HEAD" -> tus.head(exchange, id.get());
                case "PATCH" -> tus.patch(exchange, id.get());
                case "DELETE" -> tus.delete(exchange, id.get());
                case "GET" -> get(exchange, id.get());
                default -> exchange.methodNotAllowed("DELETE, GET, HEAD, OPTIONS, PATCH, PUT");
            }
        }
    }

    /** For people: where an upload is. Unlike HEAD it takes nothing over from anybody. */
    private void get(Exchange exchange, SegmentId id) {
        exchange.when(ingest.status(id), status -> {
            if (status instanceof UploadStatus.Complete complete) {
                exchange.response()
                        .putHeader(
                                FileHeaders.UPLOAD_OFFSET,
                                String.valueOf(complete.segment().lengthBytes()));
                exchange.response().putHeader(HttpHeaders.CONTENT_LOCATION, "/segments/" + id);
                exchange.work(() -> view.json(complete.segment()), json -> exchange.json(200, json));
            } else if (status instanceof UploadStatus.Open open) {
                UploadRow upload = open.upload();
                exchange.response().putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(upload.offsetBytes()));
                var json = CanonicalJson.object()
                        .put("id", id.toString())
                        .put("state", "receiving")
                        .put("offset", upload.offsetBytes());
                upload.declaredLengthBytes().ifPresent(length -> json.put("length", length));
                exchange.json(200, json);
            } else {
                exchange.problem(refusal(status));
            }
        });
    }

    static Problem refusal(UploadStatus status) {
        return status instanceof UploadStatus.Gone ? Problem.gone() : Problem.notFound("upload with this id");
    }
}
