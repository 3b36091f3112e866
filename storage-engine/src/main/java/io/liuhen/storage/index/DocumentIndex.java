package io.liuhen.storage.index;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Documents, each with all its versions, found by id or by the terms of its newest version. */
public interface DocumentIndex {
    /** Records facts that go with no other operation. Never answers {@code Fenced}. */
    Commit record(Facts facts);

    /** The newest version. */
    Optional<Document> newest(DocumentKey key);

    /** All versions, oldest first. */
    List<Document> versions(DocumentKey key);

    /** Ids of documents, or of sealed segments under the kind {@link Facts#SEGMENT}, that carry a term. */
    Page find(Query query);

    /**
     * What to look for.
     *
     * @param from earliest {@code sortAt}, inclusive
     * @param to latest {@code sortAt}, exclusive
     * @param cursor where an earlier page ended
     */
    record Query(
            String kind,
            Term term,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<String> cursor,
            int limit,
            Order order) {}

    /** By {@code sortAt}, then by id. */
    enum Order {
        OLDEST_FIRST,
        NEWEST_FIRST
    }

    /**
     * An answer.
     *
     * @param hits at most as many as were asked for
     */
    record Page(List<Hit> hits) {}

    /**
     * Something that was found.
     *
     * @param cursor continues after this hit
     */
    record Hit(String id, Instant sortAt, String cursor) {}
}
