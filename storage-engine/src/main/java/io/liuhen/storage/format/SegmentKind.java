package io.liuhen.storage.format;

import java.util.Locale;
import java.util.Optional;

/** What a sealed segment is. The code numbers are stored and never change. */
public enum SegmentKind {
    /** Everything that was announced has arrived and agrees with what was declared. */
    COMPLETE(1),
    /** The upload was ended before everything had arrived; these bytes had been acknowledged. */
    INCOMPLETE(2),
    /** Everything has arrived, but it has another digest than was declared. */
    UNMATCHED(3);

    private final int code;

    SegmentKind(int code) {
        this.code = code;
    }

    /** The stored number. */
    public int code() {
        return code;
    }

    /** The kind with this stored number. */
    public static Optional<SegmentKind> ofCode(int code) {
        for (SegmentKind kind : values()) {
            if (kind.code == code) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** The kind that a manifest names so. */
    public static Optional<SegmentKind> ofText(String text) {
        for (SegmentKind kind : values()) {
            if (kind.toString().equals(text)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** The word in manifests and answers. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
