package io.liuhen.server.http.head;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.tcp.Http1xOrH2CHandler;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The first handler of a connection, until it is known what is spoken on it. It puts a {@link LineWatch} there where bytes
 * come that are no longer encrypted, and, where nothing is, behind Vert.x's own look at the first bytes: a client that
 * keeps that waiting is cut. An endless handshake is cut by TLS itself. Confined to the channel's event loop.
 */
public final class FirstBytes extends ChannelInboundHandlerAdapter {
    private final Duration patience;
    private final Http1ServerConfig limits;
    private final LongSupplier nanoTime;
    private @Nullable HeadClock clock;

    /**
     * A handler for one connection.
     *
     * @param patience from the first byte of a head to its last
     * @param limits of the decoder of HTTP/1.1
     * @param nanoTime time that only passes
     */
    public FirstBytes(Duration patience, Http1ServerConfig limits, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.limits = limits;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (clock == null) {
            begin(context);
        }
        context.fireChannelRead(message);
    }

    private void begin(ChannelHandlerContext context) {
        ChannelPipeline pipeline = context.pipeline();
        HeadClock fresh = new HeadClock(context.channel(), patience);
        clock = fresh;
        LineWatch watch = new LineWatch(patience, limits, nanoTime);
        ChannelHandlerContext encryption = pipeline.context(SslHandler.class);
        ChannelHandlerContext look = pipeline.context(Http1xOrH2CHandler.class);
        if (encryption != null) {
            pipeline.addAfter(encryption.name(), LineWatch.NAME, watch);
            pipeline.remove(this);
        } else {
            fresh.run();
            ChannelHandlerContext before = look == null ? context : look;
            pipeline.addAfter(before.name(), LineWatch.NAME, watch);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (clock != null) {
            clock.stop();
        }
    }
}
