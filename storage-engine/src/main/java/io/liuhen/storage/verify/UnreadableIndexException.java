package io.liuhen.storage.verify;

import io.liuhen.storage.disk.StorageException;

/**
 * The index cannot tell what a segment must be: its own block is damaged, or it lacks checksums. That says nothing of the
 * segment's bytes.
 */
final class UnreadableIndexException extends StorageException {
    private static final long serialVersionUID = 1L;

    UnreadableIndexException(StorageException cause) {
        super(cause.category(), String.valueOf(cause.getMessage()), cause);
    }
}
