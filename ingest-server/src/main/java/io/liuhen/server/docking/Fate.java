package io.liuhen.server.docking;

import io.liuhen.storage.format.SegmentId;
import java.util.Optional;
import java.util.stream.Stream;

/** What became of an announced file. */
public sealed interface Fate {
    /** It is here. */
    record Stored(SegmentId segment, Proof by) implements Fate {}

    /** It was here, and was disposed of by a grant since. */
    record Disposed(SegmentId segment, Proof by) implements Fate {}

    /** It is on its way. */
    record Receiving(SegmentId upload, long offsetBytes) implements Fate {}

    /** It will not come, and somebody has said why. */
    record Explained(Absence absence) implements Fate {}

    /**
     * It has not come, and nobody has said why.
     *
     * @param alike a segment that may be the file, or one of the same name from another day
     */
    record Missing(Optional<SegmentId> alike) implements Fate {}

    /** By what a segment is known to be the file. */
    enum Proof {
        /** The digest that was announced is that of the segment. */
        SHA256("sha256"),
        /** Name, length and time are those of the segment, by its device's own words. */
        MODIFIED_AT("modifiedAt"),
        /** Name and length are those of the segment, and it was begun after the announcement. */
        SENT_AFTER("sent-after");

        private final String text;

        static Optional<Proof> ofText(String text) {
            return Stream.of(values()).filter(proof -> proof.text.equals(text)).findFirst();
        }

        Proof(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Whether nothing more is to be done about it. */
    default boolean settled() {
        return cameHere() || this instanceof Explained;
    }

    /** Whether it is here, or was. */
    default boolean cameHere() {
        return this instanceof Stored || this instanceof Disposed;
    }
}
