package io.liuhen.server.http.body;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Joins the small pieces of a body, such as frames of HTTP/2 and records of TLS, into larger ones: each piece that is
 * handed on costs a write to the disk. None waits for longer than until everything that the event loop has read is taken.
 * Where there is no room to join them, they go on as they came. Confined to the event loop.
 */
final class JoinedPieces implements BodyReceiver {
    private static final int JOINED_BYTES = 256 << 10;
    private static final int LARGE_BYTES = 64 << 10;

    /** A buffer that is emptier than this is not worth what it binds. */
    private static final int SPARSE_BYTES = JOINED_BYTES / 4;

    private final BodyReceiver receiver;
    private final Channel channel;
    private final JoinBudget budget;
    private @Nullable ByteBuf joined;
    private boolean expected;

    JoinedPieces(BodyReceiver receiver, Channel channel, JoinBudget budget) {
        // The last of what is joined is handed on when nobody calls.
        this.receiver = new Gapless(receiver);
        this.channel = channel;
        this.budget = budget;
    }

    @Override
    public void bytes(ByteBuf piece) {
        if (passesAsItIs(piece)) {
            receiver.bytes(piece);
            return;
        }
        try {
            while (piece.isReadable()) {
                join(piece);
            }
        } finally {
            piece.release();
        }
        if (joined != null && !expected) {
            expected = true;
            channel.eventLoop().execute(() -> {
                expected = false;
                handOn();
            });
        }
    }

    private boolean passesAsItIs(ByteBuf piece) {
        if (joined != null) {
            return false;
        }
        try {
            return piece.readableBytes() >= LARGE_BYTES || !open();
        } catch (RuntimeException | Error e) {
            piece.release();
            throw e;
        }
    }

    /** Joins as much of it as there is room for in one buffer. */
    private void join(ByteBuf piece) {
        if (joined == null && !open()) {
            receiver.bytes(piece.readRetainedSlice(piece.readableBytes()));
            return;
        }
        ByteBuf target = Objects.requireNonNull(joined);
        target.writeBytes(piece, Math.min(piece.readableBytes(), target.writableBytes()));
        if (!target.isWritable()) {
            handOn();
        }
    }

    /** Makes a buffer; false where there is no room for one. */
    private boolean open() {
        if (!budget.take(JOINED_BYTES)) {
            return false;
        }
        try {
            joined = channel.alloc().directBuffer(JOINED_BYTES, JOINED_BYTES);
            return true;
        } catch (RuntimeException | Error e) {
            budget.give(JOINED_BYTES);
            throw e;
        }
    }

    private void handOn() {
        ByteBuf whole = joined;
        if (whole == null) {
            return;
        }
        joined = null;
        budget.give(JOINED_BYTES);
        if (whole.readableBytes() >= SPARSE_BYTES) {
            receiver.bytes(whole);
            return;
        }
        try {
            ByteBuf small = channel.alloc().directBuffer(whole.readableBytes());
            receiver.bytes(small.writeBytes(whole));
        } catch (RuntimeException | Error e) {
            receiver.failed(e);
        } finally {
            whole.release();
        }
    }

    @Override
    public void end(long cameBytes) {
        handOn();
        receiver.end(cameBytes);
    }

    @Override
    public void broken() {
        handOn();
        receiver.broken();
    }

    @Override
    public void failed(Throwable cause) {
        ByteBuf rest = joined;
        joined = null;
        if (rest != null) {
            budget.give(JOINED_BYTES);
            rest.release();
        }
        receiver.failed(cause);
    }
}
