package io.liuhen.storage.index;

import java.util.List;
import java.util.OptionalLong;

/** Committed changes that still have to be written to the journal files. */
public interface JournalIndex {
    /** Records that are not known to be in the journal, oldest first. */
    List<JournalRecord> pending(int limit);

    /**
     * The record is durable in the journal, and so is everything before {@code end}. May be forgotten in a power cut, both
     * together: writing a record twice does no harm.
     */
    void written(long number, long end);

    /**
     * How far the journal is known to be durable; empty before the first record. Every record beyond is pending still, so
     * whatever the journal holds there may be cut away, and nothing before it may be missing.
     */
    OptionalLong end();
}
