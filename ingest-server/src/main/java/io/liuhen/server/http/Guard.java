package io.liuhen.server.http;

import io.liuhen.server.admission.Limits;
import io.liuhen.server.http.body.StreamHead;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refuses requests before any route sees them: ambiguous ones, and, in a trial, those that do not come from this machine
 * by themselves. A trial asks nobody for credentials, so a web page in the user's browser must not be able to use it: it
 * would name another host (DNS rebinding) or another origin. Thread-safe.
 */
public final class Guard {
    private static final String FORWARDED_PREFIX = "x-forwarded-";
    private static final Set<String> FORWARDED =
            Set.of("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "x-original-host");
    private static final int HEADERS_MAX = Limits.HEADERS;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final boolean trial;

    /** Connections on which nobody knows where the next request begins, until they are closed. */
    private final Set<HttpConnection> lost = ConcurrentHashMap.newKeySet();

    /**
     * A guard.
     *
     * @param trial whether the server runs without credentials, on this machine only
     */
    public Guard(boolean trial) {
        this.trial = trial;
    }

    /** Lets a request through or refuses it. */
    public void check(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        StreamHead.passing(request);
        if (lost.contains(request.connection())) {
            request.connection().close();
            return;
        }
        Optional<Problem> framing = framing(request);
        if (framing.isPresent()) {
            refuseConnection(request, framing.get());
            return;
        }
        Optional<Problem> wrong = ambiguous(request);
        if (wrong.isEmpty() && trial) {
            wrong = notFromHere(request);
        }
        if (wrong.isPresent()) {
            Replies.problem(request, wrong.get());
        } else {
            routing.next();
        }
    }

    /** What follows such a request may be its body as well as another request: nothing more is read from there. */
    private void refuseConnection(HttpServerRequest request, Problem problem) {
        HttpConnection connection = request.connection();
        lost.add(connection);
        connection.closeHandler(closed -> lost.remove(connection));
        boolean read = request.isEnded();
        request.response().putHeader(HttpHeaders.CONNECTION, "close");
        Replies.problem(request, problem);
        if (read) {
            connection.close();
        }
    }

    private static Optional<Problem> framing(HttpServerRequest request) {
        List<String> codings = request.version() == HttpVersion.HTTP_2
                ? List.of()
                : request.headers().getAll("Transfer-Encoding");
        if (codings.isEmpty() || (codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked"))) {
            return Optional.empty();
        }
        return Optional.of(Problem.badRequest(
                "transfer-coding", "the only transfer coding here is \"chunked\"; send that or Content-Length"));
    }

    private static Optional<Problem> ambiguous(HttpServerRequest request) {
        if (request.headers().entries().size() > HEADERS_MAX) {
            return Optional.of(Problem.never(
                    431, "headers-too-many", "Too many headers", "a request may have " + HEADERS_MAX + " headers"));
        }
        Optional<Problem> target = Targets.wrong(request);
        if (target.isPresent()) {
            return target;
        }
        if (request.headers().getAll("X-HTTP-Method-Override").size() > 1) {
            return Optional.of(Problem.badRequest("header", "say once which method is meant"));
        }
        if (request.headers().names().contains("")) {
            return Optional.of(Problem.badRequest("header", "a header has a name before its colon"));
        }
        return saidOnceWhomItIsFor(request)
                ? Optional.empty()
                : Optional.of(Problem.badRequest("host", "say exactly once whom the request is for"));
    }

    /** In frames a lone {@code host} stands for {@code :authority}, and is seen as that; beside it, it is a second one. */
    private static boolean saidOnceWhomItIsFor(HttpServerRequest request) {
        int hosts = request.headers().getAll("Host").size();
        return request.version() == HttpVersion.HTTP_2 ? hosts == 0 && request.authority() != null : hosts == 1;
    }

    private static Optional<Problem> notFromHere(HttpServerRequest request) {
        for (String name : request.headers().names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (FORWARDED.contains(lower) || lower.startsWith(FORWARDED_PREFIX)) {
                return Optional.of(Problem.never(
                        403,
                        "trial-forwarded",
                        "A trial serves this machine only",
                        "the header " + name + " says that somebody passes this request on; a trial has no credentials"
                                + " and refuses that"));
            }
        }
        String host =
                request.authority() == null ? "" : request.authority().host().toLowerCase(Locale.ROOT);
        if (!LOOPBACK.contains(host)) {
            return Optional.of(Problem.never(
                    403,
                    "trial-host",
                    "A trial serves this machine only",
                    "address it as 127.0.0.1 or localhost, not as \"" + host + "\""));
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !origin.equals(request.scheme() + "://" + request.authority())) {
            return Optional.of(Problem.never(
                    403, "trial-origin", "Not for other web pages", "a page of another origin may not use a trial"));
        }
        return Optional.empty();
    }
}
