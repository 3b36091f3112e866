package io.liuhen.storage.index;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Uploads from their creation to their end, and sealed segments. */
public interface UploadIndex {
    /**
     * Records a new upload, with its facts. Never answers {@code Fenced}.
     *
     * @throws IllegalArgumentException if there is, or was, an upload with this id
     */
    Commit create(UploadRow upload, Facts facts);

    /** An upload that is open or was ended; empty once it is sealed. */
    Optional<UploadRow> upload(SegmentId id);

    /**
     * Raises the upload's epoch by one, which fences every writer with an older one. Empty if the upload is not open.
     * Need not survive a power cut: no writer does.
     */
    Optional<UploadRow> claim(SegmentId id);

    /**
     * Records that all bytes before {@code newOffset} are durable.
     *
     * @param expectedOffset the offset that was committed before
     * @param firstBlock the number of the first block in {@code blocks}
     * @param blocks checksums of the blocks that these bytes completed
     * @param shortBlock the checksum of the last block where {@code newOffset} is within one; else none
     * @return false if the writer was overtaken, by epoch or by offset; then nothing has changed
     */
    boolean commit(
            SegmentId id,
            long epoch,
            long expectedOffset,
            long newOffset,
            int firstBlock,
            BlockChecksums blocks,
            BlockChecksums shortBlock,
            Instant at);

    /**
     * Records the length of an open upload that was opened without one, and what stands with it from now on.
     *
     * @param lengthBytes not below the upload's offset
     * @param attributes in the place of those that stood there
     * @return {@code Fenced} if the writer was overtaken, or there is a length already; then nothing has changed
     */
    Commit declareLength(SegmentId id, long epoch, long lengthBytes, ObjectNode attributes, Facts facts);

    /**
     * Turns an open upload into a segment, with its facts.
     *
     * @param shortBlock the checksum of the last block where that is shorter than the others; else none
     */
    Commit seal(long epoch, SegmentRow segment, BlockChecksums shortBlock, Facts facts);

    /** Ends an open upload whose bytes are not kept; it is remembered as ended. */
    Commit end(SegmentId id, long epoch, Facts facts);

    /** Checksums of the blocks of an open upload up to its offset, in order; the last block may be short. */
    BlockChecksums committedBlocks(SegmentId id);

    /** Open uploads in the order of their ids, after the given one. */
    List<UploadRow> openUploads(Optional<SegmentId> after, int limit);

    /** A sealed segment. */
    Optional<SegmentRow> segment(SegmentId id);

    /** The checksums of some blocks of a sealed segment. */
    BlockChecksums blocks(SegmentId id, int firstBlock, int count);

    /** Sealed segments in the order of their ids, after the given one. */
    List<SegmentRow> segments(Optional<SegmentId> after, int limit);
}
