package io.liuhen.server.http.upload;

import io.liuhen.server.http.body.BodyReceiver;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** Expects a body without a byte. Confined to the request's event loop. */
final class EmptyBody implements BodyReceiver {
    private final Runnable empty;
    private final Runnable notEmpty;
    private final Consumer<Throwable> failure;
    private boolean refused;

    /**
     * A body that has not begun.
     *
     * @param empty called at its end, if there was nothing in it
     * @param notEmpty called once, if there was
     * @param failure told what the others have thrown
     */
    EmptyBody(Runnable empty, Runnable notEmpty, Consumer<Throwable> failure) {
        this.empty = empty;
        this.notEmpty = notEmpty;
        this.failure = failure;
    }

    @Override
    public void bytes(ByteBuf piece) {
        // HTTP/2 ends a body with a frame that may have nothing in it.
        boolean something = piece.isReadable();
        piece.release();
        if (something && !refused) {
            refused = true;
            notEmpty.run();
        }
    }

    @Override
    public void end(long cameBytes) {
        if (!refused) {
            empty.run();
        }
    }

    @Override
    public void broken() {}

    /** Nothing is taken here that could be lost. */
    @Override
    public void failed(Throwable cause) {
        failure.accept(cause);
    }
}
