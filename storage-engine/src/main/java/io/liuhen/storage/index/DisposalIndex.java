package io.liuhen.storage.index;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.SegmentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long segments must stay, and how they go: the only way in which a sealed segment leaves the index. Whether one may
 * go is decided in the same operation that takes it out, so that no hold can come in between.
 */
public interface DisposalIndex {
    /** What stands in the way of this segment's disposal. */
    Keeping keeping(SegmentId id);

    /**
     * Changes what stands in the way. Facts are recorded only where something changes.
     *
     * @param at when this is done
     */
    Kept keep(SegmentId id, Keeping.Change change, Instant at, Facts facts);

    /**
     * Takes a segment, its checksums and its terms out, and leaves a tombstone, which goes to the journal with the facts'
     * documents. The segment's files are unfinished from here on.
     */
    Disposal dispose(Request request);

    /** What is left of a segment that was disposed of. */
    Optional<Tombstone> tombstone(SegmentId id);

    /** Segments that are disposed of, and whose files are not known to be gone, in the order of their ids. */
    List<Tombstone> unfinished(Optional<SegmentId> after, int limit);

    /** Whether this segment is disposed of, and its files are not known to be gone. */
    boolean unfinished(SegmentId id);

    /** The files of these are gone, durably. May be forgotten in a power cut: to delete what is gone does no harm. */
    void finished(List<SegmentId> ids);

    /**
     * What shall go.
     *
     * @param grant who allowed it, why and by which rule; kept and not understood
     * @param terms by which the tombstone shall be found
     * @param at the time against which a minimum time is held
     * @param facts what becomes true with it
     */
    record Request(SegmentId id, ObjectNode grant, List<Term> terms, Instant at, Facts facts) {
        /** Refuses an empty grant: nothing goes without one. */
        public Request {
            if (grant.isEmpty()) {
                throw new IllegalArgumentException("a disposal needs a grant");
            }
            terms = List.copyOf(terms);
        }
    }

    /** What became of a disposal. Only {@link Disposed} has changed anything. */
    sealed interface Disposal {
        /** The segment is gone, and this is left. */
        record Disposed(Tombstone tombstone, JournalRecord journal) implements Disposal {}

        /** It must stay. */
        record Refused(Keeping keeping) implements Disposal {}

        /** It went before. */
        record Gone(Tombstone tombstone) implements Disposal {}

        /** There is no sealed segment with this id, and never was. */
        record Unknown() implements Disposal {}

        /** The facts do not fit. */
        record Conflicted(Commit.Conflict conflict) implements Disposal {}
    }

    /** What became of a change of keeping. */
    sealed interface Kept {
        /** It is as asked for. */
        record Changed(Keeping now, JournalRecord journal) implements Kept {}

        /** It was so before; the facts are not recorded. */
        record Unchanged(Keeping now) implements Kept {}

        /** There is no sealed segment with this id. */
        record Unknown() implements Kept {}

        /** The facts do not fit. */
        record Conflicted(Commit.Conflict conflict) implements Kept {}
    }
}
