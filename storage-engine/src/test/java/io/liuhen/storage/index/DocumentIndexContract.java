package io.liuhen.storage.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.index.DocumentIndex.Hit;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents in any index: all versions are kept, the newest is found by its terms, pages have no gaps. */
public abstract class DocumentIndexContract extends IndexFixture {
    private static final DocumentKey A = new DocumentKey("note", "a");
    private static final Term RED = new Term("colour", "red");
    private static final Term BLUE = new Term("colour", "blue");

    private DocumentIndex documents() {
        return index().documents();
    }

    private void record(Document... versions) {
        for (Document version : versions) {
            done(documents().record(Facts.of(version)));
        }
    }

    private List<String> found(Term term) {
        return find(
                new Query("note", term, Optional.empty(), Optional.empty(), Optional.empty(), 100, Order.OLDEST_FIRST));
    }

    private List<String> find(Query query) {
        return documents().find(query).hits().stream().map(Hit::id).toList();
    }

    @Test
    public void everyVersionIsKeptAndTheNewestIsFoundById() {
        List<Document> versions = List.of(document("a", 1, RED), document("a", 2), document("a", 3, RED, BLUE));
        versions.forEach(this::record);
        for (int i = 0; i < 2; i++) {
            assertEquals(versions, documents().versions(A));
            assertEquals(Optional.of(versions.get(2)), documents().newest(A));
            assertEquals(Optional.empty(), documents().newest(new DocumentKey("note", "b")));
            assertEquals(Optional.empty(), documents().newest(new DocumentKey("not", "a")));
            assertEquals(List.of(), documents().versions(new DocumentKey("note", "aa")));
            reopen();
        }
    }

    @Test
    public void aVersionFollowsTheNewestOrIsAConflict() {
        conflicts("a", 0, documents().record(Facts.of(document("a", 2))));
        record(document("a", 1));
        conflicts("a", 1, documents().record(Facts.of(document("a", 1))));
        conflicts("a", 1, documents().record(Facts.of(document("a", 3))));
        record(document("a", 2));
    }

