package io.liuhen.server.wiring;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Predicate;

/**
 * Stands before whoever takes new connections, and closes those that may not stay. Vert.x itself shows a connection only when
 * something has come over it. Thread-safe.
 */
@Sharable
final class Accepting extends ChannelInboundHandlerAdapter {
    private final Predicate<Channel> accepts;

    Accepting(Predicate<Channel> accepts) {
        this.accepts = accepts;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof Channel fresh && !accepts.test(fresh)) {
            // It belongs to no event loop yet.
            fresh.unsafe().closeForcibly();
        } else {
            context.fireChannelRead(message);
        }
    }
}
