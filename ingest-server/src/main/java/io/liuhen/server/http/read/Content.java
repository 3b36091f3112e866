package io.liuhen.server.http.read;

import io.liuhen.server.http.read.ByteRanges.ByteRange;
import java.nio.ByteBuffer;

/** Something with bytes that can be sent. Reading blocks; one thread at a time. */
interface Content extends AutoCloseable {
    long lengthBytes();

    /**
     * Reads the beginning of a range that is there and not empty.
     *
     * @return at least one byte, in memory of the content: good until it is read again or closed
     */
    ByteBuffer read(ByteRange range);

    @Override
    void close();
}
