package io.liuhen.storage.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.DisposalIndex.Disposal;
import io.liuhen.storage.index.DisposalIndex.Kept;
import io.liuhen.storage.index.DisposalIndex.Request;
import io.liuhen.storage.index.DocumentIndex.Hit;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Segments leave any index by a grant, after their time, while nobody holds them, as a whole, and never otherwise. */
public abstract class DisposalIndexContract extends IndexFixture {
    private static final Term TERM = new Term("all", "x");
    private static final Term LEFT = new Term("left", "x");
    private static final ObjectNode GRANT =
            CanonicalJson.object().put("who", "档案员").put("why", "期满").put("rule", "JE-26");

    private DisposalIndex disposals() {
        return index().disposals();
    }

    private static Request request(SegmentId id, long atSeconds, Facts facts) {
        return new Request(id, GRANT, List.of(LEFT), at(atSeconds), facts);
    }

    private Disposal dispose(SegmentId id, long atSeconds) {
        return disposals().dispose(request(id, atSeconds, Facts.none()));
    }

    private Kept keep(SegmentId id, Keeping.Change change) {
        return disposals().keep(id, change, at(70), Facts.none());
    }

    private List<String> found(String kind, Term term) {
        Query query =
                new Query(kind, term, Optional.empty(), Optional.empty(), Optional.empty(), 10, Order.OLDEST_FIRST);
        return index().documents().find(query).hits().stream().map(Hit::id).toList();
    }

    private static Tombstone left(Disposal disposal) {
        return assertInstanceOf(Disposal.Disposed.class, disposal).tombstone();
    }

    @Test
    public void aDisposedSegmentIsGoneAndItsTombstoneSaysWhatItWas() {
        SegmentId before = sealed(TERM);
        SegmentId id = sealed(TERM, new Term("sha256", "ab"));
        SegmentId after = sealed(TERM);
        SegmentRow segment = index().uploads().segment(id).orElseThrow();
        Disposal.Disposed disposed = assertInstanceOf(Disposal.Disposed.class, dispose(id, 80));
        Tombstone expected = new Tombstone(
                id, segment.kind(), "original.mp4", 100, segment.sha256(), segment.sealedAt(), at(80), GRANT);
        assertEquals(expected, disposed.tombstone());
        assertEquals(
                List.of(expected.document(List.of(LEFT))), disposed.journal().documents());
        for (int i = 0; i < 2; i++) {
            assertEquals(Optional.of(expected), disposals().tombstone(id));
            assertEquals(Optional.empty(), index().uploads().segment(id));
            assertEquals(Optional.empty(), index().uploads().upload(id));
            assertEquals(2, index().uploads().segments(Optional.empty(), 10).size());
            assertEquals(List.of(), found(Facts.SEGMENT, new Term("sha256", "ab")));
            assertEquals(List.of(before.toString(), after.toString()), found(Facts.SEGMENT, TERM));
            assertEquals(List.of(id.toString()), found(Tombstone.KIND, LEFT));
            assertThrows(StorageException.class, () -> index().uploads().blocks(id, 0, 1));
            for (SegmentId neighbour : List.of(before, after)) {
                assertEquals(BlockChecksums.of(7), index().uploads().blocks(neighbour, 0, 1));
            }
            assertEquals(
                    List.of(before, after),
                    index().fixity().due(10).stream().map(FixityIndex.Due::id).toList());
            reopen();
        }
    }

    @Test
    public void whatComesWithADisposalIsAllOrNothing() {
        SegmentId id = sealed(TERM);
        Facts facts = new Facts(
                List.of(document("a", 1), document("b", 2)),
                List.of(entry("one", "s")),
                List.of(job("check", id, 0, 0)));
        Everything before = everything(id);
        assertEquals(
                new Disposal.Conflicted(new Commit.Conflict(new DocumentKey("note", "b"), 0)),
                disposals().dispose(request(id, 80, facts)));
        reopen();
        assertEquals(before, everything(id), "a conflict changes nothing");
        assertEquals(Optional.empty(), disposals().tombstone(id));
        assertEquals(List.of(), disposals().unfinished(Optional.empty(), 10));

        done(index().documents().record(Facts.of(document("b", 1))));
        Disposal.Disposed disposed =
                assertInstanceOf(Disposal.Disposed.class, disposals().dispose(request(id, 80, facts)));
        reopen();
        Everything after = everything(id);
        assertEquals(List.of(), after.segments());
        assertEquals(1, after.entries().size());
        assertEquals(3, after.documents().size());
        assertArrayEquals(
                DocumentCodec.writeAll(disposed.journal().documents()),
                DocumentCodec.writeAll(
                        after.journal().get(after.journal().size() - 1).documents()));
        assertEquals(3, disposed.journal().documents().size(), "tombstone and facts are one record");
    }

