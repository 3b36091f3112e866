package io.liuhen.storage.verify;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.pieces.Inventory;
import io.liuhen.storage.pieces.Pieces;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Pieces on a disk that opens files and then cannot read them. */
record Unreadable(Pieces pieces) implements Pieces {
    @Override
    public PieceReader rereader(SegmentId id, String fileName) {
        PieceReader reader = pieces.rereader(id, fileName);
        return new PieceReader() {
            @Override
            public long sizeBytes() {
                return reader.sizeBytes();
            }

            @Override
            public int read(ByteBuffer target, long positionBytes) {
                throw new StorageException(Category.IO, "Input/output error");
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    @Override
    public PieceReader reader(SegmentId id, String fileName) {
        return rereader(id, fileName);
    }

    @Override
    public PieceReader stagedReader(SegmentId id) {
        return pieces.stagedReader(id);
    }

    @Override
    public PieceWriter writer(SegmentId id, long epoch, long offsetBytes) {
        return pieces.writer(id, epoch, offsetBytes);
    }

    @Override
    public void publish(Manifest manifest) {
        pieces.publish(manifest);
    }

    @Override
    public boolean unpublish(SegmentId id, String fileName) {
        return pieces.unpublish(id, fileName);
    }

    @Override
    public byte[] manifest(SegmentId id) {
        return pieces.manifest(id);
    }

    @Override
    public Map<SegmentId, StorageException> destroy(Map<SegmentId, String> fileNames) {
        return pieces.destroy(fileNames);
    }

    @Override
    public Inventory inventory() {
        return pieces.inventory();
    }

    @Override
    public void discard(SegmentId id) {
        pieces.discard(id);
    }

    @Override
    public List<SegmentId> staged() {
        return pieces.staged();
    }
}
