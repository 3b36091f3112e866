package io.liuhen.server.wiring;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A transport whose sockets are read by as much at a time as a body's piece may have; Vert.x would read 64 KiB. What a
 * read is given follows what the last ones brought, so that a slow client binds little memory; it comes from a pool of
 * pieces of 2 MiB. Connections begin with a handler of ours: Vert.x shows them only when it has decoded a head.
 */
final class LongReads implements io.vertx.core.transport.Transport {
    private static final int FIRST_BYTES = 16 << 10;
    private static final int MIN_BYTES = 2 << 10;
    private static final int PAGE_BYTES = 8 << 10;
    private static final int PAGES_ORDER = 8;

    private final io.vertx.core.transport.Transport base;
    private final int maxBytes;
    private final Predicate<Channel> accepts;
    private final ByteBufAllocator buffers;
    private final Supplier<ChannelHandler> first;

    /**
     * A transport like another.
     *
     * @param maxBytes of one read
     * @param accepts whether a new connection may stay; asked before anything is read from it
     * @param arenas parts of the pool that work beside each other; as many as event loops
     * @param first what the pipeline of each accepted connection begins with
     */
    LongReads(
            io.vertx.core.transport.Transport base,
            int maxBytes,
            int arenas,
            Predicate<Channel> accepts,
            Supplier<ChannelHandler> first) {
        this.base = base;
        this.maxBytes = maxBytes;
        this.accepts = accepts;
        this.first = first;
        // Netty's default pool hands out buffers of this size singly: the JDK makes each anew, and fills it with
        // zeroes.
        this.buffers = new PooledByteBufAllocator(
                true, 0, arenas, PAGE_BYTES, PAGES_ORDER, PooledByteBufAllocator.defaultSmallCacheSize(), 0, false);
    }

    @Override
    public String name() {
        return base.name();
    }

    @Override
    public boolean available() {
        return base.available();
    }

    @Override
    public Throwable unavailabilityCause() {
        return base.unavailabilityCause();
    }

    @Override
    public Transport implementation() {
        return new Reading(base.implementation(), maxBytes, buffers, accepts, first);
    }

    private record Reading(
            Transport base,
            int maxBytes,
            ByteBufAllocator buffers,
            Predicate<Channel> accepts,
            Supplier<ChannelHandler> first)
            implements Transport {
        @Override
        public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
            base.configure(config, domainSocket, bootstrap);
            bootstrap.handler(new Accepting(accepts));
            bootstrap.childOption(ChannelOption.ALLOCATOR, buffers);
            bootstrap.childOption(
                    ChannelOption.RECVBUF_ALLOCATOR,
                    new AdaptiveRecvByteBufAllocator(MIN_BYTES, FIRST_BYTES, maxBytes));
            ChannelHandler vertx = bootstrap.config().childHandler();
            bootstrap.childHandler(new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel accepted) {
                    accepted.pipeline().addLast(first.get(), vertx);
                }
            });
        }

        @Override
        public boolean supportsDomainSockets() {
            return base.supportsDomainSockets();
        }

        @Override
        public boolean supportFileRegion() {
            return base.supportFileRegion();
        }

        @Override
        public boolean isAvailable() {
            return base.isAvailable();
        }

        @Override
        public Throwable unavailabilityCause() {
            return base.unavailabilityCause();
        }

        @Override
        public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
            return base.convert(address);
        }

        @Override
        public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
            return base.convert(address);
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return base.ioHandlerFactory();
        }

        @Override
        public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
            return base.eventLoopGroup(type, threads, factory, ioRatio);
        }

        @Override
        @SuppressWarnings("deprecation") // the interface asks for it
        public DatagramChannel datagramChannel(InternetProtocolFamily family) {
            return base.datagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
            return base.datagramChannelFactory();
        }

        @Override
        public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
            return base.channelFactory(domainSocket);
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
            return base.serverChannelFactory(domainSocket);
        }

        @Override
        public void configure(DatagramChannel channel, DatagramSocketOptions options) {
            base.configure(channel, options);
        }

        @Override
        public void configure(TcpConfig config, boolean domainSocket, Bootstrap bootstrap) {
            base.configure(config, domainSocket, bootstrap);
        }
    }
}
