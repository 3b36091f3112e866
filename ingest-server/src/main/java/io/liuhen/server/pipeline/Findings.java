package io.liuhen.server.pipeline;

import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Records;
import io.liuhen.storage.index.Term;

/** How much stands wrong now. Thread-safe; blocks on the disk. */
public final class Findings {
    private final Records records;
    private final Term finding;

    public Findings(Records records, String unit) {
        this.records = records;
        this.finding = new Terms(unit).of(FixityFacts.FINDING);
    }

    /** Segments that are damaged or cannot be read. Counts by reading. */
    public int segments() {
        return count(SegmentReports.VERIFICATION);
    }

    /** Things in the vault that belong to no segment as they should. Counts by reading. */
    public int strays() {
        return count(StrayReports.KIND);
    }

    private int count(String kind) {
        return records.find(StrayReports.standing(kind, finding)).hits().size();
    }
}
