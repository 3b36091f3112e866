package io.liuhen.storage;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.pieces.Pieces.PieceReader;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Reads what is committed of an open upload, block by block, and hands out no block that is not what was received. Of an
 * upload that nobody appends to. Confined to one thread at a time; blocks.
 */
public final class ReceivedReader implements AutoCloseable {
    private final UploadRow upload;
    private final BlockChecksums checksums;
    private final PieceReader piece;
    private final ByteBuffer block = ByteBuffer.allocateDirect(BlockChecksums.BLOCK_BYTES);

    ReceivedReader(UploadRow upload, BlockChecksums checksums, PieceReader piece) {
        this.upload = upload;
        this.checksums = checksums;
        this.piece = piece;
    }

    /** All bytes before this one can be read. */
    public long lengthBytes() {
        return upload.offsetBytes();
    }

    /**
     * Checked bytes from a position on, to the end of their block. Good until the next call.
     *
     * @param positionBytes below the length
     * @throws StorageException {@code CORRUPT} if the block is not what was received
     */
    public ByteBuffer view(long positionBytes) {
        int number = Math.toIntExact(positionBytes / BlockChecksums.BLOCK_BYTES);
        long start = (long) number * BlockChecksums.BLOCK_BYTES;
        int length = (int) Math.min(BlockChecksums.BLOCK_BYTES, lengthBytes() - start);
        block.clear().limit(length);
        int count = piece.read(block, start);
        block.flip();
        CRC32C checksum = new CRC32C();
        checksum.update(block.duplicate());
        if (count < length || number >= checksums.count() || (int) checksum.getValue() != checksums.get(number)) {
            throw new StorageException(
                    Category.CORRUPT, "block " + number + " of upload " + upload.id() + " is not what was received");
        }
        return block.duplicate().position((int) (positionBytes - start));
    }

    @Override
    public void close() {
        piece.close();
    }
}
