package io.liuhen.server.http.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.storage.format.CanonicalJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What this server is and how it is spoken to: {@code /} and {@code /openapi.yaml}. Thread-safe. */
public final class AboutRoutes {
    private static final String DESCRIPTION = "/openapi.yaml";

    private final Buffer description;
    private final boolean trial;

    /** Reads the description that was packed with the server. */
    public AboutRoutes(boolean trial) {
        this.trial = trial;
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
    public void mount(Doors doors) {
        doors.open("/", Door.of(Action.LOOK), exchange -> got(exchange, () -> exchange.json(200, about())));
        doors.open(
                DESCRIPTION,
                Door.of(Action.LOOK),
                exchange -> got(
                        exchange,
                        () -> exchange.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml")
                                .end(description)));
    }

    private static void got(Exchange exchange, Runnable answer) {
        if (exchange.method().equals("GET")) {
            answer.run();
        } else {
            exchange.methodNotAllowed("GET");
        }
    }

    private ObjectNode about() {
        ObjectNode about = CanonicalJson.object().put("name", "Liuhen 留痕").put("trial", trial);
        about.putObject("links")
                .put("upload", "/files")
                .put("recordings", "/recordings")
                .put("description", DESCRIPTION);
        return about;
    }
}
