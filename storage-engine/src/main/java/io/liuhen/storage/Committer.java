package io.liuhen.storage;

import io.liuhen.storage.index.Commit;
import io.liuhen.storage.journal.Journal;
import io.liuhen.storage.ledger.Ledger;

/**
 * Finishes what the index has committed: the documents' record goes to the journal before anybody is told, and the
 * ledger's sequencer is woken. Thread-safe.
 */
final class Committer {
    private final Journal journal;
    private final Ledger ledger;

    Committer(Journal journal, Ledger ledger) {
        this.journal = journal;
        this.ledger = ledger;
    }

    Commit finish(Commit commit) {
        if (commit instanceof Commit.Done done) {
            done.journal().ifPresent(journal::write);
            ledger.wake();
        }
        return commit;
    }
}
