package io.liuhen.server.http.read;

import io.liuhen.server.http.read.ByteRanges.ByteRange;
import io.liuhen.storage.Derivatives.DerivedFile;
import java.nio.ByteBuffer;

/**
 * A derived file.
 *
 * @param memory where a piece lies while it is sent
 */
record DerivedContent(DerivedFile file, ByteBuffer memory) implements Content {
    @Override
    public long lengthBytes() {
        return file.sizeBytes();
    }

    @Override
    public ByteBuffer read(ByteRange range) {
        ByteBuffer piece = memory.duplicate().clear();
        piece.limit((int) Math.min(piece.capacity(), range.length()));
        if (file.read(piece, range.from()) == 0) {
            throw new IllegalStateException("the file ended at " + range.from() + ", before its end");
        }
        return piece.flip();
    }

    @Override
    public void close() {
        file.close();
    }
}
