package io.liuhen.storage.check;

/**
 * What was looked at.
 *
 * @param segments segments in the vault
 * @param contentBytes bytes of originals that were read
 * @param documents versions of documents in the journal
 * @param entries entries of the ledger
 * @param root root of the tree over all leaves, 64 hexadecimal digits; to be compared with one that was noted elsewhere
 * @param indexCompared whether the index could be compared with the files
 */
public record CheckSummary(
        long segments, long contentBytes, long documents, long entries, String root, boolean indexCompared) {}
