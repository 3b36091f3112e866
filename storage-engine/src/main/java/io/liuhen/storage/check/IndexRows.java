package io.liuhen.storage.check;

import java.util.Optional;

/** The rows of an index that is opened for reading only. Failures are {@code StorageException}s. */
public interface IndexRows extends AutoCloseable {
    /** Opens an index. */
    interface Opener {
        /** Opens it; throws {@code CORRUPT} where it is damaged, {@code TOO_NEW} where it cannot be understood. */
        IndexRows open();
    }

    /** Reads every block of every table and compares its checksum. */
    void verifyChecksums();

    /** Whether it has a family of this name. */
    boolean has(String family);

    /** The value under a key. */
    Optional<byte[]> get(String family, byte[] key);

    /** All rows from a key on, in the order of their keys. */
    Cursor from(String family, byte[] key);

    @Override
    void close();

    /** Stands before its first row at first. Confined to one thread. */
    interface Cursor extends AutoCloseable {
        /** Goes to the next row; false at the end. */
        boolean next();

        /** The present row's key. */
        byte[] key();

        /** The present row's value. */
        byte[] value();

        @Override
        void close();
    }
}
