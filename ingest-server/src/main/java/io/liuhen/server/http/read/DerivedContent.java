package io.liuhen.server.http.read;

import io.liuhen.storage.Derivatives.DerivedFile;
import java.nio.ByteBuffer;

/** A derived file. */
record DerivedContent(DerivedFile file) implements Content {
    @Override
    public long lengthBytes() {
        return file.sizeBytes();
    }

    @Override
    public int read(ByteBuffer target, long positionBytes) {
        return file.read(target, positionBytes);
    }

    @Override
    public void close() {
        file.close();
    }
}
