package io.liuhen.storage.index;

import io.liuhen.storage.format.Sha256;
import java.util.Optional;

/**
 * Which contents of the store's file {@code GENERATION} an index goes with.
 *
 * @param newest the digest of the content that was, or was about to be, written last
 * @param former the digest of what the file had before, in case it was not written any more; empty if there was no file
 */
public record Generations(Sha256 newest, Optional<Sha256> former) {
    /** Whether the index goes with a file of this digest; empty where there is no file. */
    public boolean include(Optional<Sha256> file) {
        return file.equals(former) || file.equals(Optional.of(newest));
    }
}
