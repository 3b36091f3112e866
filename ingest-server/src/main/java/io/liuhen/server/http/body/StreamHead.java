package io.liuhen.server.http.body;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Optional;

/**
 * Whether a stream of HTTP/2 ended with its head (END_STREAM on HEADERS): a request without a body need not say so with a
 * length, and Vert.x tells of the end only when somebody reads. It must be looked at while the head is passing; later the
 * end of a small body looks the same. Called on the request's event loop.
 */
public final class StreamHead {
    /** Of a connection that was upgraded: whether the request that asked for it came without a body. */
    private static final AttributeKey<Boolean> UPGRADED_BY_HEAD_ALONE =
            AttributeKey.valueOf("liuhen.upgradedByHeadAlone");

    private static final AttributeKey<Http2Connection.PropertyKey> KEY = AttributeKey.valueOf("liuhen.endedWithHead");
    private static final int FIRST = 1;

    private StreamHead() {}

    /** Remembers of a connection that is asked to speak HTTP/2 whether that request was whole with its head. */
    public static void upgrading(Channel channel, boolean headAlone) {
        channel.attr(UPGRADED_BY_HEAD_ALONE).set(headAlone);
    }

    /** Looks at a request whose head is passing right now, and remembers. */
    public static void passing(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2 || !(request.connection() instanceof ConnectionBase base)) {
            return;
        }
        Channel channel = base.channel();
        connection(channel).ifPresent(connection -> {
            Http2Stream stream = connection.stream((int) request.streamId());
            if (stream != null && endsNow(channel, stream)) {
                if (!channel.hasAttr(KEY)) {
                    channel.attr(KEY).set(connection.newKey());
                }
                stream.setProperty(channel.attr(KEY).get(), true);
            }
        });
    }

    /** To Netty the stream of an upgrade has ended in any case; its body comes by another way. */
    private static boolean endsNow(Channel channel, Http2Stream stream) {
        return (stream.id() == FIRST && channel.hasAttr(UPGRADED_BY_HEAD_ALONE))
                ? channel.attr(UPGRADED_BY_HEAD_ALONE).get()
                : !stream.state().remoteSideOpen();
    }

    /** Whether the request's stream ended with its head. */
    public static boolean wasAll(HttpServerRequest request) {
        if (!(request.connection() instanceof ConnectionBase base)
                || !base.channel().hasAttr(KEY)) {
            return false;
        }
        Channel channel = base.channel();
        return connection(channel)
                .map(connection -> connection.stream((int) request.streamId()))
                .map(stream -> stream.<Boolean>getProperty(channel.attr(KEY).get()))
                .orElse(false);
    }

    private static Optional<Http2Connection> connection(Channel channel) {
        return Optional.ofNullable(channel.pipeline().get(Http2ConnectionHandler.class))
                .map(Http2ConnectionHandler::connection);
    }
}
