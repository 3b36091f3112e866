package io.liuhen.storage.rebuild;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import java.util.List;

/**
 * What a rebuild has found and done.
 *
 * @param segments segments of the vault that the new index has
 * @param disposed segments that were disposed of and have files in the vault still; the next opening deletes them
 * @param entries entries of the ledger
 * @param root the root of the ledger's tree
 * @param sealsFinished seals that had been under way, whose bytes were all there
 * @param lostUploads uploads that were not sealed and have bytes in staging; those are kept
 * @param findings what a person must look at, one sentence each; at most {@link #FINDINGS_MAX} of them
 * @param findingCount how many there are
 * @param formerIndex where the former index is kept; empty if there was none
 */
public record RebuildReport(
        long segments,
        long disposed,
        long entries,
        Sha256 root,
        List<SegmentId> sealsFinished,
        List<SegmentId> lostUploads,
        List<String> findings,
        long findingCount,
        String formerIndex) {
    /** More findings than this are only counted. */
    public static final int FINDINGS_MAX = 1000;

    /** Copies the lists. */
    public RebuildReport {
        sealsFinished = List.copyOf(sealsFinished);
        lostUploads = List.copyOf(lostUploads);
        findings = List.copyOf(findings);
    }
}
