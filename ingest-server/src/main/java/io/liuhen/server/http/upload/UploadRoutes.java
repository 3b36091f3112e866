package io.liuhen.server.http.upload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.access.Target;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.ingest.Attributes;
import io.liuhen.server.ingest.Concatenation;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.UploadStatus;
import io.liuhen.server.query.SegmentView;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/** Everything below {@code /files}. Thread-safe. */
public final class UploadRoutes {
    private static final String PREFIX = "/files/";

    private final TusUploads tus;
    private final WholeFiles whole;
    private final RufhUploads rufh;
    private final Ingest ingest;
    private final SegmentView view;
    private final String limits;

    /** @param interim whether clients that ask for it are told of their upload while they still send */
    public UploadRoutes(Receiving receiving, SegmentView view, boolean interim) {
        this.ingest = receiving.ingest();
        this.tus = new TusUploads(receiving);
        this.whole = new WholeFiles(receiving, view);
        this.rufh = new RufhUploads(receiving, whole, interim);
        this.view = view;
        this.limits = receiving.admission().limits().header();
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
            return new Target.Opening(
                    UploadMetadata.device(exchange.request()),
                    TusConcat.of(exchange.request()).map(Concatenation::parts).orElse(List.of()));
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
            case "OPTIONS" -> options(exchange);
            case "POST" -> {
                if (RufhRequest.creates(exchange.request())) {
                    rufh.create(exchange, Optional.empty());
                } else if (TusUploads.meant(exchange.request()) && !RufhRequest.meant(exchange.request())) {
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
            put(exchange, rest);
            return;
        }
        Optional<SegmentId> id = SegmentId.parse(rest);
        if (method.equals("OPTIONS")) {
            options(exchange);
        } else if (id.isEmpty()) {
            tus.unknown(exchange);
        } else {
            switch (method) {
                case "HEAD", "PATCH", "DELETE", "GET" -> upload(exchange, method, id.get());
                default -> exchange.methodNotAllowed("DELETE, GET, HEAD, OPTIONS, PATCH, PUT");
            }
        }
    }

    private void options(Exchange exchange) {
        rufh.limit().tell(exchange.response());
        exchange.response().putHeader(FileHeaders.LIMITS, limits);
        tus.options(exchange);
    }

    private void put(Exchange exchange, String encodedName) {
        if (RufhRequest.creates(exchange.request())) {
            WholeFiles.named(exchange, encodedName, name -> rufh.create(exchange, Optional.of(name)));
        } else {
            whole.put(exchange, encodedName);
        }
    }

    /** A request that says no word of either protocol is answered in the one that has created the upload. */
    private void upload(Exchange exchange, String method, SegmentId id) {
        if (FileHeaders.has(exchange.request(), FileHeaders.TUS_RESUMABLE)) {
            upload(exchange, method, id, false);
        } else if (RufhRequest.meant(exchange.request())) {
            upload(exchange, method, id, true);
        } else {
            exchange.when(ingest.status(id), status -> upload(exchange, method, id, createdByRufh(status)));
        }
    }

    private static boolean createdByRufh(UploadStatus status) {
        ObjectNode attributes = status instanceof UploadStatus.Open open
                ? open.upload().attributes()
                : status instanceof UploadStatus.Complete complete
                        ? complete.segment().attributes()
                        : CanonicalJson.object();
        return Attributes.of(attributes).isRufh();
    }

    private void upload(Exchange exchange, String method, SegmentId id, boolean inRufh) {
        switch (method) {
            case "HEAD" -> {
                if (inRufh) {
                    rufh.head(exchange, id);
                } else {
                    tus.head(exchange, id);
                }
            }
            case "PATCH" -> {
                if (inRufh) {
                    rufh.patch(exchange, id);
                } else {
                    tus.patch(exchange, id);
                }
            }
            case "DELETE" -> {
                if (inRufh) {
                    rufh.delete(exchange, id);
                } else {
                    tus.delete(exchange, id);
                }
            }
            default -> get(exchange, id, inRufh);
        }
    }

    /**
     * For people: where an upload is. Unlike HEAD it takes nothing over from anybody; only to clients of resumable uploads
     * it is the same as HEAD, and must tell an offset that is right for the next request.
     */
    private void get(Exchange exchange, SegmentId id, boolean inRufh) {
        exchange.when(inRufh ? ingest.interrupt(id) : ingest.status(id), status -> {
            if (inRufh) {
                rufh.tell(exchange, RufhRequest.of(exchange.request()).version(), status);
            }
            if (status instanceof UploadStatus.Complete complete) {
                exchange.response()
                        .putHeader(
                                FileHeaders.UPLOAD_OFFSET,
                                String.valueOf(complete.segment().lengthBytes()));
                exchange.response().putHeader(HttpHeaders.CONTENT_LOCATION, "/segments/" + id);
                exchange.work(() -> view.json(complete.segment()), json -> exchange.json(200, json));
            } else if (status instanceof UploadStatus.Open open) {
                UploadRow upload = open.upload();
                boolean joined =
                        Attributes.of(upload.attributes()).concatenation().isFinal();
                if (!joined) {
                    exchange.response().putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(upload.offsetBytes()));
                }
                var json = CanonicalJson.object()
                        .put("id", id.toString())
                        .put("state", joined ? "joining" : "receiving")
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
