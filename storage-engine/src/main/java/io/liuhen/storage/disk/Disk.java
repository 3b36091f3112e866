package io.liuhen.storage.disk;

import java.nio.file.Path;
import java.util.List;

/**
 * A file system seen from the root of one store. All paths are relative to that root.
 *
 * <p>What was written is durable only after {@link DiskFile#sync}; a name that was created, renamed or deleted is
 * durable only after {@link #syncDirectory} of the directory that holds it. Until then a power cut may undo either, in
 * any order.
 *
 * <p>All methods block and are safe to call from any thread. They throw {@link StorageException} and no
 * {@code IOException}: {@link StorageException.Category#NO_SPACE} where the disk or its inodes are used up, otherwise
 * {@link StorageException.Category#IO}.
 */
public interface Disk {
    /** Creates a file for reading and writing. Fails if the name exists. */
    DiskFile create(Path path);

    /** Opens an existing file for reading and writing. */
    DiskFile open(Path path);

    /** Opens an existing file for reading only. */
    DiskFile openForReading(Path path);

    /**
     * Opens an existing file for reading past the system's cache, where that can be done: so that what is read is what the
     * disk has now. Otherwise as {@link #openForReading}.
     */
    default DiskFile openUncached(Path path) {
        return openForReading(path);
    }

    /** Whether something has this name, without following links. */
    boolean exists(Path path);

    /** Creates one directory; its parent must exist. False if it was there already. */
    boolean createDirectory(Path path);

    /** Moves within the store, atomically. An existing file under the new name is replaced. */
    void rename(Path from, Path to);

    /** Removes a file or an empty directory. False if the name was not there. */
    boolean delete(Path path);

    /** The names in a directory, sorted; empty where the directory does not exist. */
    List<String> list(Path directory);

    /** Takes everybody's right to write to this file away, or gives its owner's back. */
    void setReadOnly(Path path, boolean readOnly);

    /**
     * Makes the names in a directory durable. Only the durability package calls this.
     *
     * @throws StorageException {@code IO} if the directory could not be opened, for want of a descriptor for example: then
     *     nothing was asked of the disk, and a later call is as good as this one. {@code AMBIGUOUS_COMMIT} if the sync failed
     */
    void syncDirectory(Path directory);

    /** Bytes that this process may still write. Cheap: asked before each promise of room. */
    long usableBytes();

    /** Bytes that the whole file system holds, used or not. */
    long sizeBytes();

    /**
     * Takes the store for this process alone, until the returned handle is closed or the process dies.
     *
     * @throws StorageException of category {@code IN_USE} if another process, or this one, holds it
     */
    AutoCloseable lock(Path path);

    /**
     * The folder as the operating system names it, for the two that must be given a path: RocksDB and the media
     * worker's output.
     */
    Path absolute(Path path);
}
