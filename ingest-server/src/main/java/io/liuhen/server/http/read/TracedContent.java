package io.liuhen.server.http.read;

import io.liuhen.server.http.read.ByteRanges.ByteRange;
import java.nio.ByteBuffer;

/**
 * A content whose reading leaves a trace: before the first byte is read, and only then. Whoever asks for the head alone,
 * or has the content already, has read nothing.
 */
final class TracedContent implements Content {
    private final Content content;
    private final Runnable trace;
    private boolean traced;

    /** @param trace returns when it is on record; blocks */
    TracedContent(Content content, Runnable trace) {
        this.content = content;
        this.trace = trace;
    }

    @Override
    public long lengthBytes() {
        return content.lengthBytes();
    }

    @Override
    public ByteBuffer read(ByteRange range) {
        if (!traced) {
            trace.run();
            traced = true;
        }
        return content.read(range);
    }

    @Override
    public void close() {
        content.close();
    }
}
