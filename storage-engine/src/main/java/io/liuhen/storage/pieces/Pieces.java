package io.liuhen.storage.pieces;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Where bytes are. Blocking; thread-safe but for writers, which are confined to one thread at a time. Failures are
 * {@code StorageException}s.
 */
public interface Pieces {
    /**
     * Continues an upload's bytes at an offset. What is there beyond it was never acknowledged and is cut away, durably,
     * also where somebody else has cut it; what is missing before it is {@code CORRUPT}.
     *
     * @param epoch the claim under which the writer works
     */
    PieceWriter writer(SegmentId id, long epoch, long offsetBytes);

    /**
     * Makes an upload's bytes an original of the vault, with its manifest. Durable on return. The upload's writer must be
     * closed.
     */
    void publish(Manifest manifest);

    /**
     * Takes a publication back whose seal was never committed; the bytes belong to the open upload again. Does nothing
     * where nothing was published.
     *
     * @return whether there was something to take back
     */
    boolean unpublish(SegmentId id, String fileName);

    /** Opens the bytes of an open upload for reading, as they are, also beyond its offset. */
    PieceReader stagedReader(SegmentId id);

    /** Opens an original of the vault. */
    PieceReader reader(SegmentId id, String fileName);

    /**
     * As {@link #reader}, but past whatever keeps bytes in memory, where that is possible: what it reads is what the disk
     * has. Slower, and fastest where whole blocks are read in their order.
     */
    PieceReader rereader(SegmentId id, String fileName);

    /** The manifest of an original, as it was sealed. */
    byte[] manifest(SegmentId id);

    /**
     * Destroys originals and manifests for ever, and takes them off their lists; durable on return. What is gone already
     * is left alone. Only for segments that the index has given up: it alone knows whether one may go.
     *
     * @param fileNames of the originals
     * @return what could not be destroyed, and why; the others are gone
     * @throws StorageException where the store takes no writes (any more): nothing is known of any of them
     */
    Map<SegmentId, StorageException> destroy(Map<SegmentId, String> fileNames);

    /** What is really kept. */
    Inventory inventory();

    /** Drops bytes that were never acknowledged. */
    void discard(SegmentId id);

    /** Ids of uploads that have staged bytes, in order. */
    List<SegmentId> staged();

    /** The bytes of one upload, growing at their end. Confined to one thread at a time. */
    interface PieceWriter extends AutoCloseable {
        /** Appends all remaining bytes of the buffer. */
        void append(ByteBuffer bytes);

        /** Makes everything that was appended durable, and its name. */
        void flush();

        /** Drops everything from this offset on, durably. */
        void cutBackTo(long offsetBytes);

        /** Reads back; returns the number of bytes, less than the buffer's room only at the end. */
        int read(ByteBuffer target, long positionBytes);

        @Override
        void close();
    }

    /** An original, for reading. Thread-safe. */
    interface PieceReader extends AutoCloseable {
        /** The number of bytes that are there, whatever there should be. */
        long sizeBytes();

        /** Reads; returns the number of bytes, less than the buffer's room only at the end. */
        int read(ByteBuffer target, long positionBytes);

        @Override
        void close();
    }
}
