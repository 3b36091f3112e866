package io.liuhen.server.http.upload;

import io.liuhen.server.http.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;

/** Two things that were said of one body; both must be right. Fed by one thread at a time. */
record BothChecks(ChunkCheck first, ChunkCheck second) implements ChunkCheck {
    @Override
    public void update(ByteBuf piece) {
        first.update(piece);
        second.update(piece);
    }

    @Override
    public Optional<Problem> end(HttpHeaders trailers) {
        Optional<Problem> wrong = second.end(trailers);
        return first.end(trailers).or(() -> wrong);
    }
}
