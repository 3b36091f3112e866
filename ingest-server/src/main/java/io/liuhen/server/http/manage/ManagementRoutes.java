package io.liuhen.server.http.manage;

import io.liuhen.server.access.Action;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.observe.Metrics;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The routes of the management port. Thread-safe. */
public final class ManagementRoutes {
    private final Metrics metrics;
    private final Health health;

    public ManagementRoutes(Metrics metrics, Health health) {
        this.metrics = metrics;
        this.health = health;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        open(doors, "/metrics", Door.of(Action.WATCH), this::metrics);
        open(doors, "/livez", Door.of(Action.PROBE), exchange -> text(exchange, 200, "ok\n"));
        open(
                doors,
                "/startupz",
                Door.of(Action.PROBE),
                exchange ->
                        text(exchange, health.hasStarted() ? 200 : 503, health.hasStarted() ? "ok\n" : "not yet\n"));
        open(doors, "/readyz", Door.of(exchange -> verbose(exchange) ? Action.WATCH : Action.PROBE), this::ready);
    }

    private static void open(Doors doors, String path, Door door, Consumer<Exchange> answer) {
        doors.open(path, door, exchange -> {
            if (exchange.method().equals("GET")) {
                answer.accept(exchange);
            } else {
                exchange.methodNotAllowed("GET");
            }
        });
    }

    private static boolean verbose(Exchange exchange) {
        return exchange.request().getParam("verbose") != null;
    }

    private void metrics(Exchange exchange) {
        String accept = exchange.request().getHeader("Accept");
        String type = Metrics.contentType(accept == null ? "" : accept);
        exchange.work(() -> metrics.render(type), text -> {
            exchange.response().putHeader(HttpHeaders.CONTENT_TYPE, type);
            exchange.response().end(text);
        });
    }

    private void ready(Exchange exchange) {
        exchange.work(health::checks, checks -> {
            boolean ok = checks.values().stream().allMatch("ok"::equals);
            if (verbose(exchange)) {
                exchange.work(
                        health::notices, notices -> text(exchange, ok ? 200 : 503, lines(checks) + lines(notices)));
            } else {
                text(exchange, ok ? 200 : 503, ok ? "ok\n" : lines(checks));
            }
        });
    }

    private static String lines(Map<String, String> checks) {
        return checks.entrySet().stream()
                .map(check -> check.getKey() + ": " + check.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private static void text(Exchange exchange, int status, String text) {
        exchange.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(text);
    }
}
