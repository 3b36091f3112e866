package io.liuhen.server.http.body;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Stands before Vert.x's handler in the pipeline of an HTTP/1.1 connection. A body that somebody wants goes to them, and
 * Vert.x sees only its end; everything else passes. Confined to the connection's event loop.
 *
 * <p>A body can only be had while the head of its request is on its way through Vert.x: then nothing of it has passed yet.
 * From then on everything that comes is kept in order, and goes on as the body's receiver takes it. An answer that leaves
 * before the body has come to its end gives the rest back to Vert.x, which discards it as that of any refused request.
 */
public final class BodyTap extends ChannelDuplexHandler {
    private static final String NAME = "bodyTap";
    private static final String VERTX_HANDLER = "handler";
    private static final String DECODER = "httpDecoder";

    private final JoinBudget budget;
    private @Nullable ChannelHandlerContext context;

    /** What came and could not go on yet, in order. */
    private final Queue<Object> kept = new ArrayDeque<>();

    /** The head that is passing right now. */
    private @Nullable HttpRequest passing;

    /** The body that is wanted and has not come to its end. */
    private @Nullable TappedBody wanted;

    private boolean flowing;
    private boolean inRead;
    private boolean reading = true;
    private boolean gone;

    private BodyTap(JoinBudget budget) {
        this.budget = budget;
    }

    /**
     * Puts a tap on a new connection, if it is one of HTTP/1.1, and a gate on one of HTTP/2.
     *
     * @param budget room for small pieces, of all connections of the port
     */
    public static void install(HttpConnection connection, JoinBudget budget) {
        if (connection instanceof ConnectionBase base) {
            ChannelPipeline pipeline = base.channel().pipeline();
            // An upgraded one has the decoder still, for a moment.
            if (pipeline.context(Http2ConnectionHandler.class) != null) {
                ReadGate gate = new ReadGate(budget);
                pipeline.addFirst(ReadGate.NAME, gate);
                pipeline.addBefore(
                        pipeline.context(Http2ConnectionHandler.class).name(), ReadGate.PATIENCE, gate.patience());
            } else if (pipeline.get(DECODER) != null && pipeline.get(VERTX_HANDLER) != null) {
                pipeline.addBefore(VERTX_HANDLER, OwedAnswers.NAME, new OwedAnswers());
                pipeline.addBefore(VERTX_HANDLER, NAME, new BodyTap(budget));
            }
        }
    }

    /** The body of a request whose head is passing; empty where it cannot be had any more, or never could. */
    static Optional<BodySource> want(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase base
                        && base.channel().pipeline().get(NAME) instanceof BodyTap tap
                ? tap.wantPassing(request)
                : Optional.empty();
    }

    // The same headers, as an object, are the same request; one that was queued behind another is handled at another
    // time.
    @SuppressWarnings("ReferenceEquality")
    private Optional<BodySource> wantPassing(HttpServerRequest request) {
        if (passing == null || passing.headers() != request.headers()) {
            return Optional.empty();
        }
        TappedBody body = new TappedBody(this, request);
        wanted = body;
        return Optional.of(body);
    }

    /** Takes what comes here; where TLS cuts it into records, it is joined again. */
    BodyReceiver joining(BodyReceiver receiver) {
        return new Gapless(
                context().pipeline().get(SslHandler.class) == null
                        ? receiver
                        : new JoinedPieces(receiver, context().channel(), budget));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        inRead = true;
        kept.add(message);
        flow();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        inRead = false;
        context.fireChannelReadComplete();
    }

    /** Lets go on what may go on, and has the socket read or not. */
    void flow() {
        if (flowing) {
            return;
        }
        flowing = true;
        boolean passed = false;
        try {
            while (!kept.isEmpty() && (wanted == null || wanted.flows())) {
                passed |= next(kept.remove());
            }
        } finally {
            flowing = false;
        }
        // Before Vert.x hears of the end of a read: where it wants the socket to rest, it has the last word.
        read(wanted == null || wanted.flows() || (wanted.untouched() && kept.isEmpty()));
        if (passed && !inRead) {
            // What it answers to a message, it flushes then.
            context().fireChannelReadComplete();
        }
    }

    /** Hands on one message; whether it went to Vert.x. */
    private boolean next(Object message) {
        if (message instanceof HttpRequest head) {
            passing = head;
            try {
                return pass(message);
            } finally {
                passing = null;
            }
        }
        return (wanted != null && message instanceof HttpContent content) ? take(wanted, content) : pass(message);
    }

    private boolean take(TappedBody body, HttpContent content) {
        boolean whole = content.decoderResult().isSuccess();
        boolean last = content instanceof LastHttpContent;
        if (!whole || last) {
            wanted = null;
        }
        if (!whole) {
            // Vert.x ends the connection; the body hears of that.
            return pass(content);
        }
        if (content.content().isReadable()) {
            body.take(content.content());
        } else {
            content.release();
        }
        if (content instanceof LastHttpContent end) {
            body.trailers(end.trailingHeaders());
            pass(LastHttpContent.EMPTY_LAST_CONTENT);
            body.end();
        }
        return last;
    }

    private boolean pass(Object message) {
        if (gone) {
            ReferenceCountUtil.release(message);
        } else {
            context().fireChannelRead(message);
        }
        return !gone;
    }

    private void read(boolean wish) {
        if (wish != reading) {
            reading = wish;
            context().channel().config().setAutoRead(wish);
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    /** Nothing comes while we do not read: a body that is held back does not rest by its client's doing. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean held = wanted != null && !wanted.flows();
        if (!held || !(event instanceof IdleStateEvent)) {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        super.write(context, message, promise);
        TappedBody body = wanted;
        if (body != null
                && message instanceof HttpResponse answer
                && answer.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            // Not now: Vert.x is in the middle of its answer.
            context.executor().execute(() -> giveBack(body));
        }
    }

    private void giveBack(TappedBody body) {
        if (wanted == body) {
            wanted = null;
            flow();
        }
    }

    /** What came of a body before the line broke may still be taken; by nobody, perhaps: it must not bind pooled memory. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone = true;
        List<Object> pooled = List.copyOf(kept);
        kept.clear();
        for (Object message : pooled) {
            if (message instanceof HttpContent content
                    && content.decoderResult().isSuccess()) {
                kept.add(content.replace(Unpooled.copiedBuffer(content.content())));
            }
            ReferenceCountUtil.release(message);
        }
        context.fireChannelInactive();
    }
}
