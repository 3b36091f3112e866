package io.liuhen.server.http.upload;

import io.liuhen.server.http.body.BodyReceiver;
import io.netty.buffer.ByteBuf;

/** Expects a body without a byte. Confined to the request's event loop. */
final class EmptyBody implements BodyReceiver {
    private final Runnable empty;
    private final Runnable notEmpty;
    private boolean refused;

    /**
     * A body that has not begun.
     *
     * @param empty called at its end, if there was nothing in it
     * @param notEmpty called once, if there was
     */
    EmptyBody(Runnable empty, Runnable notEmpty) {
        this.empty = empty;
        this.notEmpty = notEmpty;
    }

    @Override
    public void bytes(ByteBuf piece) {
        piece.release();
        if (!refused) {
            refused = true;
            notEmpty.run();
        }
    }

    @Override
    public void end() {
        if (!refused) {
            empty.run();
        }
    }

    @Override
    public void broken() {}
}
