package io.liuhen.storage.index;

import java.util.List;

/**
 * The documents of one committed change, as the journal files keep them.
 *
 * @param number rises by one with each record; gaps are possible where a change failed
 */
public record JournalRecord(long number, List<Document> documents) {
    /** Copies the list. */
    public JournalRecord {
        documents = List.copyOf(documents);
    }
}
