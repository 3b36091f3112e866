package io.liuhen.server.http.read;

import io.liuhen.storage.SegmentReader;
import java.nio.ByteBuffer;

/** An original, every block of it checked before its bytes leave. */
record SegmentContent(SegmentReader reader) implements Content {
    @Override
    public long lengthBytes() {
        return reader.segment().lengthBytes();
    }

    @Override
    public int read(ByteBuffer target, long positionBytes) {
        return reader.read(target, positionBytes);
    }

    @Override
    public void close() {
        reader.close();
    }
}
