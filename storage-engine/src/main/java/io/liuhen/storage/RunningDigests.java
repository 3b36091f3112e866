package io.liuhen.storage;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The SHA-256 of everything that came so far and the CRC-32C of each block, kept while bytes pass. A snapshot of the
 * SHA-256 at the last commit makes it possible to go back there. Confined to the upload's lane.
 */
final class RunningDigests {
    private static final int FIRST_ROOM = 16;

    private final CRC32C block = new CRC32C();
    private MessageDigest whole = Sha256.newDigest();
    private MessageDigest wholeAtMark = Sha256.newDigest();
    private BlockChecksums shortBlockAtMark = BlockChecksums.none();
    private long lengthBytes;

    /** Checksums of the blocks that were completed since the mark. */
    private int[] completed = new int[FIRST_ROOM];

    private int completedCount;

    /** Takes all remaining bytes of the buffer, and leaves its position as it was. */
    void update(ByteBuffer bytes) {
        whole.update(bytes.duplicate());
        ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining()) {
            int room = BlockChecksums.BLOCK_BYTES - inBlock();
            ByteBuffer part = rest.duplicate();
            part.limit(part.position() + Math.min(room, part.remaining()));
            int count = part.remaining();
            block.update(part);
            rest.position(rest.position() + count);
            lengthBytes += count;
            if (inBlock() == 0) {
                complete();
            }
        }
    }

    private void complete() {
        if (completedCount == completed.length) {
            completed = Arrays.copyOf(completed, completed.length * 2);
        }
        completed[completedCount++] = (int) block.getValue();
        block.reset();
    }

    /** How many bytes of an unfinished block there are. */
    int inBlock() {
        return (int) (lengthBytes % BlockChecksums.BLOCK_BYTES);
    }

    long lengthBytes() {
        return lengthBytes;
    }

    /** Checksums of the blocks that were completed since the mark. */
    BlockChecksums sinceMark() {
        return BlockChecksums.of(Arrays.copyOf(completed, completedCount));
    }

    /** The checksum of the unfinished block, if there is one. */
    BlockChecksums shortBlock() {
        return inBlock() == 0 ? BlockChecksums.none() : BlockChecksums.of((int) block.getValue());
    }

    /** Everything up to here is committed. */
    void mark() {
        wholeAtMark = copy(whole);
        shortBlockAtMark = shortBlock();
        completedCount = 0;
    }

    /**
     * Back to the mark.
     *
     * @param markBytes the length at the mark
     * @param unfinished the bytes of the block that was unfinished then, read back
     * @throws StorageException {@code CORRUPT} if they are not the ones that were received
     */
    void backToMark(long markBytes, ByteBuffer unfinished) {
        whole = copy(wholeAtMark);
        completedCount = 0;
        lengthBytes = markBytes;
        block.reset();
        block.update(unfinished);
        if (!shortBlock().equals(shortBlockAtMark)) {
            throw new StorageException(Category.CORRUPT, "the disk has changed acknowledged bytes");
        }
    }

    Sha256 sha256() {
        return Sha256.of(copy(whole).digest());
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java's SHA-256 cannot be copied", e);
        }
    }
}
