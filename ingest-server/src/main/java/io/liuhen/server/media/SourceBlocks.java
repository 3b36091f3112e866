package io.liuhen.server.media;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One job's source, in blocks that are fetched from the server and kept for a while: containers jump between their
 * index and their samples, and a jump back should cost nothing. When blocks are taken in order, the next one is asked
 * for before it is needed, so that the server reads while the worker decodes.
 */
final class SourceBlocks {

    static final int BLOCK_BYTES = 256 << 10;

    private static final int KEPT_BLOCKS = 16;
    private static final long NONE = -1;

    private final ParentLink link;
    private final long sizeBytes;

    /** In order of use. */
    private final Map<Long, byte[]> kept = new LinkedHashMap<>(32, 0.75f, true);

    private long lastIndex = NONE;
    private long askedIndex = NONE;

    SourceBlocks(ParentLink link, long sizeBytes) {
        this.link = link;
        this.sizeBytes = sizeBytes;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** The block with this number: full, but for the last one, or where the source ends before its declared size. */
    byte[] block(long index) throws IOException {
        byte[] block = kept.get(index);
        if (block == null) {
            block = fetch(index);
        }
        if (index == lastIndex + 1) {
            askAhead(index + 1);
        }
        lastIndex = index;
        return block;
    }

    /**
     * Takes what is still under way, so that the link is quiet when the job's answer is sent. Whether it could be read
     * does not matter any more: the job did without it.
     */
    void finish() throws IOException {
        if (askedIndex != NONE) {
            askedIndex = NONE;
            link.next();
        }
    }

    /** Takes what is still under way and keeps it, so that the next answer is another question's. */
    void settle() throws IOException {
        if (askedIndex != NONE) {
            receive();
        }
    }

    private byte[] fetch(long index) throws IOException {
        if (askedIndex != NONE) {
            receive();
        }
        byte[] block = kept.get(index);
        if (block != null) {
            return block;
        }
        ask(index);
        return receive();
    }

    private void askAhead(long index) throws IOException {
        if (askedIndex == NONE && index * BLOCK_BYTES < sizeBytes && !kept.containsKey(index)) {
            ask(index);
        }
    }

    private void ask(long index) throws IOException {
        long offset = index * BLOCK_BYTES;
        int length = (int) Math.min(BLOCK_BYTES, sizeBytes - offset);
        link.send(Wire.READ, out -> {
            out.writeLong(offset);
            out.writeInt(length);
        });
        askedIndex = index;
    }

    private byte[] receive() throws IOException {
        long index = askedIndex;
        askedIndex = NONE;
        Wire.Frame frame = link.next();
        if (frame.type == Wire.SOURCE_FAILED) {
            throw new GivingUpException(LossCause.SOURCE_FAILED, frame.open().readUTF());
        }
        if (frame.type != Wire.BYTES || frame.payload.length > BLOCK_BYTES) {
            throw new Wire.GarbledException("expected a block, got frame of type " + (int) frame.type);
        }
        kept.put(index, frame.payload);
        if (kept.size() > KEPT_BLOCKS) {
            Iterator<byte[]> oldest = kept.values().iterator();
            oldest.next();
            oldest.remove();
        }
        return frame.payload;
    }
}
