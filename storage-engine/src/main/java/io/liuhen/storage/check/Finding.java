package io.liuhen.storage.check;

/**
 * Something in a store that is not as it should be.
 *
 * @param path the file or folder, from the store's folder
 * @param detail what was seen, in words, with nothing of what documents say
 */
public record Finding(Sort sort, String path, String detail) {
    /** What is wrong. */
    public enum Sort {
        /** Its content is not what was written. */
        DAMAGED,
        /** It is shorter than it was. */
        TRUNCATED,
        /** It is not there. */
        MISSING,
        /** It is there, and the list or index beside it does not name it. */
        UNTRACKED,
        /** Two places tell different things, each sound in itself. */
        CONTRADICTORY,
        /** Nothing that a store has. */
        FOREIGN
    }
}
