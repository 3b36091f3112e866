package io.liuhen.server.http.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.http.Exchange;
import io.liuhen.storage.format.CanonicalJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;

/** What this server is and how it is spoken to: {@code /} and {@code /openapi.yaml}. Thread-safe. */
public final class AboutRoutes {
    private static final String DESCRIPTION = "/openapi.yaml";

    private final Buffer description;
    private final Executor workers;

    /** Reads the description that was packed with the server. */
    public AboutRoutes(Executor workers) {
        this.workers = workers;
        try (InputStream in = AboutRoutes.class.getResourceAsStream(DESCRIPTION)) {
            if (in == null) {
                throw new IllegalStateException("the server was packed without its " + DESCRIPTION);
            }
            description = Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the routes. */
    public void mount(Router router) {
        router.get("/").handler(routing -> Exchange.of(routing, workers).json(200, about()));
        router.get(DESCRIPTION)
                .handler(routing -> Exchange.of(routing, workers)
                        .response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml")
                        .end(description));
    }

    private static ObjectNode about() {
        ObjectNode about = CanonicalJson.object().put("name", "Liuhen 留痕").put("trial", true);
        about.putObject("links")
                .put("upload", "/files")
                .put("recordings", "/recordings")
                .put("description", DESCRIPTION);
        return about;
    }
}
