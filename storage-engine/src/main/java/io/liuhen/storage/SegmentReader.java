package io.liuhen.storage;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadIndex;
import io.liuhen.storage.pieces.Pieces.PieceReader;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Reads an original so that no byte leaves whose block was not checked. Keeps the last block, so that reading on or in
 * small steps checks each block once. Blocking; confined to one thread at a time.
 */
public final class SegmentReader implements AutoCloseable {
    private static final int CHECKSUMS_AT_ONCE = 64;

    private final SegmentRow segment;
    private final PieceReader piece;
    private final UploadIndex index;
    private ByteBuffer block = ByteBuffer.allocate(0);
    private long blockNumber = -1;
    private BlockChecksums checksums = BlockChecksums.none();
    private int firstChecksum;

    SegmentReader(SegmentRow segment, PieceReader piece, UploadIndex index) {
        this.segment = segment;
        this.piece = piece;
        this.index = index;
    }

    /** What is read. */
    public SegmentRow segment() {
        return segment;
    }

    /**
     * Reads checked bytes until the buffer is full or the segment ends.
     *
     * @return the number of bytes
     * @throws StorageException {@code CORRUPT} if a block is not what was sealed; its bytes are not handed out
     */
    public int read(ByteBuffer target, long positionBytes) {
        long position = positionBytes;
        while (target.hasRemaining() && position < segment.lengthBytes()) {
            load(Math.toIntExact(position / BlockChecksums.BLOCK_BYTES));
            int offset = (int) (position % BlockChecksums.BLOCK_BYTES);
            ByteBuffer part = block.duplicate();
            part.position(offset).limit(Math.min(block.limit(), offset + target.remaining()));
            position += part.remaining();
            target.put(part);
        }
        return (int) (position - positionBytes);
    }

    private void load(int number) {
        if (number == blockNumber) {
            return;
        }
        long start = (long) number * BlockChecksums.BLOCK_BYTES;
        int length = (int) Math.min(BlockChecksums.BLOCK_BYTES, segment.lengthBytes() - start);
        if (block.capacity() < length) {
            block = ByteBuffer.allocate(length);
        }
        blockNumber = -1;
        block.clear().limit(length);
        int count = piece.read(block, start);
        block.flip();
        if (count < length || checksum(block) != expected(number)) {
            throw new StorageException(
                    Category.CORRUPT, "block " + number + " of segment " + segment.id() + " is not what was sealed");
        }
        blockNumber = number;
    }

    private int expected(int number) {
        if (number < firstChecksum || number >= firstChecksum + checksums.count()) {
            int last = BlockChecksums.blockCount(segment.lengthBytes());
            firstChecksum = number;
            checksums = index.blocks(segment.id(), number, Math.min(CHECKSUMS_AT_ONCE, last - number));
        }
        return checksums.get(number - firstChecksum);
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.duplicate());
        return (int) checksum.getValue();
    }

    @Override
    public void close() {
        piece.close();
    }
}
