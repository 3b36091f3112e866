package io.liuhen.storage.verify;

import io.liuhen.storage.disk.StorageException;

/**
 * Why a segment cannot be compared: the index cannot tell what it must be, since its own block is damaged or it lacks
 * checksums. That says nothing of the segment's bytes. Always the cause of a {@link StorageException}.
 */
final class UnreadableIndexException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UnreadableIndexException(StorageException failure) {
        super(failure.getMessage(), failure);
    }

    /** The same failure, which now says that it is the index's. */
    static StorageException of(StorageException failure) {
        return new StorageException(
                failure.category(), String.valueOf(failure.getMessage()), new UnreadableIndexException(failure));
    }

    static boolean caused(StorageException failure) {
        return failure.getCause() instanceof UnreadableIndexException;
    }
}
