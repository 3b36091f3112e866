package io.liuhen.storage;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadIndex;
import io.liuhen.storage.pieces.Pieces.PieceReader;
import io.liuhen.storage.verify.SealedChecksums;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Reads an original so that no byte leaves whose block was not checked. Keeps the last block, so that reading on or in
 * small steps checks each block once. Blocking; confined to one thread at a time.
 *
 * <p>The block lies in memory that whoever opens the reader may bring along. Bytes that are sent from memory outside the
 * heap ({@link #view}) are never copied between the two system calls.
 */
public final class SegmentReader implements AutoCloseable {
    private final SegmentRow segment;
    private final PieceReader piece;
    private final SealedChecksums checksums;
    private final ByteBuffer block;
    private long blockNumber = -1;

    /** @param memory where blocks lie; nobody else's until the reader is closed */
    SegmentReader(SegmentRow segment, PieceReader piece, UploadIndex index, ByteBuffer memory) {
        this.segment = segment;
        this.piece = piece;
        this.checksums = new SealedChecksums(segment, index);
        this.block = memory.duplicate();
    }

    /** What a segment's longest block takes. */
    static int memoryBytes(SegmentRow segment) {
        return (int) Math.min(BlockChecksums.BLOCK_BYTES, segment.lengthBytes());
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
            ByteBuffer part = view(position, target.remaining());
            position += part.remaining();
            target.put(part);
        }
        return (int) (position - positionBytes);
    }

    /**
     * Checked bytes from a position on, to the end of their block at most, where they lie in the reader's memory. Good until
     * the next call.
     *
     * @param positionBytes below the segment's length
     * @param mostBytes how many are wanted
     * @throws StorageException as {@link #read}
     */
    public ByteBuffer view(long positionBytes, long mostBytes) {
        load(Math.toIntExact(positionBytes / BlockChecksums.BLOCK_BYTES));
        int offset = (int) (positionBytes % BlockChecksums.BLOCK_BYTES);
        ByteBuffer view = block.duplicate();
        return view.position(offset).limit((int) Math.min(view.limit(), offset + mostBytes));
    }

    private void load(int number) {
        if (number == blockNumber) {
            return;
        }
        long start = (long) number * BlockChecksums.BLOCK_BYTES;
        int length = (int) Math.min(BlockChecksums.BLOCK_BYTES, segment.lengthBytes() - start);
        blockNumber = -1;
        block.clear().limit(length);
        int count = piece.read(block, start);
        block.flip();
        if (count < length || checksum(block) != checksums.of(number)) {
            throw new StorageException(
                    Category.CORRUPT, "block " + number + " of segment " + segment.id() + " is not what was sealed");
        }
        blockNumber = number;
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
