package io.liuhen.storage.verify;

import java.util.Locale;

/** Something that is not as it should be. */
public record Damage(Kind kind, String finding) {
    /** What sort of thing; the words are labels and are stored. */
    public enum Kind {
        /** Bytes are not those that were sealed. */
        MISMATCH,
        /** Something is not there. */
        MISSING,
        /** The disk cannot read it, or the index cannot tell what it must be, which says nothing about the bytes. */
        UNREADABLE,
        /** Something is there that nobody knows. */
        UNTRACKED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
