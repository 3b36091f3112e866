package io.liuhen.server.http.recorder;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.SmallBody;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.recorder.Fingerprints;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.CanonicalJson;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * {@code GET /recorder-models}, {@code GET /recorder-models/{id}}: what was learnt of recorders' models. {@code POST
 * /recorder-models/{id}/forget}: a model is learnt anew. Thread-safe.
 */
public final class RecorderModelRoutes {
    private static final int BODY_BYTES_MAX = 16 << 10;
    private static final int WHY_CHARS_MAX = 500;

    private final Fingerprints fingerprints;

    public RecorderModelRoutes(Fingerprints fingerprints) {
        this.fingerprints = fingerprints;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        Door manage = Door.of(Action.MANAGE_MACHINES);
        doors.open("/recorder-models", manage, this::list);
        doors.open("/recorder-models/:id", manage, this::one);
        doors.open("/recorder-models/:id/forget", manage, this::forget);
    }

    private void list(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        exchange.work(fingerprints::list, found -> exchange.json(200, listed("models", found)));
    }

    private void one(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        exchange.work(() -> fingerprints.versions(exchange.pathParam("id")), found -> {
            if (found.isEmpty()) {
                unknown(exchange);
                return;
            }
            ObjectNode json = found.get(found.size() - 1).deepCopy();
            json.setAll(listed("versions", found));
            exchange.json(200, json);
        });
    }

    private static ObjectNode listed(String name, List<ObjectNode> found) {
        ObjectNode json = CanonicalJson.object();
        ArrayNode list = json.putArray(name);
        found.forEach(list::add);
        return json;
    }

    private void forget(Exchange exchange) {
        if (!exchange.method().equals("POST")) {
            exchange.methodNotAllowed("POST");
            return;
        }
        new SmallBody(exchange, BODY_BYTES_MAX).read(body -> forget(exchange, body));
    }

    private void forget(Exchange exchange, Buffer body) {
        String why;
        try {
            why = CanonicalJson.readObject(body.getBytes())
                    .path("why")
                    .asText("")
                    .strip();
        } catch (StorageException e) {
            exchange.problem(Problem.badRequest("json", "the body is " + e.getMessage()));
            return;
        }
        if (why.isEmpty() || why.length() > WHY_CHARS_MAX) {
            exchange.problem(
                    Problem.badRequest("why", "name \"why\": a text of 1 to " + WHY_CHARS_MAX + " characters"));
            return;
        }
        exchange.work(
                () -> fingerprints.forget(exchange.pathParam("id"), why, exchange.actor()),
                found -> found.ifPresentOrElse(model -> exchange.json(200, model), () -> unknown(exchange)));
    }

    private static void unknown(Exchange exchange) {
        exchange.problem(Problem.notFound("recorder model with this id"));
    }
}
