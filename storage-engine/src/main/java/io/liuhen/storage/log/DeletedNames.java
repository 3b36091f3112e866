package io.liuhen.storage.log;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.durability.Durability;
import java.nio.file.Path;

/**
 * Files of one folder that were deleted, and whose names a power cut could bring back, beside what is written from here on.
 * Where the folder could not be synced, that is still to be done before anything else. Confined to one thread at a time.
 */
final class DeletedNames {
    private final Disk disk;
    private final Durability durability;
    private final Path folder;
    private boolean toBeSynced;

    DeletedNames(Disk disk, Durability durability, Path folder) {
        this.disk = disk;
        this.durability = durability;
        this.folder = folder;
    }

    /** Deletes a file of the folder. */
    void delete(Path path) {
        toBeSynced = disk.delete(path) || toBeSynced;
    }

    /** Makes sure that no deleted name comes back. */
    void sync() {
        if (toBeSynced) {
            durability.syncDirectory(folder);
            toBeSynced = false;
        }
    }
}
