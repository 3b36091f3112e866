package io.liuhen.server.http.read;

import io.liuhen.server.http.read.ByteRanges.ByteRange;
import io.liuhen.storage.SegmentReader;
import java.nio.ByteBuffer;

/** An original, every block of it checked before its bytes leave. */
record SegmentContent(SegmentReader reader) implements Content {
    @Override
    public long lengthBytes() {
        return reader.segment().lengthBytes();
    }

    @Override
    public ByteBuffer read(ByteRange range) {
        return reader.view(range.from(), range.length());
    }

    @Override
    public void close() {
        reader.close();
    }
}
