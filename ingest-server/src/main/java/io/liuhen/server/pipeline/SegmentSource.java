package io.liuhen.server.pipeline;

import io.liuhen.server.media.MediaSource;
import io.liuhen.storage.SegmentReader;
import io.liuhen.storage.disk.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Hands an original to the media worker, every block of it checked. */
final class SegmentSource implements MediaSource, AutoCloseable {
    private final SegmentReader reader;

    SegmentSource(SegmentReader reader) {
        this.reader = reader;
    }

    @Override
    public long sizeBytes() {
        return reader.segment().lengthBytes();
    }

    @Override
    public int read(ByteBuffer target, long positionBytes) throws IOException {
        try {
            int count = reader.read(target, positionBytes);
            return count == 0 && target.hasRemaining() ? -1 : count;
        } catch (StorageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
