package io.liuhen.server.http.docking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.access.Target;
import io.liuhen.server.docking.Docking;
import io.liuhen.server.docking.Dockings;
import io.liuhen.server.docking.Dockings.Explanation;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.SmallBody;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.door.Gate;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.CanonicalJson;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** {@code /dockings}: announced, shown, listed; and why something will not come. Thread-safe. */
public final class DockingRoutes {
    private static final int EXPLANATION_BYTES_MAX = 16 << 10;
    private static final int LIMIT = 20;
    private static final Set<String> PARAMETERS_OF_ALL = Set.of("device", "state", "cursor");

    /** The id is a part of the address, and told among them. */
    private static final Set<String> PARAMETERS_OF_ONE = Set.of("id", "state", "cursor");

    private final Dockings dockings;
    private final Announcing announcing;
    private final Gate gate;

    public DockingRoutes(Dockings dockings, Gate gate) {
        this.dockings = dockings;
        this.announcing = new Announcing(dockings, gate);
        this.gate = gate;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        doors.open("/dockings", later(DockingRoutes::onAll), this::all);
        doors.open("/dockings/:id", later(exchange -> Action.SEE_UPLOAD), this::one);
        doors.open("/dockings/:id/absences", Door.of(Action.EXPLAIN_ABSENCE), this::absences);
    }

    private static Door later(Function<Exchange, Action> action) {
        return Door.of(action).to(exchange -> new Target.Later(), DockingRoutes::unknown);
    }

    private static Action onAll(Exchange exchange) {
        return exchange.method().equals("POST") ? Action.UPLOAD : Action.SEE_UPLOAD;
    }

    private static void unknown(Exchange exchange) {
        exchange.problem(Problem.notFound("docking with this id"));
    }

    private void all(Exchange exchange) {
        switch (exchange.method()) {
            case "POST" -> announcing.announce(exchange);
            case "GET" -> list(exchange);
            default -> exchange.methodNotAllowed("GET, POST");
        }
    }

    private void list(Exchange exchange) {
        Optional<String> device = parameter(exchange, "device");
        if (!asksRightly(exchange, PARAMETERS_OF_ALL)) {
            return;
        }
        exchange.work(
                () -> page(exchange, device, parameter(exchange, "state").isPresent()),
                found -> found.ifPresentOrElse(json -> exchange.json(200, json), () -> noSuchCursor(exchange)));
    }

    private static void noSuchCursor(Exchange exchange) {
        exchange.problem(Problem.badRequest("cursor", "this server gave no such cursor"));
    }

    private static boolean asksRightly(Exchange exchange, Set<String> parameters) {
        if (!parameters.containsAll(exchange.request().params().names())) {
            exchange.problem(Problem.badRequest(
                    "query",
                    parameters.contains("device") ? "ask with device, state and cursor" : "ask with state and cursor"));
            return false;
        }
        if (parameter(exchange, "state").filter(text -> !text.equals("open")).isPresent()) {
            exchange.problem(Problem.badRequest("query", "state is open, or is not said"));
            return false;
        }
        return true;
    }

    private static Optional<String> parameter(Exchange exchange, String name) {
        return Optional.ofNullable(exchange.request().getParam(name)).filter(text -> !text.isEmpty());
    }

    /** Empty for a cursor that is none. */
    private Optional<ObjectNode> page(Exchange exchange, Optional<String> device, boolean openOnly) {
        Dockings.Page page;
        try {
            page = dockings.list(device, openOnly, parameter(exchange, "cursor"), LIMIT);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        ObjectNode json = CanonicalJson.object();
        ArrayNode list = json.putArray("dockings");
        page.dockings().stream()
                .filter(docking -> seen(exchange, docking))
                .forEach(docking -> list.add(DockingJson.summary(docking)));
        page.next().ifPresent(cursor -> json.put("next", cursor));
        return Optional.of(json);
    }

    private boolean seen(Exchange exchange, Docking docking) {
        return gate.mayOf(exchange, Action.SEE_UPLOAD, docking.announcedBy(), docking.device());
    }

    private void one(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        OptionalInt from = piece(parameter(exchange, "cursor").orElse("0"));
        if (!asksRightly(exchange, PARAMETERS_OF_ONE)) {
            return;
        }
        if (from.isEmpty()) {
            noSuchCursor(exchange);
            return;
        }
        String id = exchange.pathParam("id");
        boolean openOnly = parameter(exchange, "state").isPresent();
        exchange.work(
                () -> dockings.find(id)
                        .filter(docking -> seen(exchange, docking))
                        .map(docking -> dockings.standing(docking, from.getAsInt(), openOnly)),
                found -> found.ifPresentOrElse(
                        standing -> exchange.json(200, DockingJson.page(standing)), () -> unknown(exchange)));
    }

    private static OptionalInt piece(String cursor) {
        return cursor.matches("[0-9]{1,4}") ? OptionalInt.of(Integer.parseInt(cursor)) : OptionalInt.empty();
    }

    private void absences(Exchange exchange) {
        if (!exchange.method().equals("POST")) {
            exchange.methodNotAllowed("POST");
            return;
        }
        new SmallBody(exchange, EXPLANATION_BYTES_MAX)
                .read(body -> json(exchange, body).ifPresent(json -> explain(exchange, json)));
    }

    private static Optional<ObjectNode> json(Exchange exchange, Buffer body) {
        try {
            return Optional.of(CanonicalJson.readObject(body.getBytes()));
        } catch (StorageException e) {
            exchange.problem(Problem.badRequest("json", "send a JSON object: " + e.getMessage()));
            return Optional.empty();
        }
    }

    private void explain(Exchange exchange, ObjectNode json) {
        String file = json.path("file").asText();
        String reason = json.path("reason").asText();
        if (file.isEmpty() || reason.isBlank() || reason.length() > Dockings.REASON_MAX) {
            exchange.problem(Problem.badRequest(
                    "absence",
                    "send file, its name in the announcement, and reason, in 1 to " + Dockings.REASON_MAX
                            + " characters"));
            return;
        }
        exchange.work(() -> dockings.explain(exchange.pathParam("id"), file, reason, exchange.actor()), explanation -> {
            if (explanation instanceof Explanation.Recorded recorded) {
                exchange.json(200, DockingJson.page(recorded.standing()));
            } else if (explanation instanceof Explanation.NotAbsent) {
                exchange.problem(Problem.never(
                        409, "not-absent", "The file is here", "it is stored: there is nothing to explain"));
            } else {
                exchange.problem(Problem.notFound("docking with this id, or file of this name in it"));
            }
        });
    }
}
