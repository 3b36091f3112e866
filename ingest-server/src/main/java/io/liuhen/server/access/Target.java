package io.liuhen.server.access;

import io.liuhen.storage.format.SegmentId;
import java.util.List;
import java.util.Optional;

/** What a request is about, as its address or its headers name it. */
public sealed interface Target {
    /** Nothing single: the unit's records as a whole. */
    record Whole() implements Target {}

    /**
     * An upload that would be opened.
     *
     * @param device the device that is named, where one is
     * @param parts the uploads that it would be joined from; none for one that is sent
     */
    record Opening(Optional<String> device, List<SegmentId> parts) implements Target {
        /** Copies the list. */
        public Opening {
            parts = List.copyOf(parts);
        }
    }

    /** What only the body tells, or what is found: whoever carries the request out asks the gate again. */
    record Later() implements Target {}

    /** An upload, or the segment that it became. */
    record Segment(SegmentId id) implements Target {}

    /** A recording, or what may be one, or a segment. */
    record Subject(SegmentId id) implements Target {}
}
