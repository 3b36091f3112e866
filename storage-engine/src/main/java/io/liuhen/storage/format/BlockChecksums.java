package io.liuhen.storage.format;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * CRC-32C (RFC 3720 appendix B.4) of consecutive blocks of 1 MiB, the last of which may be shorter. They make it
 * possible to check any range of a segment without reading the whole.
 */
public final class BlockChecksums {
    /** Bytes in a block. */
    public static final int BLOCK_BYTES = 1 << 20;

    private final int[] checksums;

    private BlockChecksums(int[] checksums) {
        this.checksums = checksums;
    }

    /** The checksums of no bytes at all. */
    public static BlockChecksums none() {
        return new BlockChecksums(new int[0]);
    }

    /** These checksums, in order. */
    public static BlockChecksums of(int... checksums) {
        return new BlockChecksums(checksums.clone());
    }

    /** From four bytes each, big-endian. */
    public static BlockChecksums parse(byte[] encoded) {
        if (encoded.length % Integer.BYTES != 0) {
            throw new StorageException(Category.CORRUPT, "block checksums of " + encoded.length + " bytes");
        }
        int[] checksums = new int[encoded.length / Integer.BYTES];
        ByteBuffer.wrap(encoded).asIntBuffer().get(checksums);
        return new BlockChecksums(checksums);
    }

    /** How many blocks a content of this length has. */
    public static int blockCount(long lengthBytes) {
        return Math.toIntExact((lengthBytes + BLOCK_BYTES - 1) / BLOCK_BYTES);
    }

    /** How many checksums there are. */
    public int count() {
        return checksums.length;
    }

    /** The checksum of one block, from 0. */
    public int get(int block) {
        return checksums[block];
    }

    /** All of these, one after the other. */
    public static BlockChecksums joined(List<BlockChecksums> runs) {
        int[] joined = new int[runs.stream().mapToInt(BlockChecksums::count).sum()];
        int end = 0;
        for (BlockChecksums run : runs) {
            System.arraycopy(run.checksums, 0, joined, end, run.checksums.length);
            end += run.checksums.length;
        }
        return new BlockChecksums(joined);
    }

    /** These followed by those. */
    public BlockChecksums plus(BlockChecksums next) {
        int[] joined = Arrays.copyOf(checksums, checksums.length + next.checksums.length);
        System.arraycopy(next.checksums, 0, joined, checksums.length, next.checksums.length);
        return new BlockChecksums(joined);
    }

    /** Four bytes each, big-endian. */
    public byte[] bytes() {
        ByteBuffer encoded = ByteBuffer.allocate(checksums.length * Integer.BYTES);
        encoded.asIntBuffer().put(checksums);
        return encoded.array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockChecksums that && Arrays.equals(checksums, that.checksums);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(checksums);
    }

    @Override
    public String toString() {
        return checksums.length + " block checksums";
    }
}
