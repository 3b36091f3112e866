package io.liuhen.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.liuhen.server.access.Caller;
import io.liuhen.server.access.Role;
import io.liuhen.server.admission.HeldBodies;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.http.body.BodySource;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One request and its answer, with the way to the worker threads and back. Confined to the request's event loop.
 */
public final class Exchange {
    private static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final Context context;
    private final BodySource body;
    private final Terms terms;
    private Caller caller = Caller.anonymous();
    private Optional<String> actsFor = Optional.empty();

    /**
     * What all requests of a port share.
     *
     * @param workers where what blocks is done
     * @param heldBodies room for the bodies that are read whole
     * @param minimumRate how slowly a body may come
     */
    public record Terms(Executor workers, HeldBodies heldBodies, MinimumRate minimumRate) {}

    private Exchange(RoutingContext routing, HttpServerRequest request, Context context, BodySource body, Terms terms) {
        this.routing = routing;
        this.request = request;
        this.body = body;
        this.context = context;
        this.terms = terms;
    }

    /** The exchange of a route, its body held back until somebody wants it. */
    public static Exchange of(RoutingContext routing, Terms terms) {
        return new Exchange(
                routing, paused(routing), Vertx.currentContext(), BodySource.streamed(routing.request()), terms);
    }

    /** As {@link #of}, for a request whose body may be large and is read by {@link #body} only. */
    public static Exchange receiving(RoutingContext routing, Terms terms) {
        return new Exchange(routing, paused(routing), Vertx.currentContext(), BodySource.of(routing.request()), terms);
    }

    private static HttpServerRequest paused(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!request.isEnded()) {
            request.pause();
        }
        return request;
    }

    /** The request. */
    public HttpServerRequest request() {
        return request;
    }

    /** The request's body. */
    public BodySource body() {
        return body;
    }

    /** The answer. */
    public HttpServerResponse response() {
        return request.response();
    }

    HeldBodies heldBodies() {
        return terms.heldBodies();
    }

    MinimumRate minimumRate() {
        return terms.minimumRate();
    }

    /** The event loop that everything here runs on. */
    public Context context() {
        return context;
    }

    /** The method that is meant: tus lets a client name it in a header, whatever the method that it can send. */
    public String method() {
        return Optional.ofNullable(request.getHeader(METHOD_OVERRIDE))
                .map(override -> override.strip().toUpperCase(Locale.ROOT))
                .orElseGet(() -> request.method().name());
    }

    /** Says that the body is wanted, to a client that waits to hear it before it sends. */
    public void continueBody() {
        continueBody(request);
    }

    /** As {@link #continueBody()}. */
    public static void continueBody(HttpServerRequest request) {
        if (request.headers().contains("Expect", "100-continue", true)) {
            request.response().writeContinue();
        }
    }

    /** A part of the address, as the route names it. */
    public String pathParam(String name) {
        return Optional.ofNullable(routing.pathParam(name)).orElse("");
    }

    /** Says who asks; done once, before the request is carried out. */
    public void calledBy(Caller known) {
        caller = known;
    }

    /** Who asks. */
    public Caller caller() {
        return caller;
    }

    /** Says for which device. */
    public void actsFor(Optional<String> device) {
        actsFor = device;
    }

    /** The device that a request is about, where that is known. */
    public Optional<String> actsFor() {
        return actsFor;
    }

    /** Who asks, as the custody log tells it. */
    public Actor actor() {
        return new Actor(
                caller.role().toString(),
                caller.name(),
                address(),
                caller.role() == Role.DOCK ? actsFor.orElse("") : "",
                caller.credential(),
                caller.clockSkewSeconds());
    }

    /** Whether nobody beside the line can read what is sent: it is TLS, or stays on this machine. */
    public boolean confidential() {
        if (request.isSSL()) {
            return true;
        }
        try {
            return InetAddress.getByName(address()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Where the request comes from; empty where that is not known any more. */
    public String address() {
        return request.remoteAddress() == null
                ? ""
                : String.valueOf(request.remoteAddress().hostAddress());
    }

    /** Goes on here, on the event loop, when the stage has completed; a failure is answered. */
    public <T> void when(CompletionStage<T> stage, Consumer<T> next) {
        stage.whenComplete((value, failure) -> context.runOnContext(here -> {
            if (failure != null) {
                Replies.failure(request, failure);
                return;
            }
            try {
                next.accept(value);
            } catch (RuntimeException e) {
                Replies.failure(request, e);
            }
        }));
    }

    /** Does blocking work on a worker thread, then goes on here. */
    public <T> void work(Supplier<T> work, Consumer<T> next) {
        when(CompletableFuture.supplyAsync(work, terms.workers()), next);
    }

    /** Answers with JSON. */
    public void json(int status, JsonNode body) {
        Replies.json(request, status, body);
    }

    /** Refuses. */
    public void problem(Problem problem) {
        Replies.problem(request, problem);
    }

    /** Says that it failed. */
    public void failure(Throwable cause) {
        Replies.failure(request, cause);
    }

    /**
     * Answers well without reading the body, which is not wanted.
     *
     * @param bytesMax how much of it a client may still send that does not listen
     */
    public void early(long bytesMax, Runnable answer) {
        Replies.early(request, bytesMax, terms.minimumRate(), answer);
    }

    /** Ends the exchange without an answer, and with it the connection, where nothing else runs over it. */
    public void cut() {
        Replies.cut(request);
    }

    /** Refuses a method, and says which are right. */
    public void methodNotAllowed(String allowed) {
        response().putHeader("Allow", allowed);
        problem(Problem.never(
                405,
                "method-not-allowed",
                "Method not allowed",
                method() + " is not for this address; use " + allowed));
    }
}
