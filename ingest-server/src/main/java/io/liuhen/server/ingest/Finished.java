package io.liuhen.server.ingest;

import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.SegmentRow;

/** What became of a file whose last byte has come. */
public sealed interface Finished {
    /** It is sealed. */
    record Sealed(SegmentRow segment) implements Finished {}

    /** The same file is here already under the same name from the same device; that one stands. */
    record Duplicate(SegmentRow existing) implements Finished {}

    /** It has another digest than the device declared. Its bytes are kept as unmatched. */
    record Unmatched(Sha256 declared, SegmentRow kept) implements Finished {}

    /** Somebody else finished or ended it at the same moment. */
    record Overtaken() implements Finished {}
}
