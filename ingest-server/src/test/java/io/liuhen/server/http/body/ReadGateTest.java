package io.liuhen.server.http.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** A connection is read while none of its bodies is held back. */
final class ReadGateTest {
    private final ReadGate gate = new ReadGate(new JoinBudget(0));
    private final Reads socket = new Reads();
    private final EmbeddedChannel channel = new EmbeddedChannel(socket, gate);

    /** Counts what reaches the socket. */
    private static final class Reads extends ChannelOutboundHandlerAdapter {
        private int count;

        @Override
        public void read(ChannelHandlerContext context) {
            count++;
            context.read();
        }
    }

    @Test
    void nothingIsReadWhileOneBodyIsHeldBack() {
        Object one = new Object();
        Object other = new Object();
        gate.hold(one);
        gate.hold(other);
        gate.release(one);
        int before = socket.count;
        channel.read();
        assertEquals(before, socket.count, "also where the handler of HTTP/2 asks for more");
        assertFalse(channel.config().isAutoRead());
        gate.release(other);
        assertTrue(channel.config().isAutoRead());
        assertTrue(socket.count > before);
    }

    @Test
    void whoWasNotHeldBackChangesNothing() {
        Object held = new Object();
        gate.hold(held);
        gate.hold(held);
        gate.release(new Object());
        assertFalse(channel.config().isAutoRead());
        gate.release(held);
        gate.release(held);
        assertTrue(channel.config().isAutoRead());
    }
}
