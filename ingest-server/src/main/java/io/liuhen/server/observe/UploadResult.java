package io.liuhen.server.observe;

import java.util.Locale;

/** What became of a request about an upload; a label. */
public enum UploadResult {
    OK,
    CLIENT_GONE,
    REJECTED,
    ERROR;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
