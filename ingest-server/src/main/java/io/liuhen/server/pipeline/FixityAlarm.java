package io.liuhen.server.pipeline;

import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.verify.Damage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once, loudly and for the record, that an original is not what was sealed. Thread-safe; blocks on the disk. */
public final class FixityAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(FixityAlarm.class);
    private static final int TRIES_MAX = 8;

    private final Records records;
    private final Segments segments;
    private final FixityFacts facts;
    private final Metrics metrics;

    public FixityAlarm(Records records, Segments segments, FixityFacts facts, Metrics metrics) {
        this.records = records;
        this.segments = segments;
        this.facts = facts;
        this.metrics = metrics;
    }

    /** Records what somebody came across, unless the segment is known to be damaged already, or is there no more. */
    public void raise(SegmentRow segment, Damage damage) {
        raise(segment, damage, records::record);
    }

    /**
     * As {@link #raise(SegmentRow, Damage)}.
     *
     * @param record makes facts true, in whatever way the caller does; with no facts where nothing is new
     */
    void raise(SegmentRow segment, Damage damage, Function<Facts, Commit> record) {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            // Asked after the damage was seen: files are deleted after the segment is.
            if (segments.find(segment.id()).isEmpty()) {
                return;
            }
            boolean known = facts.isKnown(segment.id(), damage);
            Commit commit = record.apply(known ? Facts.none() : facts.damaged(segment, damage));
            if (commit instanceof Commit.Done && !known) {
                LOG.error("segment {} is damaged: {}", segment.id(), damage.finding());
                metrics.fixityFailure(damage.kind().toString());
            }
            if (!(commit instanceof Commit.Conflict)) {
                return;
            }
            // Another report of the same segment was recorded in the same moment.
        }
        LOG.error("segment {} is damaged: {}", segment.id(), damage.finding());
        LOG.error("the finding about segment {} could not be recorded", segment.id());
    }
}
