package io.liuhen.server.http.body;

import io.netty.buffer.ByteBuf;

/**
 * Hands on a body for as long as every piece of it is taken. What throws is heard of here, since nobody above would do
 * more than log it and go on with the next piece, and the file would have a hole. Confined to the event loop.
 */
final class Gapless implements BodyReceiver {
    private final BodyReceiver receiver;
    private boolean failed;

    Gapless(BodyReceiver receiver) {
        this.receiver = receiver;
    }

    @Override
    public void bytes(ByteBuf piece) {
        if (failed) {
            piece.release();
            return;
        }
        try {
            receiver.bytes(piece);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void end(long cameBytes) {
        if (failed) {
            return;
        }
        try {
            receiver.end(cameBytes);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void broken() {
        if (failed) {
            return;
        }
        try {
            receiver.broken();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (!failed) {
            failed = true;
            receiver.failed(cause);
        }
    }
}
