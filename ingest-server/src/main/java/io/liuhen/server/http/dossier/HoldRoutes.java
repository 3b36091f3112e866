package io.liuhen.server.http.dossier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.holding.Hold;
import io.liuhen.server.holding.Holds;
import io.liuhen.server.holding.Holds.Outcome;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.records.Keepings;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;

/** {@code /holds}: put up, shown, released by two roles. Thread-safe. */
public final class HoldRoutes {
    private final Holds holds;
    private final Keepings keepings;

    public HoldRoutes(Holds holds, Keepings keepings) {
        this.holds = holds;
        this.keepings = keepings;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        Door door = Door.of(exchange -> exchange.method().equals("GET") ? Action.SEE_KEEPING : Action.CHANGE_KEEPING);
        doors.open("/holds", door, this::all);
        doors.open("/holds/:id", Door.of(Action.SEE_KEEPING), this::one);
        doors.open("/holds/:id/release", Door.of(Action.CHANGE_KEEPING), this::release);
    }

    private void all(Exchange exchange) {
        switch (exchange.method()) {
            case "GET" -> list(exchange);
            case "POST" -> Stated.json(exchange, json -> place(exchange, json));
            default -> exchange.methodNotAllowed("GET, POST");
        }
    }

    private void list(Exchange exchange) {
        Optional<String> state = Stated.parameter(exchange, "state");
        if (state.filter(text -> !text.equals("standing")).isPresent()) {
            exchange.problem(Problem.badRequest("query", "state is standing, or is not said"));
            return;
        }
        Optional<String> cursor = Stated.parameter(exchange, "cursor");
        Stated.limit(exchange)
                .ifPresent(limit -> Stated.page(
                        exchange,
                        () -> json(holds.list(state.isPresent(), cursor, limit)),
                        json -> exchange.json(200, json)));
    }

    private static ObjectNode json(Holds.Page page) {
        ObjectNode json = CanonicalJson.object();
        ArrayNode list = json.putArray("holds");
        page.holds().forEach(hold -> list.add(hold.json()));
        page.next().ifPresent(next -> json.put("next", next));
        return json;
    }

    private void place(Exchange exchange, ObjectNode json) {
        Hold.Stated stated;
        try {
            stated = Hold.Stated.of(json);
        } catch (IllegalArgumentException e) {
            exchange.problem(Problem.badRequest("hold", String.valueOf(e.getMessage())));
            return;
        }
        exchange.work(() -> holds.missing(stated), missing -> {
            if (missing.isPresent()) {
                exchange.problem(Problem.never(422, "hold", "The hold makes no sense", missing.get()));
                return;
            }
            exchange.work(() -> holds.place(stated, keepings, exchange.actor()), hold -> {
                exchange.response().putHeader(HttpHeaders.LOCATION, "/holds/" + hold.id());
                exchange.json(201, hold.json());
            });
        });
    }

    private static void unknown(Exchange exchange) {
        exchange.problem(Problem.notFound("hold with this id"));
    }

    private static Optional<String> named(Exchange exchange) {
        return SegmentId.parse(exchange.pathParam("id")).map(SegmentId::toString);
    }

    private void one(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        exchange.work(
                () -> named(exchange).flatMap(holds::find),
                found -> found.ifPresentOrElse(hold -> exchange.json(200, hold.json()), () -> unknown(exchange)));
    }

    private void release(Exchange exchange) {
        if (!exchange.method().equals("POST")) {
            exchange.methodNotAllowed("POST");
            return;
        }
        Stated.json(exchange, json -> {
            String by;
            String why;
            try {
                by = Hold.Stated.text(json, "by");
                why = Hold.Stated.text(json, "why");
            } catch (IllegalArgumentException e) {
                exchange.problem(Problem.badRequest("hold", String.valueOf(e.getMessage())));
                return;
            }
            exchange.work(() -> released(exchange, by, why), outcome -> answer(exchange, outcome));
        });
    }

    private Outcome released(Exchange exchange, String by, String why) {
        return named(exchange)
                .map(id -> holds.release(
                        id,
                        by,
                        exchange.caller().role().toString(),
                        exchange.caller().identity(),
                        why,
                        exchange.actor()))
                .orElseGet(Outcome.Unknown::new);
    }

    private static void answer(Exchange exchange, Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            exchange.json(200, done.hold().json());
        } else if (outcome instanceof Outcome.NeedsAnother) {
            exchange.problem(Problem.never(
                    409,
                    "needs-another-role",
                    "Another role must release it, too",
                    "a hold ends when two people in two roles have released it; yours stands already"));
        } else {
            unknown(exchange);
        }
    }
}
