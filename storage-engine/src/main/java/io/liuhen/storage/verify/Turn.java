package io.liuhen.storage.verify;

import io.liuhen.storage.index.SegmentRow;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** What one turn of the {@link Scrubber} has come to. */
public sealed interface Turn {
    /** Nothing to do for so long: the budget is used up, or nothing is due. */
    record Rest(long nanos) implements Turn {}

    /** So many bytes of originals were read; there is more to do. */
    record Read(long bytes) implements Turn {}

    /**
     * A segment is through. Nothing is recorded: that is up to whoever drives.
     *
     * @param bytes of originals that were read in this turn
     * @param damage empty where everything is as it was sealed
     */
    record Checked(SegmentRow segment, long bytes, Optional<Damage> damage) implements Turn {}

    /**
     * The index, or the name of a file in it, cannot be read where it tells of something that was due. It was passed over,
     * and is tried again with the next walk.
     *
     * @param stray what is wrong with the index
     */
    record Unreadable(Stray stray) implements Turn {}

    /**
     * The files of a date, or what stands above the dates, were looked through.
     *
     * @param day empty above the dates
     * @param strays everything that is wrong there now
     */
    record Walked(Optional<LocalDate> day, List<Stray> strays) implements Turn {}
}
