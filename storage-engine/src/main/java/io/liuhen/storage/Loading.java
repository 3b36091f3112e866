package io.liuhen.storage;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.pieces.Pieces.PieceWriter;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Claims an upload and reads again what was committed of it, a part at a time: ten gibibytes take a minute, and others
 * want the disk and the threads, too. Confined to the upload's lane.
 */
final class Loading {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final long PART_BYTES = 16 << 20;

    private final SegmentId id;
    private final EngineParts parts;
    private final BooleanSupplier closing;
    private Optional<UnderWay> underWay = Optional.empty();
    private boolean needed;

    /** @param closing whether the store closes, which then does not wait for the rest */
    Loading(SegmentId id, EngineParts parts, BooleanSupplier closing) {
        this.id = id;
        this.parts = parts;
        this.closing = closing;
    }

    private record UnderWay(UploadRow row, PieceWriter piece, RunningDigests digests) {}

    /** Does a part; true when all is done. The first part reads nothing. */
    boolean some() {
        if (underWay.isEmpty()) {
            underWay = parts.index().uploads().claim(id).map(this::begin);
            return underWay.isEmpty() || underWay.get().row().offsetBytes() == 0;
        }
        if (closing.getAsBoolean()) {
            throw new StorageException(Category.CLOSED, "the store is closing");
        }
        return read(underWay.get());
    }

    private UnderWay begin(UploadRow row) {
        // The index says that it is open: a seal that failed, and could not be taken back then, is taken back now.
        parts.pieces().unpublish(id, row.fileName());
        return new UnderWay(row, parts.pieces().writer(id, row.epoch(), row.offsetBytes()), new RunningDigests());
    }

    private boolean read(UnderWay state) {
        RunningDigests digests = state.digests();
        long end = Math.min(state.row().offsetBytes(), digests.lengthBytes() + PART_BYTES);
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, end - digests.lengthBytes()));
        while (digests.lengthBytes() < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - digests.lengthBytes()));
            state.piece().read(buffer, digests.lengthBytes());
            digests.update(buffer.flip());
        }
        return end == state.row().offsetBytes();
    }

    /** What was loaded, once all is done; empty if the upload is not open. */
    Optional<ClaimedUpload> take() {
        Optional<ClaimedUpload> loaded = underWay.map(this::compared);
        underWay = Optional.empty();
        needed = loaded.isPresent();
        return loaded;
    }

    /** Whether anything was loaded since this was asked last. */
    boolean wasNeeded() {
        boolean was = needed;
        needed = false;
        return was;
    }

    private ClaimedUpload compared(UnderWay state) {
        BlockChecksums found = state.digests().sinceMark().plus(state.digests().shortBlock());
        if (!found.equals(parts.index().uploads().committedBlocks(id))) {
            throw new StorageException(Category.CORRUPT, "the disk has changed acknowledged bytes of upload " + id);
        }
        state.digests().mark();
        return new ClaimedUpload(state.row(), state.piece(), state.digests());
    }

    /** Begins anew the next time. */
    void forget() {
        underWay.ifPresent(state -> state.piece().close());
        underWay = Optional.empty();
    }
}
