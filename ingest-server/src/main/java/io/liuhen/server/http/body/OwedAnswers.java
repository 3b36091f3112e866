package io.liuhen.server.http.body;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Keeps a connection on which nothing moves since we have not answered yet: a client that has said all, and waits while a
 * long file is read again, does not rest by its own doing. One that does not take an answer that has begun does. This stands
 * in the pipeline of an HTTP/1.1 connection; of HTTP/2, whose streams know how far they are, it is only asked. Confined to
 * the connection's event loop.
 */
final class OwedAnswers extends ChannelDuplexHandler {
    static final String NAME = "owedAnswers";

    /** Of a stream whose body nobody has asked for yet. */
    private static final AttributeKey<Http2Connection.PropertyKey> UNASKED = AttributeKey.valueOf("liuhen.bodyUnasked");

    /** Requests that have come whole, and answers that have begun and ended; interim ones are none. */
    private long requests;

    private long begun;
    private long ended;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof LastHttpContent) {
            requests++;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        boolean interim =
                message instanceof HttpResponse head && head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (!interim && message instanceof HttpResponse) {
            begun++;
        }
        if (interim || !(message instanceof LastHttpContent)) {
            super.write(context, message, promise);
            return;
        }
        // Not before it has gone out: what lies in our memory has not been taken.
        ChannelPromise gone = promise.unvoid();
        gone.addListener(done -> ended++);
        super.write(context, message, gone);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean owed = begun == ended && begun < requests;
        if (!owed || !(event instanceof IdleStateEvent)) {
            context.fireUserEventTriggered(event);
        }
    }

    /** Whether a stream of this connection waits for us. */
    static boolean any(ChannelPipeline pipeline) {
        Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
        if (handler == null) {
            return false;
        }
        Http2Connection.PropertyKey unasked = pipeline.channel().hasAttr(UNASKED)
                ? pipeline.channel().attr(UNASKED).get()
                : null;
        try {
            return handler.connection()
                            .forEachActiveStream(stream -> stream.isHeadersSent()
                                    || (stream.state().remoteSideOpen()
                                            && (unasked == null || stream.getProperty(unasked) == null)))
                    != null;
        } catch (Http2Exception e) {
            throw new IllegalStateException("looking at a stream failed", e);
        }
    }

    /** The body of this stream is held back until somebody has asked for it: until then its client waits for us. */
    static void unasked(HttpServerRequest request) {
        if (!(request.connection() instanceof ConnectionBase base)) {
            return;
        }
        Http2ConnectionHandler handler = base.channel().pipeline().get(Http2ConnectionHandler.class);
        Http2Stream stream = handler == null ? null : handler.connection().stream((int) request.streamId());
        if (stream != null) {
            if (!base.channel().hasAttr(UNASKED)) {
                base.channel().attr(UNASKED).set(handler.connection().newKey());
            }
            stream.setProperty(base.channel().attr(UNASKED).get(), Boolean.TRUE);
        }
    }

    /** Somebody has asked for it: from now on we wait for its client. */
    static void asked(ChannelPipeline pipeline, Http2Stream stream) {
        if (pipeline.channel().hasAttr(UNASKED)) {
            stream.removeProperty(pipeline.channel().attr(UNASKED).get());
        }
    }
}
