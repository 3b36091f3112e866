package io.liuhen.storage.index;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import java.time.Instant;
import java.util.List;

/**
 * A sealed segment as the index knows it: its manifest without the block checksums, and the terms by which it is found.
 */
public record SegmentRow(
        SegmentId id,
        SegmentKind kind,
        String fileName,
        long lengthBytes,
        Sha256 sha256,
        Instant createdAt,
        Instant sealedAt,
        ObjectNode attributes,
        List<Term> terms) {
    /** Names it and nothing more: attributes may be personal, and a row slips easily into a log. */
    @Override
    public String toString() {
        return "segment " + id;
    }

    /** The row for a manifest. */
    public static SegmentRow of(Manifest manifest, List<Term> terms) {
        return new SegmentRow(
                manifest.id(),
                manifest.kind(),
                manifest.fileName(),
                manifest.lengthBytes(),
                manifest.sha256(),
                manifest.createdAt(),
                manifest.sealedAt(),
                manifest.attributes(),
                List.copyOf(terms));
    }
}
