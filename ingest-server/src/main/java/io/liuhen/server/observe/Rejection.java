package io.liuhen.server.observe;

import java.util.Locale;

/** Why the server could not take an upload that was right in itself; a label. */
public enum Rejection {
    /** There is no room for it. */
    NO_SPACE,
    /** The store takes no writes. */
    READ_ONLY;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
