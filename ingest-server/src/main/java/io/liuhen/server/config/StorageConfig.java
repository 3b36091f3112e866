package io.liuhen.server.config;

/**
 * How the store treats its disk.
 *
 * @param reserve kept from uploads, for the index and the logs; on large disks a hundredth of the disk, if that is more,
 *     and on small ones never more than a quarter; 0B keeps nothing
 */
public record StorageConfig(DataSize reserve) {
    /** 256 MiB. */
    public static StorageConfig defaults() {
        return new StorageConfig(DataSize.mebibytes(256));
    }
}
