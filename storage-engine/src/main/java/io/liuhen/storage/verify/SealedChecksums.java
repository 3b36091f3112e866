package io.liuhen.storage.verify;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadIndex;

/**
 * What the checksums of a segment's blocks must be, asked of the index some at a time. Where the index cannot tell, that is
 * thrown so that {@link SegmentCheck#damageOf} does not take it for damage of the segment. Confined to one thread.
 */
public final class SealedChecksums {
    private static final int AT_ONCE = 64;

    private final SegmentRow segment;
    private final UploadIndex index;
    private final int blockCount;
    private BlockChecksums some = BlockChecksums.none();
    private int first;

    public SealedChecksums(SegmentRow segment, UploadIndex index) {
        this.segment = segment;
        this.index = index;
        this.blockCount = BlockChecksums.blockCount(segment.lengthBytes());
    }

    /** Of one block. */
    public int of(int number) {
        if (number < first || number >= first + some.count()) {
            some = read(number, Math.min(AT_ONCE, blockCount - number));
            first = number;
        }
        return some.get(number - first);
    }

    /** Of all blocks. */
    BlockChecksums all() {
        return read(0, blockCount);
    }

    private BlockChecksums read(int number, int count) {
        try {
            return index.blocks(segment.id(), number, count);
        } catch (StorageException e) {
            throw e.category() == Category.CORRUPT ? new UnreadableIndexException(e) : e;
        }
    }
}
