package io.liuhen.server.http.body;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets the socket of an HTTP/2 connection rest while one of the bodies on it is held back. What a stream's window allows
 * would else pile up in memory, once for each stream; so a connection binds no more than one of HTTP/1.1 does. Confined to
 * the connection's event loop.
 */
final class ReadGate extends ChannelOutboundHandlerAdapter {
    static final String NAME = "readGate";
    static final String PATIENCE = "readGatePatience";

    private final Set<Object> holding = Collections.newSetFromMap(new IdentityHashMap<>());
    private final JoinBudget budget;
    private @Nullable ChannelHandlerContext context;

    ReadGate(JoinBudget budget) {
        this.budget = budget;
    }

    /** Room for the pieces of its bodies. */
    JoinBudget budget() {
        return budget;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    /** Netty's handler of HTTP/2 reads on also where it should not: its flow control was to be enough. */
    @Override
    public void read(ChannelHandlerContext here) {
        if (holding.isEmpty()) {
            here.read();
        }
    }

    /** A connection that we do not read from does not rest by its client's doing; to stand before who would end it. */
    ChannelInboundHandlerAdapter patience() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext here, Object event) {
                boolean ours = !holding.isEmpty() || OwedAnswers.any(here.pipeline());
                if (!ours || !(event instanceof IdleStateEvent)) {
                    here.fireUserEventTriggered(event);
                }
            }
        };
    }

    /** Nothing more is read until this one has been released. */
    void hold(Object body) {
        holding.add(body);
        Objects.requireNonNull(context).channel().config().setAutoRead(false);
    }

    /** It is held back no more, or is over. */
    void release(Object body) {
        if (holding.remove(body) && holding.isEmpty()) {
            Objects.requireNonNull(context).channel().config().setAutoRead(true);
        }
    }
}
