package io.liuhen.server.http;

import io.liuhen.server.admission.Admission;
import io.liuhen.server.admission.Connections;
import io.liuhen.server.admission.Connections.Verdict;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.observe.Refusal;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.net.InetSocketAddress;

/** Counts the connections of clients, and says to those that are too many when to come back. Thread-safe. */
public final class Arrivals {
    private static final AttributeKey<Verdict> VERDICT = AttributeKey.valueOf(Arrivals.class, "verdict");

    private final Connections connections;
    private final Admission admission;
    private final Metrics metrics;

    public Arrivals(Connections connections, Admission admission, Metrics metrics) {
        this.connections = connections;
        this.admission = admission;
        this.metrics = metrics;
    }

    /** A connection was accepted, and nothing has come over it yet; false if it is to be closed at once. */
    public boolean accepts(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress peer) || peer.getAddress() == null) {
            return true;
        }
        String address = Connections.address(peer.getAddress().getAddress());
        Verdict verdict = connections.opened(address);
        if (verdict == Verdict.CLOSED) {
            connections.closed(address);
            metrics.refused(Refusal.CONNECTIONS);
            return false;
        }
        channel.attr(VERDICT).set(verdict);
        channel.closeFuture().addListener(closed -> connections.closed(address));
        return true;
    }

    /** Lets a request through, or says that its connection is one too many, and closes that. */
    public void check(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Verdict verdict = request.connection() instanceof ConnectionBase base
                ? base.channel().attr(VERDICT).get()
                : null;
        if (verdict == null || verdict == Verdict.SERVED) {
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
        } else if (!RequestBody.comes(request)) {
            // Where a body comes, it is closed behind that, so that the answer is heard.
            request.connection().close();
        }
    }
}
