package io.liuhen.storage.rocks;

import java.nio.charset.StandardCharsets;

/** The column families. Their names are on disk and never change. */
enum Family {
    /** RocksDB's own default family: nothing but the version of all that follows. */
    META("default"),
    /** Upload id → what does not change while it is open. */
    UPLOADS("uploads"),
    /** Upload id → epoch, offset, time of the last commit: rewritten with each chunk, so kept apart and small. */
    OFFSETS("offsets"),
    /** Upload id → both, of an upload that was ended: kept apart, so that who looks for open ones passes none of them. */
    ENDED("ended_uploads"),
    /** Id and number of a first block → checksums of the blocks from there on. */
    BLOCKS("blocks"),
    /** Segment id → its manifest without the blocks. */
    SEGMENTS("segments"),
    /** Kind, id, version → one version of a document. */
    DOCUMENTS("documents"),
    /** Kind, id → number of its newest version. */
    HEADS("heads"),
    /** Kind, name, value, time, id → nothing: what carries a term. */
    TERMS("terms"),
    /** Kind, segment → a job. */
    JOBS("jobs"),
    /** Kind, priority, time, segment → nothing: when a job, or a lease on it, is due. */
    DUE("due"),
    /** Kind, segment → nothing: jobs that are leased, so that opening finds them without looking at all that wait. */
    LEASES("leases"),
    /** Ticket → an entry without a number. */
    PENDING_ENTRIES("pending_entries"),
    /** Number → where an entry is in the ledger's files. */
    ENTRIES("entries"),
    /** Subject, number → nothing. */
    ENTRY_SUBJECTS("entry_subjects"),
    /** Record number → documents that are not known to be in the journal. */
    PENDING_JOURNAL("pending_journal"),
    /** Segment id → when it was last read again, and when it was last intact. */
    LOOKS("looks"),
    /** Time of the last look or of the seal, segment id → nothing: what is to be read again next. */
    LOOKS_DUE("looks_due"),
    /** Segment id → nothing: it was disposed of, and its files may still be there. */
    UNFINISHED("unfinished");

    private final String text;

    Family(String text) {
        this.text = text;
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
