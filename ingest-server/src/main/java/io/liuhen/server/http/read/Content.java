package io.liuhen.server.http.read;

import java.nio.ByteBuffer;

/** Something with bytes that can be sent. Reading blocks; one thread at a time. */
interface Content extends AutoCloseable {
    long lengthBytes();

    /** Reads until the buffer is full or the content ends; returns the number of bytes. */
    int read(ByteBuffer target, long positionBytes);

    @Override
    void close();
}
