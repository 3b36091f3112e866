package io.liuhen.storage.testing;

import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Documents of a {@link FakeIndex}. Thread-safe. */
final class FakeDocuments implements DocumentIndex {
    private static final Comparator<Hit> BY_PLACE = Comparator.comparing(Hit::sortAt)
            .thenComparing(hit -> hit.id().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final FakeIndex index;

    FakeDocuments(FakeIndex index) {
        this.index = index;
    }

    @Override
    public Commit record(Facts facts) {
        return index.change(tables -> new FakeFacts(index, tables, facts).commit(() -> {}));
    }

    @Override
    public Optional<Document> newest(DocumentKey key) {
        return index.read(tables -> {
            List<Document> versions = tables.documents.getOrDefault(key, List.of());
            return versions.isEmpty()
                    ? Optional.empty()
                    : Optional.of(FakeFacts.copy(versions.get(versions.size() - 1)));
        });
    }

    @Override
    public List<Document> versions(DocumentKey key) {
        return index.read(tables -> FakeFacts.copies(tables.documents.getOrDefault(key, List.of())));
    }

    @Override
    public Page find(Query query) {
        boolean up = query.order() == Order.OLDEST_FIRST;
        Comparator<Hit> order = up ? BY_PLACE : BY_PLACE.reversed();
        Predicate<Hit> behindCursor =
                query.cursor().map(cursor -> behind(hit(cursor), order)).orElse(hit -> true);
        return index.read(tables ->
                new Page((query.kind().equals(Facts.SEGMENT) ? segments(tables, query) : documents(tables, query))
                        .filter(hit -> query.from().isEmpty()
                                || !hit.sortAt().isBefore(query.from().get()))
                        .filter(hit -> query.to().isEmpty()
                                || hit.sortAt().isBefore(query.to().get()))
                        .filter(behindCursor)
                        .sorted(order)
                        .limit(query.limit())
                        .toList()));
    }

    private static Stream<Hit> segments(FakeTables tables, Query query) {
        return tables.segments.values().stream()
                .filter(segment -> segment.terms().contains(query.term()))
                .map((SegmentRow segment) -> hit(segment.id().toString(), segment.sealedAt()));
    }

    private static Stream<Hit> documents(FakeTables tables, Query query) {
        return tables.documents.values().stream()
                .map(versions -> versions.get(versions.size() - 1))
                .filter(document -> document.key().kind().equals(query.kind())
                        && document.terms().contains(query.term()))
                .map(document -> hit(document.key().id(), document.sortAt()));
    }

    private static Predicate<Hit> behind(Hit last, Comparator<Hit> order) {
        return hit -> order.compare(hit, last) > 0;
    }

    private static Hit hit(String id, Instant sortAt) {
        String cursor = sortAt + " " + id;
        return new Hit(
                id,
                sortAt,
                Base64.getUrlEncoder().withoutPadding().encodeToString(cursor.getBytes(StandardCharsets.UTF_8)));
    }

    private static Hit hit(String cursor) {
        String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        int space = text.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException("not a cursor: " + cursor);
        }
        return hit(text.substring(space + 1), Instant.parse(text.substring(0, space)));
    }
}