    @Test
    public void twoVersionsOfOneDocumentAreTwoChanges() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Facts(List.of(document("a", 1), document("a", 2)), List.of(), List.of()));
        assertThrows(
                IllegalArgumentException.class, () -> Facts.of(document("a", 1)).and(Facts.of(document("a", 1))));
    }

    @Test
    public void noDocumentPassesForASegment() {
        Document document =
                new Document(new DocumentKey(Facts.SEGMENT, "a"), 1, at(0), at(0), json("text", ""), List.of(RED));
        assertThrows(IllegalArgumentException.class, () -> Facts.of(document));
    }

    @Test
    public void aNewerVersionReplacesTheTermsOfTheOlder() {
        record(document("a", 1, RED), document("b", 1, RED));
        assertEquals(List.of("a", "b"), found(RED));
        record(document("a", 2, BLUE));
        assertEquals(List.of("b"), found(RED));
        assertEquals(List.of("a"), found(BLUE));
        record(document("a", 3, RED, BLUE), document("b", 2));
        assertEquals(List.of("a"), found(RED));
        assertEquals(List.of("a"), found(BLUE));
        reopen();
        assertEquals(List.of("a"), found(RED));
    }

    @Test
    public void aTermIsComparedWholeAndWithItsName() {
        record(document("a", 1, new Term("colour", "redder"), new Term("col", "ourred"), new Term("shade", "red")));
        assertEquals(List.of(), found(RED));
        assertEquals(List.of(), found(new Term("colour", "")));
        assertEquals(List.of("a"), found(new Term("shade", "red")));
        assertEquals(
                List.of(),
                find(new Query(
                        "not",
                        new Term("shade", "red"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        9,
                        Order.NEWEST_FIRST)));
    }

    @Test
    public void boundsAreExactToTheNanosecondInBothOrders() {
        record(document("a", 1, RED));
        Instant sortAt = document("a", 1).sortAt();
        for (Order order : Order.values()) {
            for (int nanos : List.of(-1000, -1, 0, 1, 1000)) {
                Optional<Instant> bound = Optional.of(sortAt.plusNanos(nanos));
                Query from = new Query("note", RED, bound, Optional.empty(), Optional.empty(), 9, order);
                assertEquals(nanos <= 0 ? List.of("a") : List.of(), find(from), order + " from " + nanos);
                Query to = new Query("note", RED, Optional.empty(), bound, Optional.empty(), 9, order);
                assertEquals(nanos > 0 ? List.of("a") : List.of(), find(to), order + " to " + nanos);
            }
        }
    }

    @Test
    public void aCursorThatIsNoneIsRefused() {
        record(document("a", 1, RED));
        for (String cursor : List.of("", "x", "!!!!", "AAAA", "AAAAAAAAAA")) {
            for (Order order : Order.values()) {
                Query query = new Query("note", RED, Optional.empty(), Optional.empty(), Optional.of(cursor), 9, order);
                assertThrows(IllegalArgumentException.class, () -> documents().find(query), cursor);
            }
        }
    }

    /** The plain model: what carries a term now, by id. */
    private static final class Model {
        private static final Comparator<Document> BY_PLACE = Comparator.comparing(Document::sortAt)
                .thenComparing(
                        document -> document.key().id().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

        private final Map<String, Document> newest = new TreeMap<>();

        List<String> find(Query query) {
            Stream<Document> found = newest.values().stream()
                    .filter(document -> document.terms().contains(query.term()))
                    .filter(document -> query.from().isEmpty()
                            || !document.sortAt().isBefore(query.from().get()))
                    .filter(document -> query.to().isEmpty()
                            || document.sortAt().isBefore(query.to().get()))
                    .sorted(query.order() == Order.OLDEST_FIRST ? BY_PLACE : BY_PLACE.reversed());
            return found.map(document -> document.key().id()).toList();
        }
    }

    @Test
    public void pagesAgreeWithAPlainModelInBothOrdersWithoutGapsOrRepeats() {
        Random random = new Random(SEED);
        Model model = new Model();
        List<Term> terms = List.of(RED, BLUE, new Term("colour", ""), new Term("夜", "间"));
        List<String> ids = List.of("a", "aa", "b", "é", "夜", "\uD83D\uDE00", "\uFFFD", "z", "zz", "zzz");
        for (int i = 0; i < 120; i++) {
            String id = ids.get(random.nextInt(ids.size())) + random.nextInt(4);
            int version = Optional.ofNullable(model.newest.get(id))
                            .map(Document::version)
                            .orElse(0)
                    + 1;
            Document next = new Document(
                    new DocumentKey("note", id),
                    version,
                    at(i),
                    at(random.nextInt(40) - 20).plusNanos(random.nextInt(2) * 1000L),
                    json("text", id),
                    terms.stream().filter(term -> random.nextInt(3) > 0).toList());
            record(next);
            model.newest.put(id, next);
        }
        for (int i = 0; i < 400; i++) {
            Query whole = new Query(
                    "note",
                    terms.get(random.nextInt(terms.size())),
                    bound(random),
                    bound(random),
                    Optional.empty(),
                    1 + random.nextInt(12),
                    random.nextBoolean() ? Order.OLDEST_FIRST : Order.NEWEST_FIRST);
            assertEquals(model.find(whole), allPages(whole), whole + ", seed " + SEED);
        }
    }

    private static Optional<Instant> bound(Random random) {
        return random.nextInt(3) == 0
                ? Optional.empty()
                : Optional.of(at(random.nextInt(50) - 25).plusNanos(random.nextInt(3) * 500L));
    }

    private List<String> allPages(Query query) {
        List<String> ids = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        while (true) {
            List<Hit> page = documents()
                    .find(new Query(
                            query.kind(), query.term(), query.from(), query.to(), cursor, query.limit(), query.order()))
                    .hits();
            page.forEach(hit -> ids.add(hit.id()));
            if (page.size() < query.limit()) {
                return ids;
            }
            cursor = Optional.of(page.get(page.size() - 1).cursor());
        }
    }

    @Test
    public void aCursorContinuesWhereItEndedThoughThingsHaveChangedMeanwhile() {
        for (String id : List.of("a", "b", "c", "d")) {
            record(document(id, 1, RED));
        }
        Query first =
                new Query("note", RED, Optional.empty(), Optional.empty(), Optional.empty(), 2, Order.OLDEST_FIRST);
        List<Hit> page = documents().find(first).hits();
        assertEquals(List.of("a", "b"), page.stream().map(Hit::id).toList());
        record(document("b", 2), document("ab", 1, RED));
        Query next = new Query(
                "note",
                RED,
                Optional.empty(),
                Optional.empty(),
                Optional.of(page.get(1).cursor()),
                9,
                Order.OLDEST_FIRST);
        assertEquals(List.of("c", "d"), find(next));
    }
}