    @Test
    public void nothingGoesBeforeItsTime() {
        SegmentId id = sealed(TERM);
        assertInstanceOf(Kept.Changed.class, keep(id, new Keeping.Until(at(100))));
        Keeping keeping = new Keeping(Optional.of(at(100)), List.of());
        for (long second : List.of(-1_000_000L, 60L, 99L)) {
            assertEquals(new Disposal.Refused(keeping), dispose(id, second));
            reopen();
        }
        Instant last = at(100).minusNanos(1);
        assertEquals(
                new Disposal.Refused(keeping),
                disposals().dispose(new Request(id, GRANT, List.of(), last, Facts.none())));
        assertEquals(1, index().uploads().segments(Optional.empty(), 10).size());
        left(dispose(id, 100));
    }

    @Test
    public void aTimeIsNeverMadeEarlier() {
        SegmentId id = sealed(TERM);
        keep(id, new Keeping.Until(at(100)));
        for (long second : List.of(0L, 99L, 100L)) {
            assertEquals(
                    new Kept.Unchanged(new Keeping(Optional.of(at(100)), List.of())),
                    keep(id, new Keeping.Until(at(second))));
        }
        keep(id, new Keeping.Until(at(200)));
        assertEquals(Optional.of(at(200)), disposals().keeping(id).until());
        keep(id, new Keeping.Until(at(300).plusNanos(1)));
        reopen();
        assertEquals(
                Optional.of(at(300).plusNanos(1000)),
                disposals().keeping(id).until(),
                "what cannot be stored as finely becomes later, not earlier");
    }

    @Test
    public void nothingGoesWhileAHoldStands() {
        SegmentId id = sealed(TERM);
        SegmentId other = sealed(TERM);
        keep(id, new Keeping.Hold("检察院 2026-17"));
        keep(id, new Keeping.Hold("复议"));
        assertInstanceOf(Kept.Unchanged.class, keep(id, new Keeping.Hold("复议")));
        reopen();
        assertEquals(
                new Disposal.Refused(new Keeping(Optional.empty(), List.of("复议", "检察院 2026-17"))), dispose(id, 9_000));
        left(dispose(other, 9_000));
        keep(id, new Keeping.Release("复议"));
        assertInstanceOf(Kept.Unchanged.class, keep(id, new Keeping.Release("nobody's")));
        assertEquals(new Disposal.Refused(new Keeping(Optional.empty(), List.of("检察院 2026-17"))), dispose(id, 9_000));
        keep(id, new Keeping.Release("检察院 2026-17"));
        left(dispose(id, 9_000));
    }

    @Test
    public void everyChangeOfKeepingIsAVersionAndComesWithItsFacts() {
        SegmentId id = sealed(TERM);
        Facts facts = Facts.of(entry("held", "s")).and(Facts.of(document("a", 1)));
        Kept.Changed changed =
                assertInstanceOf(Kept.Changed.class, disposals().keep(id, new Keeping.Hold("one"), at(70), facts));
        assertEquals(2, changed.journal().documents().size());
        assertEquals(1, index().entries().pending(10).size());
        assertEquals(
                new Kept.Conflicted(new Commit.Conflict(new DocumentKey("note", "a"), 1)),
                disposals().keep(id, new Keeping.Hold("two"), at(71), facts));
        assertInstanceOf(
                Kept.Unchanged.class,
                disposals().keep(id, new Keeping.Hold("one"), at(71), Facts.of(entry("again", "s"))));
        assertEquals(1, index().entries().pending(10).size(), "where nothing changes, nothing is recorded");
        keep(id, new Keeping.Until(at(500)));
        reopen();
        List<Document> versions = index().documents().versions(Keeping.key(id));
        assertEquals(List.of(1, 2), versions.stream().map(Document::version).toList());
        assertEquals(new Keeping(Optional.empty(), List.of("one")), Keeping.read(versions.get(0)));
        assertEquals(
                new Keeping(Optional.of(at(500)), List.of("one")), disposals().keeping(id));
    }

