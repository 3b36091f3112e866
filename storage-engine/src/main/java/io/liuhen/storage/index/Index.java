package io.liuhen.storage.index;

import io.liuhen.storage.format.Sha256;
import java.util.Optional;

/** The truth, in eight parts over one transactional store. Thread-safe. */
public interface Index extends AutoCloseable {
    /** Uploads and the segments that they become. */
    UploadIndex uploads();

    /** Versioned documents and how to find them. */
    DocumentIndex documents();

    /** Durable jobs. */
    JobIndex jobs();

    /** Entries on their way into the ledger, and where they are in it. */
    EntryIndex entries();

    /** Committed changes that the journal files do not hold yet. */
    JournalIndex journal();

    /** How long segments must stay, and how they go. */
    DisposalIndex disposals();

    /** When segments were last read again. */
    FixityIndex fixity();

    /** When open uploads are to be looked at again. */
    RestIndex rests();

    /** Which store this index belongs to; empty until it was bound to one. */
    Optional<Sha256> store();

    /** Binds the index to a store, durably. */
    void bind(Sha256 store);

    /** Which contents of the file {@code GENERATION} this index goes with; empty before the first one. */
    Optional<Generations> generations();

    /** Says that a generation begins, durably. The file is written afterwards. */
    void enter(Generations generations);

    /**
     * Reads all that is stored and compares it with checksums of the index's own, where it keeps any.
     *
     * @throws io.liuhen.storage.disk.StorageException {@code CORRUPT} if one does not hold
     */
    default void verify() {}

    /** Closes the store. No operation may be under way or follow. */
    @Override
    void close();
}
