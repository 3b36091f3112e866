package io.liuhen.server.http.body;

import io.netty.buffer.ByteBuf;

/** Takes a body, without a gap. Called on the request's event loop. */
public interface BodyReceiver {
    /** Takes the next bytes, one or more; the receiver releases them when it is done, on any thread. */
    void bytes(ByteBuf piece);

    /**
     * The body came to its end.
     *
     * @param cameBytes how many it had, counted where it left the line; who was handed others must not say that it is whole
     */
    void end(long cameBytes);

    /** The line broke; no more will come. */
    void broken();

    /** A piece that had come could not be handed on, or was not taken. Nothing that comes behind it is; no end will come. */
    void failed(Throwable cause);
}
