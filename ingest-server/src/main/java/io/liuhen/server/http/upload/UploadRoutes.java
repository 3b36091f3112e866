package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.RequestBody;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.UploadStatus;
import io.liuhen.server.query.SegmentView;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Everything below {@code /files}. Thread-safe. */
public final class UploadRoutes {
    private static final String PREFIX = "/files/";

    private final TusUploads tus;
    private final WholeFiles whole;
    private final Ingest ingest;
    private final SegmentView view;
    private final Executor workers;

    public UploadRoutes(Receiving receiving, SegmentView view, Executor workers) {
        this.ingest = receiving.ingest();
        this.tus = new TusUploads(receiving);
        this.whole = new WholeFiles(receiving, view);
        this.view = view;
        this.workers = workers;
    }

    /** Adds the routes. */
    public void mount(Router router) {
        router.route("/files").handler(routing -> collection(exchange(routing)));
        router.route("/files/*").handler(routing -> {
            Exchange exchange = exchange(routing);
            String rest = routing.request().path().substring(PREFIX.length());
            if (rest.isEmpty()) {
                collection(exchange);
            } else {
                item(exchange, rest);
            }
        });
    }

    /** Whoever speaks tus is answered in tus, also where the request is refused before anything else looks at it. */
    private Exchange exchange(RoutingContext routing) {
        Exchange exchange = RequestBody.comes(routing.request())
                ? Exchange.receiving(routing, workers)
                : Exchange.of(routing, workers);
        if (FileHeaders.has(exchange.request(), FileHeaders.TUS_RESUMABLE)) {
            exchange.response().putHeader(FileHeaders.TUS_RESUMABLE, FileHeaders.VERSION);
        }
        return exchange;
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
