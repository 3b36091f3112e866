package io.liuhen.server.http.body;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A body that is taken from the pipeline. */
final class TappedBody implements BodySource {
    private final BodyTap tap;
    private final HttpServerRequest request;
    private @Nullable BodyReceiver receiver;
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private boolean flows;
    private long cameBytes;

    TappedBody(BodyTap tap, HttpServerRequest request) {
        this.tap = tap;
        this.request = request;
    }

    @Override
    public void to(BodyReceiver taker) {
        BodyReceiver joining = tap.joining(taker);
        receiver = joining;
        request.exceptionHandler(broken -> joining.broken());
        // All that it sees of the body is the end.
        request.resume();
    }

    @Override
    public void resume() {
        flows = true;
        tap.flow();
    }

    @Override
    public void pause() {
        flows = false;
        tap.flow();
    }

    @Override
    public boolean readsTrailers() {
        return true;
    }

    @Override
    public HttpHeaders trailers() {
        return trailers;
    }

    void trailers(HttpHeaders headers) {
        trailers = headers;
    }

    /** Whether nobody has asked for it yet. */
    boolean untouched() {
        return receiver == null;
    }

    /** Whether the receiver takes bytes now. */
    boolean flows() {
        return flows;
    }

    void take(ByteBuf piece) {
        cameBytes += piece.readableBytes();
        receiver().bytes(piece);
    }

    void end() {
        receiver().end(cameBytes);
    }

    private BodyReceiver receiver() {
        return Objects.requireNonNull(receiver, "a body flows to somebody");
    }
}
