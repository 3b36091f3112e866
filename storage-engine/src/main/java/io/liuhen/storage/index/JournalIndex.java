package io.liuhen.storage.index;

import java.util.List;

/** Committed changes that still have to be written to the journal files. */
public interface JournalIndex {
    /** Records that are not known to be in the journal, oldest first. */
    List<JournalRecord> pending(int limit);

    /** The record is durable in the journal. May be forgotten in a power cut: writing a record twice does no harm. */
    void written(long number);
}
