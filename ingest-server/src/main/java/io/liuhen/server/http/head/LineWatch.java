package io.liuhen.server.http.head;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.Http1ServerConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands where a connection's bytes are first in the clear. On HTTP/1.1 it puts a {@link StrictDecoder} into the place of
 * Vert.x's and lets everything pass; on HTTP/2, also after an upgrade, it ends connections with a head that does not come
 * to its end, and floods of frames that bring nothing. While a head does not end, no stream of the connection can go on
 * (RFC 9113 §6.10), so nobody else is hurt. Confined to the channel's event loop.
 */
final class LineWatch extends ChannelDuplexHandler {
    static final String NAME = "lineWatch";
    private static final String DECODER = "httpDecoder";

    /** RFC 9113 §6.8: its length, its type, and why. */
    private static final int GOAWAY_BYTES = 8;

    private static final int GOAWAY = 7;
    private static final int ENHANCE_YOUR_CALM = 11;

    private final Duration patience;
    private final Http1ServerConfig limits;
    private boolean settled;
    private @Nullable FrameWalk frames;
    private @Nullable HeadClock clock;
    private final FrameAllowance allowance;
    private long watched;
    private long emptyFrames;
    private long bodyBytes;
    private long heads;
    private boolean flooded;

    LineWatch(Duration patience, Http1ServerConfig limits, LongSupplier nanoTime) {
        this.patience = patience;
        this.limits = limits;
        this.allowance = new FrameAllowance(nanoTime);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        clock = new HeadClock(context.channel(), patience);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (flooded) {
            ReferenceCountUtil.release(message);
            return;
        }
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
            if (!allowed(frames)) {
                flooded = true;
                bytes.release();
                endFlood(context);
                return;
            }
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

    private boolean allowed(FrameWalk walk) {
        allowance.moved(walk.bodyBytes() - bodyBytes);
        bodyBytes = walk.bodyBytes();
        allowance.requested(walk.heads() - heads);
        heads = walk.heads();
        boolean allowed = allowance.spend(walk.emptyFrames() - emptyFrames);
        emptyFrames = walk.emptyFrames();
        return allowed;
    }

    /** Says why, to whoever listens, and goes. */
    private static void endFlood(ChannelHandlerContext context) {
        ByteBuf goodbye = context.alloc()
                .buffer()
                .writeMedium(GOAWAY_BYTES)
                .writeByte(GOAWAY)
                .writeByte(0)
                .writeInt(0)
                .writeInt(Integer.MAX_VALUE)
                .writeInt(ENHANCE_YOUR_CALM);
        var unusedWrite = context.writeAndFlush(goodbye);
        var unusedClose = context.close();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (frames != null && message instanceof ByteBuf bytes) {
            allowance.moved(bytes.readableBytes());
        }
        super.write(context, message, promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        Objects.requireNonNull(clock).stop();
    }
}