    @Test
    public void onlyASealedSegmentIsKeptOrDisposedOfAndOnlyOnce() {
        SegmentId open = upload();
        SegmentId ended = upload();
        done(index().uploads().end(ended, 0, Facts.none()));
        for (SegmentId id : List.of(open, ended, id())) {
            assertEquals(new Disposal.Unknown(), dispose(id, 80));
            assertEquals(new Kept.Unknown(), keep(id, new Keeping.Hold("one")));
            assertEquals(Keeping.none(), disposals().keeping(id));
        }
        SegmentId id = sealed(TERM);
        Tombstone tombstone = left(dispose(id, 80));
        assertEquals(new Disposal.Gone(tombstone), dispose(id, 90));
        assertEquals(new Kept.Unknown(), keep(id, new Keeping.Hold("one")));
        assertThrows(IllegalArgumentException.class, () -> index().uploads().create(opened(id), Facts.none()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Request(id, CanonicalJson.object(), List.of(), at(0), Facts.none()));
    }

    @Test
    public void nobodyElseMakesTombstonesOrKeepings() {
        for (String kind : List.of(Tombstone.KIND, Keeping.KIND, Facts.SEGMENT)) {
            Document document =
                    new Document(new DocumentKey(kind, "a"), 1, at(0), at(0), CanonicalJson.object(), List.of());
            assertThrows(IllegalArgumentException.class, () -> Facts.of(document));
        }
    }

    @Test
    public void filesAreUnfinishedUntilTheyAreGone() {
        List<SegmentId> ids = List.of(sealed(TERM), sealed(TERM), sealed(TERM));
        ids.forEach(id -> left(dispose(id, 80)));
        reopen();
        assertEquals(
                ids,
                disposals().unfinished(Optional.empty(), 10).stream()
                        .map(Tombstone::id)
                        .toList());
        assertEquals(1, disposals().unfinished(Optional.empty(), 1).size());
        assertEquals(
                ids.subList(1, ids.size()),
                disposals().unfinished(Optional.of(ids.get(0)), 10).stream()
                        .map(Tombstone::id)
                        .toList());
        disposals().finished(List.of(ids.get(0), ids.get(2)));
        assertEquals(
                List.of(ids.get(1)),
                disposals().unfinished(Optional.empty(), 10).stream()
                        .map(Tombstone::id)
                        .toList());
        disposals().finished(ids);
        reopen();
        assertEquals(List.of(), disposals().unfinished(Optional.empty(), 10));
    }

    /** Either the hold was first and the segment stays, or the segment was gone and there was nothing to hold. */
    @Test
    public void ofAHoldAndADisposalAtOnceOneWins() throws Exception {
        int held = 0;
        for (int round = 0; round < 40; round++) {
            SegmentId id = sealed(TERM);
            ConcurrentLinkedQueue<Callable<Object>> work = new ConcurrentLinkedQueue<>(
                    List.of(() -> dispose(id, 80), () -> keep(id, new Keeping.Hold("one"))));
            List<Object> answers = together(2, () -> work.remove().call());
            boolean stays = index().uploads().segment(id).isPresent();
            held += stays ? 1 : 0;
            assertEquals(stays, answers.stream().anyMatch(answer -> answer instanceof Kept.Changed), "round " + round);
            assertEquals(
                    !stays, answers.stream().anyMatch(answer -> answer instanceof Disposal.Disposed), "round " + round);
            assertEquals(!stays, disposals().tombstone(id).isPresent());
        }
        assertEquals(held, index().uploads().segments(Optional.empty(), 100).size());
    }
}
