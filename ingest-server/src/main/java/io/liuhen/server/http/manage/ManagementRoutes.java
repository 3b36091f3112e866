package io.liuhen.server.http.manage;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.observe.Metrics;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** The routes of the management port. Thread-safe. */
public final class ManagementRoutes {
    private final Metrics metrics;
    private final Health health;
    private final Executor workers;

    public ManagementRoutes(Metrics metrics, Health health, Executor workers) {
        this.metrics = metrics;
        this.health = health;
        this.workers = workers;
    }

    /** Adds the routes. */
    public void mount(Router router) {
        router.get("/metrics").handler(routing -> metrics(Exchange.of(routing, workers)));
        router.get("/livez").handler(routing -> text(Exchange.of(routing, workers), 200, "ok\n"));
        router.get("/startupz")
                .handler(routing -> text(
                        Exchange.of(routing, workers),
                        health.hasStarted() ? 200 : 503,
                        health.hasStarted() ? "ok\n" : "not yet\n"));
        router.get("/readyz").handler(routing -> ready(Exchange.of(routing, workers)));
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
            boolean verbose = exchange.request().getParam("verbose") != null;
            if (verbose) {
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
