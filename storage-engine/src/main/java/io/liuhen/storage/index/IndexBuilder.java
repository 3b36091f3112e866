package io.liuhen.storage.index;

import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import java.util.List;
import java.util.Optional;

/**
 * An index in the making, filled from a store's files. Whatever is told twice is there once, so a builder that died goes
 * on where it was, or a little before. Nothing counts before {@link #complete}. Confined to one thread; blocks.
 */
public interface IndexBuilder extends AutoCloseable {
    /** What a builder has noted about its progress last; empty at the beginning. */
    Optional<String> note();

    /** Notes progress. Whatever was told before is kept at least as well as the note. */
    void note(String progress);

    /**
     * One record of the journal, in the order of the files, in which a version may stand before an earlier one.
     *
     * @param end where the record ends
     * @return documents that are there already, in the same version and with another content: the first one counts
     */
    List<Document> documents(List<Document> documents, long end);

    /** How far the journal was told; 0 at the beginning. */
    long journalEnd();

    /** A sealed segment with all of its blocks, and the jobs that it waits for. */
    void segment(SegmentRow segment, BlockChecksums blocks, List<NewJob> jobs);

    /** A segment that was disposed of, and of which files may still be there. */
    void unfinishedDisposal(SegmentId id);

    /** An upload that takes no bytes any more. */
    void closedUpload(UploadRow upload);

    /** A job, unless it waits already. */
    void job(NewJob job);

    /** Entries of the ledger with the tree that covers them; {@link EntryIndex.Place#ticket} has no meaning. */
    void entries(List<EntryIndex.Place> places, EntryIndex.Tree tree);

    /** The tree as it was told last. */
    EntryIndex.Tree tree();

    /** Documents as they were told so far. Reading only. */
    DocumentIndex documents();

    /** Uploads and segments as they were told so far. Reading only. */
    UploadIndex uploads();

    /** Ids of documents of a kind, in their order, after the given one. */
    List<String> ids(String kind, Optional<String> after, int limit);

    /** Documents of which a version is missing that came before others; at most so many. Reads all of them. */
    List<DocumentKey> incomplete(int limit);

    /**
     * Binds the index to its store and makes everything durable.
     *
     * @param generations with which contents of the file {@code GENERATION} it goes
     */
    void complete(Sha256 store, Generations generations);

    @Override
    void close();
}
