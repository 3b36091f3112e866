package io.liuhen.server.observe;

import java.util.Locale;

/** What a request wants of an upload; a label. */
public enum UploadOp {
    CREATE,
    APPEND,
    HEAD,
    FINISH,
    ABORT;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
