package io.liuhen.server.rendition;

import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** By which profile somebody wants a segment's proxy, where it is not the configured one. Thread-safe; blocks on the disk. */
public final class ProxyWishes {
    private static final String KIND = "proxy-profile";
    private static final int SCHEMA = 1;

    private final Records records;

    public ProxyWishes(Records records) {
        this.records = records;
    }

    /** The newest wish, by the profile's name. */
    public Optional<String> find(SegmentId segment) {
        return newest(segment).map(document -> document.body().path("profile").asText());
    }

    /** How many wishes there were. */
    public int version(SegmentId segment) {
        return newest(segment).map(Document::version).orElse(0);
    }

    /** Another wish, to be recorded with the job. */
    public Facts next(SegmentId segment, String profile, Instant at) {
        return Facts.of(new Document(
                key(segment),
                version(segment) + 1,
                at,
                at,
                CanonicalJson.object().put("schema", SCHEMA).put("profile", profile),
                List.of()));
    }

    private Optional<Document> newest(SegmentId segment) {
        return records.newest(key(segment));
    }

    private static DocumentKey key(SegmentId segment) {
        return new DocumentKey(KIND, segment.toString());
    }
}
