package io.liuhen.server.http.head;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.Http1ServerConfig;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands where a connection's bytes are first in the clear. On HTTP/1.1 it puts a {@link StrictDecoder} into the place of
 * Vert.x's and lets everything pass; on HTTP/2, also after an upgrade, it ends connections with a head that does not come
 * to its end. While it does not, no stream of the connection can go on (RFC 9113 §6.10), so nobody else is hurt. Confined
 * to the channel's event loop.
 */
final class LineWatch extends ChannelInboundHandlerAdapter {
    static final String NAME = "lineWatch";
    private static final String DECODER = "httpDecoder";

    private final Duration patience;
    private final Http1ServerConfig limits;
    private boolean settled;
    private @Nullable FrameWalk frames;
    private @Nullable HeadClock clock;
    private long watched;

    LineWatch(Duration patience, Http1ServerConfig limits) {
        this.patience = patience;
        this.limits = limits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        clock = new HeadClock(context.channel(), patience);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!settled) {
            settled = true;
            if (!settle(context.pipeline())) {
                ReferenceCountUtil.release(message);
                var unusedFuture = context.close();
                throw new IllegalStateException(
                        "nobody decodes this connection: " + context.pipeline().names());
            }
        }
        if (frames != null && message instanceof ByteBuf bytes) {
            watch(frames, bytes);
        }
        context.fireChannelRead(message);
    }

    /** The first byte is here, so whoever is to decode it is in the pipeline; false if it is nobody that we know. */
    private boolean settle(ChannelPipeline pipeline) {
        if (pipeline.get(FirstBytes.class) != null) {
            pipeline.remove(FirstBytes.class);
        }
        if (pipeline.get(DECODER) != null) {
            pipeline.replace(DECODER, DECODER, new StrictDecoder(limits, patience, this));
        } else if (pipeline.get(Http2ConnectionHandler.class) != null) {
            frames = new FrameWalk();
        } else {
            return false;
        }
        return true;
    }

    /**
     * From here on the connection speaks HTTP/2.
     *
     * @param begun what has come of that already
     */
    void upgraded(ByteBuf begun) {
        FrameWalk walk = new FrameWalk();
        frames = walk;
        watch(walk, begun);
    }

    private void watch(FrameWalk walk, ByteBuf bytes) {
        walk.over(bytes);
        HeadClock running = Objects.requireNonNull(clock);
        if (!walk.open() || walk.openings() != watched) {
            running.stop();
        }
        if (walk.open()) {
            watched = walk.openings();
            running.run();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        Objects.requireNonNull(clock).stop();
    }
}
