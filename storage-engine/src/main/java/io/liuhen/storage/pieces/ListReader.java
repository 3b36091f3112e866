package io.liuhen.storage.pieces;

import io.liuhen.storage.disk.DiskFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads the whole lines of a list one after another, a piece of the file at a time: a day may have a hundred thousand
 * segments. A half line at the end is none. Confined to one thread.
 */
final class ListReader implements AutoCloseable {
    /** What is read at once. */
    static final int PIECE_BYTES = 64 << 10;

    /** No line of ours is so long; of one that is, only so much is told. */
    static final int LINE_BYTES_MAX = 4096;

    private final DiskFile file;

    /** What others add while this reads is not seen. */
    private final long endBytes;

    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).limit(0);
    private long positionBytes;

    /** @param file closed with this, also where this fails */
    ListReader(DiskFile file) {
        this.file = file;
        try {
            this.endBytes = file.sizeBytes();
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** The next line without its end; empty behind the last one. */
    Optional<byte[]> next() {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        while (piece.hasRemaining() || fill()) {
            byte next = piece.get();
            if (next == '\n') {
                return Optional.of(line.toByteArray());
            }
            if (line.size() < LINE_BYTES_MAX) {
                line.write(next);
            }
        }
        return Optional.empty();
    }

    private boolean fill() {
        piece.clear().limit((int) Math.min(PIECE_BYTES, endBytes - positionBytes));
        positionBytes += file.read(piece, positionBytes);
        return piece.flip().hasRemaining();
    }

    @Override
    public void close() {
        file.close();
    }
}
