package io.liuhen.server.http;

import io.liuhen.server.admission.Admission;
import io.liuhen.server.admission.Connections;
import io.liuhen.server.admission.Connections.Verdict;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.observe.Refusal;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the connections of clients, and says to those that are too many when to come back. Thread-safe. */
public final class Arrivals {
    private final Connections connections;
    private final Admission admission;
    private final Metrics metrics;

    /** Those that are open and not served. */
    private final Map<HttpConnection, Verdict> told = new ConcurrentHashMap<>();

    public Arrivals(Connections connections, Admission admission, Metrics metrics) {
        this.connections = connections;
        this.admission = admission;
        this.metrics = metrics;
    }

    /** A connection is there. */
    public void opened(HttpConnection connection) {
        if (!(connection instanceof ConnectionBase base)
                || !(base.channel().remoteAddress() instanceof InetSocketAddress peer)
                || peer.getAddress() == null) {
            return;
        }
        String address = Connections.address(peer.getAddress().getAddress());
        Verdict verdict = connections.opened(address);
        if (verdict != Verdict.SERVED) {
            told.put(connection, verdict);
        }
        base.channel().closeFuture().addListener(closed -> {
            connections.closed(address);
            told.remove(connection);
        });
        if (verdict == Verdict.CLOSED) {
            metrics.refused(Refusal.CONNECTIONS);
            connection.close();
        }
    }

    /** Lets a request through, or says that its connection is one too many, and closes that. */
    public void check(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Verdict verdict = told.isEmpty() ? null : told.get(request.connection());
        if (verdict == null) {
            routing.next();
            return;
        }
        Admission.Refused refused = admission.tooMany(verdict);
        metrics.refused(refused.reason());
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, "close");
        }
        Replies.problem(request, Crowded.problem(refused, false));
        if (request.version() == HttpVersion.HTTP_2) {
            request.connection().shutdown();
        }
    }
}
