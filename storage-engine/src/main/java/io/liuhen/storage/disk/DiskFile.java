package io.liuhen.storage.disk;

import java.nio.ByteBuffer;

/**
 * An open file. Reads and writes are positional and may come from several threads; who writes where is the caller's
 * business. Throws {@link StorageException} as {@link Disk} does.
 */
public interface DiskFile extends AutoCloseable {
    /** Writes all remaining bytes of the buffer at the position. */
    void write(ByteBuffer source, long positionBytes);

    /**
     * Reads until the buffer is full or the file ends.
     *
     * @return the number of bytes read; less than the buffer's room only at the end of the file
     */
    int read(ByteBuffer target, long positionBytes);

    /** The file's present length. */
    long sizeBytes();

    /** Cuts the file back to this length. */
    void truncate(long sizeBytes);

    /**
     * Makes content and length durable. Only the durability package calls this: a failed sync has consequences that
     * only it may decide.
     */
    void sync();

    @Override
    void close();
}
