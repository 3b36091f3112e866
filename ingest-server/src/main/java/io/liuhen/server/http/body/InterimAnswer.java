package io.liuhen.server.http.body;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Locale;
import java.util.Map;

/**
 * Answers before the final one (RFC 9110 §15.2) with any status: Vert.x itself can say 100 and 103 only. Called on the
 * request's event loop.
 */
public final class InterimAnswer {
    private InterimAnswer() {}

    /**
     * Says something before the final answer.
     *
     * @return false where that cannot be said: the final answer has begun, the line is gone, or the client speaks HTTP/1.0
     */
    public static boolean send(HttpServerRequest request, HttpResponseStatus status, Map<String, String> fields) {
        HttpServerResponse response = request.response();
        if (response.headWritten()
                || response.ended()
                || response.closed()
                || !(request.connection() instanceof ConnectionBase base)) {
            return false;
        }
        ChannelPipeline pipeline = base.channel().pipeline();
        return switch (request.version()) {
            case HTTP_1_1 -> left(base.channel().writeAndFlush(message(status, fields)));
            case HTTP_2 -> sendFrame(pipeline, request.streamId(), status, fields);
            default -> false;
        };
    }

    private static DefaultFullHttpResponse message(HttpResponseStatus status, Map<String, String> fields) {
        HttpHeaders headers = new DefaultHttpHeaders();
        fields.forEach(headers::set);
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER, headers, EmptyHttpHeaders.INSTANCE);
    }

    private static boolean sendFrame(
            ChannelPipeline pipeline, long stream, HttpResponseStatus status, Map<String, String> fields) {
        ChannelHandlerContext context = pipeline.context(Http2ConnectionHandler.class);
        if (context == null
                || !(context.handler() instanceof Http2ConnectionHandler handler)
                || handler.connection().stream((int) stream) == null) {
            return false;
        }
        Http2Headers headers = new DefaultHttp2Headers().status(status.codeAsText());
        fields.forEach((name, value) -> headers.set(name.toLowerCase(Locale.ROOT), value));
        ChannelFuture sent =
                handler.encoder().writeHeaders(context, (int) stream, headers, 0, false, context.newPromise());
        context.flush();
        return left(sent);
    }

    private static boolean left(ChannelFuture sent) {
        return !sent.isDone() || sent.isSuccess();
    }
}
