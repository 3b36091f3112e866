package io.liuhen.storage.rocks;

import java.nio.charset.StandardCharsets;

/** The column families. Their names are on disk and never change. */
enum Family {
    /** RocksDB's own default family: nothing but the version of all that follows. */
    META("default", Use.ROWS),
    /** Upload id → what does not change while it is open. */
    UPLOADS("uploads", Use.ROWS),
    /** Upload id → epoch, offset, time of the last commit: rewritten with each chunk, so kept apart and small. */
    OFFSETS("offsets", Use.PASSING_ROWS),
    /** Upload id → both, of an upload that was ended: kept apart, so that who looks for open ones passes none of them. */
    ENDED("ended_uploads", Use.ROWS),
    /** Time of the served clock, upload id → since when it was seen to stand where: what is to be looked at next. */
    RESTS("rests", Use.QUEUES),
    /** Id and number of a first block → checksums of the blocks from there on. */
    BLOCKS("blocks", Use.CHECKSUMS),
    /** Segment id → its manifest without the blocks. */
    SEGMENTS("segments", Use.LARGE_ROWS),
    /** Kind, id, version → one version of a document. */
    DOCUMENTS("documents", Use.LARGE_ROWS),
    /** Kind, id → number of its newest version. */
    HEADS("heads", Use.ROWS),
    /** Kind, name, value, time, id → nothing: what carries a term. */
    TERMS("terms", Use.LISTS),
    /** Kind, segment → a job. */
    JOBS("jobs", Use.ROWS),
    /** Kind, priority, time, segment → nothing: when a job, or a lease on it, is due. */
    DUE("due", Use.QUEUES),
    /** Kind, segment → nothing: jobs that are leased, so that opening finds them without looking at all that wait. */
    LEASES("leases", Use.LISTS),
    /** Ticket → an entry without a number. */
    PENDING_ENTRIES("pending_entries", Use.QUEUES),
    /** Number → where an entry is in the ledger's files. */
    ENTRIES("entries", Use.ROWS),
    /** Subject, number → nothing. */
    ENTRY_SUBJECTS("entry_subjects", Use.LISTS),
    /** Record number → documents that are not known to be in the journal. */
    PENDING_JOURNAL("pending_journal", Use.QUEUES),
    /** Segment id → when it was last read again, and when it was last intact. */
    LOOKS("looks", Use.ROWS),
    /** Time of the last look or of the seal, segment id → nothing: what is to be read again next. */
    LOOKS_DUE("looks_due", Use.QUEUES),
    /** Segment id → nothing: it was disposed of, and its files may still be there. */
    UNFINISHED("unfinished", Use.ROWS);

    /** How rows are read, which decides how they are kept. */
    private enum Use {
        /** Short rows, looked up by their whole key. */
        ROWS,
        /** The same, and gone through as well, of things that come and go. */
        PASSING_ROWS,
        /** Rows of hundreds of bytes, looked up by their whole key; the more of them together, the better compressed. */
        LARGE_ROWS,
        /** Gone through from a key on: a filter would never be asked. */
        LISTS,
        /** As lists, but from the front only, where rows are taken away. */
        QUEUES,
        /** As lists; what looks random does not get shorter. */
        CHECKSUMS
    }

    /** One family's share of all memtables, so that the busiest one does not make all others wait for its flush. */
    private static final long MEMTABLE_BYTES = 8L << 20;

    /** Whoever goes through rows passes every one that has gone, until it was flushed and compacted. */
    private static final long PASSING_MEMTABLE_BYTES = 1L << 20;

    private static final int BLOCK_BYTES = 8 << 10;
    private static final int LARGE_BLOCK_BYTES = 16 << 10;

    private final String text;
    private final Use use;

    Family(String text, Use use) {
        this.text = text;
        this.use = use;
    }

    /** Whether somebody asks for a row by its key, so that a filter can say that it is not there. */
    boolean isLookedUp() {
        return use == Use.ROWS || use == Use.PASSING_ROWS || use == Use.LARGE_ROWS;
    }

    /** Whether its rows go sooner or later, mostly those at the front. */
    boolean isQueue() {
        return use == Use.QUEUES || use == Use.PASSING_ROWS;
    }

    /** What of it is kept in memory before it is flushed. */
    long memtableBytes() {
        return use == Use.PASSING_ROWS ? PASSING_MEMTABLE_BYTES : MEMTABLE_BYTES;
    }

    boolean isCompressible() {
        return use != Use.CHECKSUMS;
    }

    /** What is read, checked and decompressed together. */
    int blockBytes() {
        return use == Use.LARGE_ROWS ? LARGE_BLOCK_BYTES : BLOCK_BYTES;
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
