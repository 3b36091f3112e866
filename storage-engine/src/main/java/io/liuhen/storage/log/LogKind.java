package io.liuhen.storage.log;

/** What a log's records are. The letter stands in each file's header and never changes. */
public enum LogKind {
    /** Committed changes of documents. */
    JOURNAL('J'),
    /** Leaves of the ledger. */
    LEAVES('L'),
    /** Details of the ledger's entries. */
    DETAILS('D');

    private final char letter;

    LogKind(char letter) {
        this.letter = letter;
    }

    byte letter() {
        return (byte) letter;
    }
}
