package io.liuhen.storage.index;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One entry for the ledger. Opaque to the engine but for its two parts.
 *
 * @param subjects what it can be found by, such as ids
 * @param leaf what the Merkle tree hashes, for ever; it must not hold anything that may have to be forgotten
 * @param details what may have to be forgotten one day; the leaf holds a salted commitment to it
 */
public record LedgerEntry(List<String> subjects, ObjectNode leaf, ObjectNode details) {
    /** Copies the list. Refuses the zero character in subjects, which separates the parts of a key. */
    public LedgerEntry {
        subjects = List.copyOf(subjects);
        if (subjects.stream().anyMatch(subject -> subject.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("a subject with a zero character");
        }
    }
}
