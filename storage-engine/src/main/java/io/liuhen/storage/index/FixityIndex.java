package io.liuhen.storage.index;

import io.liuhen.storage.format.SegmentId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** When each segment was last read again, and how far whoever reads everything has come. */
public interface FixityIndex {
    /** Segments in the order in which they were last looked at, longest ago first; a seal counts as a look. */
    List<Due> due(int limit);

    /** As {@link #due}, behind a place in that order, whether anything is at it or not. */
    List<Due> dueAfter(Due place, int limit);

    /**
     * Records that a segment was looked at, with what came of it. {@code Fenced} where there is no such segment (any
     * more): whatever was seen of it means nothing.
     *
     * @param intact whether every byte was as it was sealed
     */
    Commit looked(SegmentId id, Instant at, boolean intact, Facts facts);

    /** When this segment was last found intact. */
    Optional<Instant> intactAt(SegmentId id);

    /** When any segment was last found intact. */
    Optional<Instant> lastIntactAt();

    /** The date whose files were last looked through. */
    Optional<LocalDate> walked();

    /** The files of this date were looked through. May be forgotten in a power cut. */
    void walked(LocalDate day);

    /**
     * A segment that waits to be read again.
     *
     * @param since when it was last looked at, or sealed
     */
    record Due(SegmentId id, Instant since) {}
}
