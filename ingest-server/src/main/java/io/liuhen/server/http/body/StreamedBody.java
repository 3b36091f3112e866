package io.liuhen.server.http.body;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;

/** A body that Vert.x reads. */
final class StreamedBody implements BodySource {
    private final HttpServerRequest request;
    private long cameBytes;

    StreamedBody(HttpServerRequest request) {
        this.request = request;
    }

    @Override
    public void to(BodyReceiver taker) {
        BodyReceiver receiver = new Gapless(taker);
        request.exceptionHandler(broken -> receiver.broken());
        request.handler(buffer -> {
            cameBytes += buffer.length();
            receiver.bytes(((BufferInternal) buffer).getByteBuf());
        });
        request.endHandler(end -> receiver.end(cameBytes));
    }

    @Override
    public void resume() {
        request.resume();
    }

    @Override
    public void pause() {
        request.pause();
    }
}
