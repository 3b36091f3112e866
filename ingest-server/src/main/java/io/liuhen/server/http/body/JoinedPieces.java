package io.liuhen.server.http.body;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Joins the small pieces of a body, such as frames of HTTP/2 and records of TLS, into larger ones: each piece that is
 * handed on costs a write to the disk. None waits for longer than until everything that the event loop has read is taken.
 * Confined to the event loop.
 */
final class JoinedPieces implements BodyReceiver {
    private static final int JOINED_BYTES = 256 << 10;
    private static final int LARGE_BYTES = 64 << 10;

    private final BodyReceiver receiver;
    private final Channel channel;
    private @Nullable ByteBuf joined;
    private boolean expected;

    JoinedPieces(BodyReceiver receiver, Channel channel) {
        this.receiver = receiver;
        this.channel = channel;
    }

    @Override
    public void bytes(ByteBuf piece) {
        if (joined == null && piece.readableBytes() >= LARGE_BYTES) {
            receiver.bytes(piece);
            return;
        }
        while (piece.isReadable()) {
            ByteBuf target = joined == null ? channel.alloc().directBuffer(JOINED_BYTES, JOINED_BYTES) : joined;
            joined = target;
            target.writeBytes(piece, Math.min(piece.readableBytes(), target.writableBytes()));
            if (!target.isWritable()) {
                handOn();
            }
        }
        piece.release();
        if (joined != null && !expected) {
            expected = true;
            channel.eventLoop().execute(() -> {
                expected = false;
                handOn();
            });
        }
    }

    private void handOn() {
        ByteBuf whole = joined;
        joined = null;
        if (whole != null) {
            receiver.bytes(whole);
        }
    }

    @Override
    public void end() {
        handOn();
        receiver.end();
    }

    @Override
    public void broken() {
        handOn();
        receiver.broken();
    }
}
