package io.liuhen.storage.index;

import java.nio.charset.StandardCharsets;

/** A name and a value by which something can be found, such as a digest. Opaque to the index; compared byte by byte. */
public record Term(String name, String value) {
    /** Longest value in UTF-8 bytes; it becomes part of a key. */
    public static final int VALUE_BYTES_MAX = 512;

    /** Refuses the zero character, which separates the parts of a key, and values that are too long. */
    public Term {
        if (name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a term with a zero character");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > VALUE_BYTES_MAX) {
            throw new IllegalArgumentException("a term value of more than " + VALUE_BYTES_MAX + " bytes");
        }
    }
}
