package io.liuhen.server.pipeline;

import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once, loudly and for the record, that an original is not what was sealed. Thread-safe; blocks on the disk. */
public final class FixityAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(FixityAlarm.class);
    private static final int TRIES_MAX = 8;

    private final Records records;
    private final SegmentReports reports;
    private final Custody custody;
    private final InstantSource clock;
    private final Metrics metrics;

    public FixityAlarm(Records records, SegmentReports reports, Custody custody, InstantSource clock, Metrics metrics) {
        this.records = records;
        this.reports = reports;
        this.custody = custody;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Records a finding, unless the segment is known to be damaged already. */
    public void raise(SegmentRow segment, String finding) {
        LOG.error("segment {} is damaged: {}", segment.id(), finding);
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            if (reports.damaged(segment.id())) {
                return;
            }
            if (records.record(facts(reports, custody, clock, segment, finding)) instanceof Commit.Done) {
                metrics.verified(0, false);
                return;
            }
            // Another report of the same segment was recorded in the same moment.
        }
        LOG.error("the finding about segment {} could not be recorded", segment.id());
    }

    /** What a finding makes true. */
    static Facts facts(
            SegmentReports reports, Custody custody, InstantSource clock, SegmentRow segment, String finding) {
        return Facts.of(reports.next(
                        SegmentReports.VERIFICATION,
                        segment.id(),
                        clock.instant(),
                        SegmentReports.failed(SegmentReports.MISMATCH, "damaged", finding)))
                .and(Facts.of(custody.entry(
                        Deed.DAMAGED,
                        Actor.server(),
                        List.of(segment.id().toString()),
                        CanonicalJson.object().put("finding", finding))));
    }
}
