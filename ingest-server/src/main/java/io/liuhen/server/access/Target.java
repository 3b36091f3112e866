package io.liuhen.server.access;

import io.liuhen.storage.format.SegmentId;
import java.util.Optional;

/** What a request is about, as its address or its headers name it. */
public sealed interface Target {
    /** Nothing single: the unit's records as a whole. */
    record Whole() implements Target {}

    /** An upload that would be opened, for the device that is named, where one is. */
    record Opening(Optional<String> device) implements Target {}

    /** An upload, or the segment that it became. */
    record Segment(SegmentId id) implements Target {}

    /** A recording, or what may be one, or a segment. */
    record Subject(SegmentId id) implements Target {}
}
