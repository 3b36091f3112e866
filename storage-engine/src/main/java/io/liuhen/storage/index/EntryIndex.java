package io.liuhen.storage.index;

import io.liuhen.storage.format.Sha256;
import java.util.List;
import java.util.Optional;

/** Entries that were committed and wait for their number, and the places of those that have one. */
public interface EntryIndex {
    /** Entries without a number, in an order that respects cause and effect. */
    List<Pending> pending(int limit);

    /**
     * Records that entries are durable in the ledger's files, and the tree that now covers them. They are pending no
     * more.
     */
    void sequenced(List<Place> places, Tree tree);

    /** The tree as it was last recorded. */
    Tree tree();

    /** Where entries about this subject are, in order, from this number on. */
    List<Place> about(String subject, long fromNumber, int limit);

    /** Where an entry is. */
    Optional<Place> place(long number);

    /**
     * An entry without a number.
     *
     * @param ticket orders pending entries; has no other meaning
     */
    record Pending(long ticket, LedgerEntry entry) {}

    /**
     * Where an entry is in the ledger's files.
     *
     * @param ticket the pending entry that this number was given to
     * @param number from 0, without gaps: its leaf's place in the tree
     */
    record Place(long ticket, long number, List<String> subjects, long leafPosition, long detailsPosition) {}

    /**
     * The state of an RFC 6962 Merkle tree.
     *
     * @param sizeLeaves how many leaves it covers
     * @param leavesEnd where its leaves end in the ledger's files; what follows there was never committed
     * @param detailsEnd the same for the details
     * @param frontier the roots of its complete subtrees, largest first
     */
    record Tree(long sizeLeaves, long leavesEnd, long detailsEnd, List<Sha256> frontier) {
        /** A tree without leaves. */
        public static Tree empty() {
            return new Tree(0, 0, 0, List.of());
        }
    }
}
