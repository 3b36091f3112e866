package io.liuhen.server.http.body;

import io.netty.buffer.ByteBuf;

/** Takes a body. Called on the request's event loop. */
public interface BodyReceiver {
    /** Takes the next bytes, one or more; the receiver releases them when it is done, on any thread. */
    void bytes(ByteBuf piece);

    /** The body came to its end. */
    void end();

    /** The line broke; no more will come. */
    void broken();
}
