package io.liuhen.storage.index;

/** Names a document: what sort of thing it is, and which one. */
public record DocumentKey(String kind, String id) {
    private static final int LENGTH_MAX = 256;

    /** Refuses empty and over-long parts and the zero character, which separates the parts of a key. */
    public DocumentKey {
        check(kind);
        check(id);
    }

    private static void check(String part) {
        if (part.isEmpty() || part.length() > LENGTH_MAX || part.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a part of a document's key: " + part);
        }
    }
}
