package io.liuhen.server.http.body;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * The body of one request, as it comes from the line. Confined to the request's event loop; calls its receiver there,
 * also from within {@link #resume}.
 */
public interface BodySource {
    /** Whom the body goes to; told once, before the first {@link #resume}. */
    void to(BodyReceiver receiver);

    /** Lets the body come. It is held back at first. */
    void resume();

    /** Holds the body back; what was read from the socket already may still come. */
    void pause();

    /** Whether what comes behind the body can be had ({@link #trailers}). */
    default boolean readsTrailers() {
        return false;
    }

    /** What came behind the body, once it has ended; empty where nothing did. */
    default HttpHeaders trailers() {
        return EmptyHttpHeaders.INSTANCE;
    }

    /**
     * The body of a paused request, by the shortest way there is: to be asked for while the request is being routed, before
     * its handler returns. Nobody may read it otherwise.
     */
    static BodySource of(HttpServerRequest request) {
        return BodyTap.want(request).orElseGet(() -> {
            OwedAnswers.unasked(request);
            return streamed(request);
        });
    }

    /** The body of a paused request as Vert.x reads it. */
    static BodySource streamed(HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase base
                && base.channel().pipeline().get(ReadGate.NAME) instanceof ReadGate gate) {
            return new Http2Body(request, base.channel().pipeline(), gate);
        }
        return new StreamedBody(request);
    }
}
