package io.liuhen.server.http.head;

import io.liuhen.server.http.body.StreamHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's decoder, but that it refuses heads that are folded or do not come to their end in time: as messages that could
 * not be decoded, after which nothing more is read. Before the decoder takes the lines of a head that are here, they are
 * looked at, each once; from the empty line on, which ends the head, no byte is. Confined to the channel's event loop.
 */
final class StrictDecoder extends VertxHttpRequestDecoder {
    private final Duration patience;
    private final LineWatch watch;
    private @Nullable HeadClock clock;

    /** Whether what comes next belongs to a head, and whether a line of that has been seen. */
    private boolean inHead = true;

    private boolean inFields;
    private boolean over;
    private boolean upgrading;

    /** What came behind a request that asks for another protocol. */
    private ByteBuf behind = Unpooled.EMPTY_BUFFER;

    StrictDecoder(Http1ServerConfig limits, Duration patience, LineWatch watch) {
        super(limits);
        this.patience = patience;
        this.watch = watch;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        clock = new HeadClock(context.channel(), patience, () -> late(context));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (over) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (inHead && isFolded(in)) {
            out.add(refusal(BadHead.Why.FOLDED));
            in.skipBytes(in.readableBytes());
            return;
        }
        int before = out.size();
        super.decode(context, in, out);
        for (int i = before; i < out.size(); i++) {
            decoded(out.get(i), in);
        }
        if (inHead && out.size() == before) {
            clock().run();
        }
        if (upgrading && out.size() > before && out.get(before) instanceof HttpRequest) {
            StreamHead.upgrading(context.channel(), inHead);
        }
    }

    private void decoded(Object message, ByteBuf in) {
        if (message instanceof HttpRequest head) {
            clock().stop();
            inHead = false;
            inFields = false;
            over = head.decoderResult().isFailure();
            upgrading = head.headers().contains(HttpHeaderNames.UPGRADE);
        }
        if (message instanceof LastHttpContent) {
            inHead = true;
            if (upgrading) {
                behind = Unpooled.copiedBuffer(in);
            }
        }
    }

    /**
     * Whether a line that is here, and is neither the first of the head nor behind it, begins with a space or a tab. The
     * decoder takes whole lines only, so that what it leaves begins with one.
     */
    private boolean isFolded(ByteBuf in) {
        int line = in.readerIndex();
        int end = in.writerIndex();
        while (line < end) {
            byte first = in.getByte(line);
            if (inFields && (first == ' ' || first == '\t')) {
                return true;
            }
            int lf = in.indexOf(line, end, (byte) '\n');
            if (lf < 0 || (inFields && (lf == line || (lf == line + 1 && first == '\r')))) {
                return false;
            }
            inFields |= isRequestLine(in, line, lf);
            line = lf + 1;
        }
        return false;
    }

    /** The decoder passes over what precedes the first line. */
    private static boolean isRequestLine(ByteBuf in, int line, int lf) {
        ByteProcessor passedOver = value -> Character.isISOControl((int) value) || Character.isWhitespace((int) value);
        return in.forEachByte(line, lf - line, passedOver) >= 0;
    }

    private HttpMessage refusal(BadHead.Why why) {
        clock().stop();
        over = true;
        HttpMessage message = createInvalidMessage();
        message.setDecoderResult(DecoderResult.failure(new BadHead(why)));
        return message;
    }

    private void late(ChannelHandlerContext context) {
        context.fireChannelRead(refusal(BadHead.Why.SLOW));
        context.fireChannelReadComplete();
    }

    private HeadClock clock() {
        return Objects.requireNonNull(clock);
    }

    /** Vert.x takes it away when the connection goes over to HTTP/2. */
    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
        clock().stop();
        if (upgrading && context.channel().isActive()) {
            watch.upgraded(behind);
        }
        super.handlerRemoved0(context);
    }
}
