package io.liuhen.storage;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.JournalRecord;
import io.liuhen.storage.journal.Journal;
import io.liuhen.storage.ledger.Ledger;

/**
 * Finishes what the index has committed: the documents' record goes to the journal before anybody is told, and the
 * ledger's sequencer is woken. Thread-safe.
 */
final class Committer {
    private final Durability durability;
    private final Journal journal;
    private final Ledger ledger;

    Committer(Durability durability, Journal journal, Ledger ledger) {
        this.durability = durability;
        this.journal = journal;
        this.ledger = ledger;
    }

    Commit finish(Commit commit) {
        if (commit instanceof Commit.Done done) {
            ledger.wake();
            done.journal().ifPresent(this::write);
        }
        return commit;
    }

    /** The change is true already; if the journal cannot say so too, nobody may be told either that it is or is not. */
    private void write(JournalRecord record) {
        try {
            journal.write(record);
        } catch (StorageException e) {
            durability.fail("the journal cannot be written: " + e.getMessage());
            throw new StorageException(
                    Category.AMBIGUOUS_COMMIT, "a change is committed, but not in the journal: " + e.getMessage(), e);
        }
    }
}
