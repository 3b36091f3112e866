package io.liuhen.storage.disk;

/**
 * Something that a correct caller cannot prevent. The category says what may be done about it; the first cause is
 * kept.
 */
public class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the failure means for whoever asked. */
    public enum Category {
        /** Nothing was promised and nothing is broken: try again later. */
        IO,
        /** There is no such file. */
        MISSING,
        /** The disk is full, by bytes or by inodes. Nothing was acknowledged; try again when there is room. */
        NO_SPACE,
        /** Another process holds the store. */
        IN_USE,
        /**
         * A sync or a commit failed: what it covered may or may not be on the disk, and asking again would not tell. The
         * store takes no more writes until an operator has looked and opened it again.
         */
        AMBIGUOUS_COMMIT,
        /** The store takes no writes, because of an earlier failure. */
        READ_ONLY,
        /** Bytes are not what was written: a checksum, a length or a structure does not hold. */
        CORRUPT,
        /** Written by a newer version than this one can read. */
        TOO_NEW,
        /** The store is closing. */
        CLOSED
    }

    private final Category category;

    /** A failure that starts here. */
    public StorageException(Category category, String message) {
        super(message);
        this.category = category;
    }

    /** A failure with a cause. */
    public StorageException(Category category, String message, Throwable cause) {
        super(message, cause);
        this.category = category;
    }

    /** What the failure means. */
    public Category category() {
        return category;
    }
}
