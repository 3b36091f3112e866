package io.liuhen.storage.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import java.time.Instant;
import java.util.ArrayList;
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

    /** The row for a manifest. Throws {@code CORRUPT} for terms that are none. */
    public static SegmentRow of(Manifest manifest) {
        return new SegmentRow(
                manifest.id(),
                manifest.kind(),
                manifest.fileName(),
                manifest.lengthBytes(),
                manifest.sha256(),
                manifest.createdAt(),
                manifest.sealedAt(),
                manifest.attributes(),
                terms(manifest.terms()));
    }

    /** Terms as a manifest has them. */
    public static ArrayNode json(List<Term> terms) {
        ArrayNode json = CanonicalJson.object().arrayNode();
        terms.forEach(term -> json.addArray().add(term.name()).add(term.value()));
        return json;
    }

    private static List<Term> terms(ArrayNode json) {
        List<Term> terms = new ArrayList<>(json.size());
        for (JsonNode pair : json) {
            if (pair.size() != 2 || !pair.path(0).isTextual() || !pair.path(1).isTextual()) {
                throw new StorageException(Category.CORRUPT, "a manifest with terms that are none");
            }
            try {
                terms.add(new Term(pair.path(0).textValue(), pair.path(1).textValue()));
            } catch (IllegalArgumentException e) {
                throw new StorageException(Category.CORRUPT, "a manifest with an impossible term", e);
            }
        }
        return List.copyOf(terms);
    }
}
