package io.liuhen.storage;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadIndex;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.pieces.Pieces;
import io.liuhen.storage.pieces.Pieces.PieceWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * What is in memory of an upload that this process has claimed: its row, its open file, its running digests. Confined to
 * the upload's lane.
 */
final class ClaimedUpload {
    private static final int REREAD_BYTES = 1 << 20;

    private UploadRow row;
    private final PieceWriter piece;
    private final RunningDigests digests;

    private ClaimedUpload(UploadRow row, PieceWriter piece, RunningDigests digests) {
        this.row = row;
        this.piece = piece;
        this.digests = digests;
    }

    /** Claims an upload and reads again what was committed; empty if it is not open. */
    static Optional<ClaimedUpload> claim(SegmentId id, UploadIndex index, Pieces pieces) {
        return index.claim(id).map(row -> reread(row, index, pieces));
    }

    private static ClaimedUpload reread(UploadRow row, UploadIndex index, Pieces pieces) {
        // The index says that it is open: a seal that failed, and could not be taken back then, is taken back now.
        pieces.unpublish(row.id(), row.fileName());
        PieceWriter piece = pieces.writer(row.id(), row.epoch(), row.offsetBytes());
        try {
            RunningDigests digests = new RunningDigests();
            ByteBuffer buffer = ByteBuffer.allocate(REREAD_BYTES);
            while (digests.lengthBytes() < row.offsetBytes()) {
                buffer.clear();
                buffer.limit((int) Math.min(REREAD_BYTES, row.offsetBytes() - digests.lengthBytes()));
                piece.read(buffer, digests.lengthBytes());
                digests.update(buffer.flip());
            }
            BlockChecksums found = digests.sinceMark().plus(digests.shortBlock());
            if (!found.equals(index.committedBlocks(row.id()))) {
                throw new StorageException(
                        Category.CORRUPT, "the disk has changed acknowledged bytes of upload " + row.id());
            }
            digests.mark();
            return new ClaimedUpload(row, piece, digests);
        } catch (RuntimeException | Error e) {
            piece.close();
            throw e;
        }
    }

    /** As it stands, with everything that was committed since. */
    UploadRow row() {
        return row;
    }

    PieceWriter piece() {
        return piece;
    }

    RunningDigests digests() {
        return digests;
    }

    /** All bytes before this one are committed. */
    long committedBytes() {
        return row.offsetBytes();
    }

    void committed(long bytes, Instant at) {
        row = row.withOffset(bytes, at);
        digests.mark();
    }

    void declared(UploadRow withLength) {
        row = withLength;
    }

    /** Forgets what came since the last commit. */
    void backToCommitted() {
        long committedBytes = committedBytes();
        piece.cutBackTo(committedBytes);
        ByteBuffer unfinished = ByteBuffer.allocate((int) (committedBytes % BlockChecksums.BLOCK_BYTES));
        piece.read(unfinished, committedBytes - unfinished.capacity());
        digests.backToMark(committedBytes, unfinished.flip());
    }
}
