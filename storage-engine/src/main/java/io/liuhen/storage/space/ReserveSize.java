package io.liuhen.storage.space;

/**
 * How much of the disk is kept from uploads, for the index, the logs and the folders of seals.
 *
 * @param leastBytes kept on any disk that is large enough; 0 keeps nothing, for disks that somebody else watches
 */
public record ReserveSize(long leastBytes) {
    /** RocksDB's logs may have 64 MiB, and opening writes them once more, as tables, before it drops them. */
    private static final long HELD_BYTES_MAX = 64L << 20;

    private static final int DISK_PARTS = 100;

    /** Or a small disk would be all reserve. */
    private static final int SMALL_DISK_PARTS = 4;

    /** Refuses a reserve below nothing. */
    public ReserveSize {
        if (leastBytes < 0) {
            throw new IllegalArgumentException("a reserve of " + leastBytes + " bytes");
        }
    }

    /** What fits most disks. */
    public static ReserveSize defaults() {
        return new ReserveSize(256L << 20);
    }

    /** Nothing is kept. */
    public static ReserveSize none() {
        return new ReserveSize(0);
    }

    /** Bytes kept on a disk of this size: a hundredth or the least, but never more than a quarter. */
    long bytesOn(long diskBytes) {
        if (leastBytes == 0) {
            return 0;
        }
        return Math.min(Math.max(leastBytes, diskBytes / DISK_PARTS), diskBytes / SMALL_DISK_PARTS);
    }

    /** What of that is held in files: one half, and no more than index and logs can need at once. */
    long heldBytesOn(long diskBytes) {
        return Math.min(bytesOn(diskBytes) / 2, HELD_BYTES_MAX);
    }
}
