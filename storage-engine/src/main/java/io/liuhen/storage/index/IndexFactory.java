package io.liuhen.storage.index;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.durability.Durability;
import java.nio.file.Path;

/** How a store's index is opened: which implementation of the port the engine runs on. */
@FunctionalInterface
public interface IndexFactory {
    /**
     * Opens or creates the index of a store; where nothing may be written any more, opens it as it is and changes nothing.
     *
     * @param folder the index's own folder on the disk; it is there, unless nothing may be written
     * @param durability must be told of every synced write, and turns the store read-only when one fails
     * @throws io.liuhen.storage.disk.StorageException as opening a store does
     */
    Index open(Disk disk, Path folder, Durability durability);
}
