package io.liuhen.server.http.body;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpServerRequest;

/**
 * A body that comes as a stream of HTTP/2. A stream may send little before somebody takes its body, and then as much as a
 * fast and long line holds; while it is held back, so is its connection.
 */
final class Http2Body implements BodySource {
    /** In flight to us: 8 MiB fill a line of 1 Gbit/s at a round trip of 64 ms. */
    private static final int WINDOW_BYTES = 8 << 20;

    private final HttpServerRequest request;
    private final BodySource stream;
    private final ChannelPipeline pipeline;
    private final ReadGate gate;
    private boolean widened;

    /** Whether it has come to its end: Vert.x lets nobody pause or resume it then, and the last piece is still handed on. */
    private boolean over;

    Http2Body(HttpServerRequest request, ChannelPipeline pipeline, ReadGate gate) {
        this.request = request;
        this.stream = new StreamedBody(request);
        this.pipeline = pipeline;
        this.gate = gate;
    }

    @Override
    public void to(BodyReceiver receiver) {
        BodyReceiver joining = new JoinedPieces(receiver, pipeline.channel(), gate.budget());
        stream.to(new BodyReceiver() {
            @Override
            public void bytes(ByteBuf piece) {
                joining.bytes(piece);
            }

            @Override
            public void end(long cameBytes) {
                over();
                joining.end(cameBytes);
            }

            @Override
            public void broken() {
                over();
                joining.broken();
            }

            @Override
            public void failed(Throwable cause) {
                joining.failed(cause);
            }
        });
        request.response().closeHandler(closed -> over());
        request.response().endHandler(ended -> gate.release(this));
    }

    private void over() {
        over = true;
        gate.release(this);
    }

    @Override
    public void resume() {
        if (over) {
            return;
        }
        if (!widened) {
            widened = true;
            widen();
        }
        gate.release(this);
        stream.resume();
    }

    @Override
    public void pause() {
        if (!over) {
            stream.pause();
            gate.hold(this);
        }
    }

    private void widen() {
        ChannelHandlerContext context = pipeline.context(Http2ConnectionHandler.class);
        if (context == null || !(context.handler() instanceof Http2ConnectionHandler handler)) {
            return;
        }
        Http2Connection connection = handler.connection();
        Http2Stream mine = connection.stream((int) request.streamId());
        Http2LocalFlowController flow = connection.local().flowController();
        if (mine == null || !mine.state().remoteSideOpen()) {
            return;
        }
        OwedAnswers.asked(pipeline, mine);
        try {
            flow.incrementWindowSize(mine, Math.max(0, WINDOW_BYTES - flow.initialWindowSize(mine)));
            context.flush();
        } catch (Http2Exception e) {
            // The stream ended in this moment: it needs no window any more.
            context.flush();
        }
    }
}
