package io.liuhen.server.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** In a worker: the bytes of the source, for who parses them in Java. Whatever is asked for, nothing is read outside. */
final class SourceView {
    private final SourceBlocks blocks;

    SourceView(SourceBlocks blocks) {
        this.blocks = blocks;
    }

    long sizeBytes() {
        return blocks.sizeBytes();
    }

    /** Bytes from an offset on: fewer where the source ends. */
    ByteBuffer at(long offset, int length) {
        if (offset < 0 || offset >= sizeBytes() || length <= 0) {
            return ByteBuffer.allocate(0);
        }
        byte[] bytes = new byte[(int) Math.min(length, sizeBytes() - offset)];
        int filled = 0;
        try {
            while (filled < bytes.length) {
                long at = offset + filled;
                byte[] block = blocks.block(at / SourceBlocks.BLOCK_BYTES);
                int within = (int) (at % SourceBlocks.BLOCK_BYTES);
                int count = Math.min(block.length - within, bytes.length - filled);
                if (count <= 0) {
                    break;
                }
                System.arraycopy(block, within, bytes, filled, count);
                filled += count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the source cannot be read", e);
        }
        return ByteBuffer.wrap(bytes, 0, filled).slice();
    }

    /** Text of one byte a character. */
    String text(long offset, int length) {
        return text(at(offset, length));
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    }
}
