package io.liuhen.storage;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.JournalRecord;
import io.liuhen.storage.journal.Journal;
import io.liuhen.storage.ledger.Ledger;
import io.liuhen.storage.space.Space;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes what the index has committed: the documents' record goes to the journal before anybody is told, and the
 * ledger's sequencer is woken. Thread-safe.
 */
final class Committer {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    private final Durability durability;
    private final Journal journal;
    private final Ledger ledger;
    private final Space space;

    Committer(Durability durability, Journal journal, Ledger ledger, Space space) {
        this.durability = durability;
        this.journal = journal;
        this.ledger = ledger;
        this.space = space;
    }

    /** Ends what a full disk has kept from being ended, where there is room now. Blocks. */
    void catchUp() {
        ledger.catchUp();
        try {
            journal.catchUp();
        } catch (StorageException e) {
            if (e.category() != Category.NO_SPACE) {
                durability.fail("the journal cannot be written: " + e.getMessage());
                throw e;
            }
            LOG.warn("changes still wait for room in the journal: {}", e.getMessage());
        }
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
            writeWithReserve(record);
        } catch (StorageException e) {
            if (e.category() == Category.NO_SPACE) {
                throw new StorageException(
                        Category.NO_SPACE, "a change waits for room in the journal: " + e.getMessage(), e);
            }
            durability.fail("the journal cannot be written: " + e.getMessage());
            throw new StorageException(
                    Category.AMBIGUOUS_COMMIT, "a change is committed, but not in the journal: " + e.getMessage(), e);
        }
    }

    /** What a full disk refused was not written and not synced, so that it can be tried again. */
    private void writeWithReserve(JournalRecord record) {
        try {
            journal.write(record);
        } catch (StorageException e) {
            if (e.category() != Category.NO_SPACE) {
                throw e;
            }
            space.inNeed();
            journal.write(record);
        }
    }
}
