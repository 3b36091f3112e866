package io.liuhen.storage;

import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.index.UploadIndex;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.pieces.Pieces.PieceWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What is in memory of an upload that this process has claimed: its row, its open file, its running digests. Confined to
 * the upload's lane.
 */
final class ClaimedUpload {
    private UploadRow row;
    private final PieceWriter piece;
    private final RunningDigests digests;

    ClaimedUpload(UploadRow row, PieceWriter piece, RunningDigests digests) {
        this.row = row;
        this.piece = piece;
        this.digests = digests;
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

    void declared(UploadRow withLength) {
        row = withLength;
    }

    /** Makes everything that came durable and commits it; false where somebody else has the upload now. */
    boolean commit(UploadIndex index, InstantSource clock) {
        long from = committedBytes();
        long to = digests.lengthBytes();
        if (from == to) {
            return true;
        }
        piece.flush();
        Instant now = clock.instant();
        boolean committed = index.commit(
                row.id(),
                row.epoch(),
                from,
                to,
                Math.toIntExact(from / BlockChecksums.BLOCK_BYTES),
                digests.sinceMark(),
                digests.shortBlock(),
                now);
        if (committed) {
            row = row.withOffset(to, now);
            digests.mark();
        }
        return committed;
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
