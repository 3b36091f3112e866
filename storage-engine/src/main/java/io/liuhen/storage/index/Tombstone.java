package io.liuhen.storage.index;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * What is left of a segment that was disposed of, for ever: what it was, and by which grant it went. Stored as the only
 * version of a document of the kind {@link #KIND}.
 *
 * @param grant who allowed it, why and by which rule; opaque here
 */
public record Tombstone(
        SegmentId id,
        SegmentKind kind,
        String fileName,
        long lengthBytes,
        Sha256 sha256,
        Instant sealedAt,
        Instant disposedAt,
        ObjectNode grant) {
    /** The kind of these documents; nobody but the index makes them. */
    public static final String KIND = "tombstone";

    /** The one of a segment that goes now. */
    public static Tombstone of(SegmentRow segment, ObjectNode grant, Instant at) {
        return new Tombstone(
                segment.id(),
                segment.kind(),
                segment.fileName(),
                segment.lengthBytes(),
                segment.sha256(),
                segment.sealedAt(),
                at,
                grant);
    }

    /** Names it and nothing more: a grant may be personal, and a tombstone slips easily into a log. */
    @Override
    public String toString() {
        return "tombstone of segment " + id;
    }

    /**
     * The document that says so.
     *
     * @param terms by which it shall be found
     */
    public Document document(List<Term> terms) {
        ObjectNode json = CanonicalJson.object()
                .put("schema", 1)
                .put("kind", kind.toString())
                .put("file", fileName)
                .put("length", lengthBytes)
                .put("sha256", sha256.toString())
                .put("sealedAt", sealedAt.toString())
                .put("disposedAt", disposedAt.toString());
        json.set("grant", grant);
        return new Document(key(id), 1, disposedAt, disposedAt, json, terms);
    }

    /** What a document says. Throws {@code CORRUPT} for one that is no tombstone. */
    public static Tombstone read(Document document) {
        ObjectNode json = document.body();
        try {
            return new Tombstone(
                    SegmentId.parse(document.key().id()).orElseThrow(),
                    SegmentKind.ofText(json.path("kind").asText()).orElseThrow(),
                    json.required("file").asText(),
                    json.required("length").asLong(),
                    Sha256.parse(json.path("sha256").asText()).orElseThrow(),
                    Instant.parse(json.path("sealedAt").asText()),
                    Instant.parse(json.path("disposedAt").asText()),
                    (ObjectNode) json.required("grant"));
        } catch (java.util.NoSuchElementException
                | DateTimeException
                | IllegalArgumentException
                | ClassCastException e) {
            throw new StorageException(
                    Category.CORRUPT, "no tombstone: " + document.key().id(), e);
        }
    }

    /** Where it stands. */
    public static DocumentKey key(SegmentId id) {
        return new DocumentKey(KIND, id.toString());
    }
}
