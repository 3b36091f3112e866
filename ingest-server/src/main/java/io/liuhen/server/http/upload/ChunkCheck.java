package io.liuhen.server.http.upload;

import io.liuhen.server.http.Problem;
import io.liuhen.storage.AppendMode;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;

/**
 * Compares the bytes of one body with what was said of them. Fed in order, by one thread at a time.
 *
 * <p>A body that is compared counts as a whole: nothing of it is committed before it was found right.
 */
interface ChunkCheck {
    /** Nothing was said of the bytes. */
    ChunkCheck NONE = new ChunkCheck() {
        @Override
        public AppendMode mode() {
            return AppendMode.PIECEWISE;
        }

        @Override
        public ChunkCheck and(ChunkCheck other) {
            return other;
        }

        @Override
        public void update(ByteBuf piece) {}

        @Override
        public Optional<Problem> end(HttpHeaders trailers) {
            return Optional.empty();
        }
    };

    /** How the upload is to be appended to. */
    default AppendMode mode() {
        return AppendMode.WHOLE;
    }

    /** Compares with both. */
    default ChunkCheck and(ChunkCheck other) {
        return other.mode() == AppendMode.PIECEWISE ? this : new BothChecks(this, other);
    }

    /** Takes all readable bytes, and leaves the buffer as it was. */
    void update(ByteBuf piece);

    /**
     * All bytes have come.
     *
     * @param trailers what came behind them; empty where nothing did
     * @return why the body is refused; empty if it is right
     */
    Optional<Problem> end(HttpHeaders trailers);
}
