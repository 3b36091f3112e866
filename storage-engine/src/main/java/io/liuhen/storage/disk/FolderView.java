package io.liuhen.storage.disk;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A store's folder for who must not change anything in it. Paths are relative to its root; links are not followed. Throws
 * {@link StorageException} as {@link Disk} does, with {@code MISSING} for a name that is not there. Thread-safe.
 */
public interface FolderView {
    /** What is in a folder, sorted by name. */
    List<Entry> list(Path folder);

    /** What has this name; empty if nothing has. */
    Optional<Entry> find(Path path);

    /** Opens a file; to be closed by the caller. */
    FileView open(Path path);

    /**
     * Keeps whoever would change the store out of it, until the handle is closed. Others may look meanwhile.
     *
     * @throws StorageException {@code IN_USE} if somebody has it
     */
    AutoCloseable lockShared(Path path);

    /** The folder as the operating system names it, for RocksDB. */
    Path absolute(Path path);

    /** A name in a folder. The size is a file's, in bytes. */
    record Entry(String name, Sort sort, long sizeBytes) {}

    /** What a name stands for. */
    enum Sort {
        FILE,
        FOLDER,
        /** A link, a pipe: nothing that belongs into a store. */
        OTHER
    }

    /** An open file. */
    interface FileView extends AutoCloseable {
        /** Its present length. */
        long sizeBytes();

        /** Reads until the buffer is full or the file ends; returns the number of bytes. */
        int read(ByteBuffer target, long positionBytes);

        @Override
        void close();
    }
}
