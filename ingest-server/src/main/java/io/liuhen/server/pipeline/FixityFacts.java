package io.liuhen.server.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.verify.Damage;
import io.liuhen.storage.verify.Damage.Kind;
import java.time.InstantSource;
import java.util.List;

/**
 * What becomes true when a segment was read again: its report, and an entry of the custody log. A report of damage is
 * found by the term {@link #FINDING} until a later one takes its place. Thread-safe; blocks on the disk.
 */
public final class FixityFacts {
    /** The term of everything that stands wrong now. */
    static final String FINDING = "finding";

    private final SegmentReports reports;
    private final Custody custody;
    private final InstantSource clock;
    private final Terms terms;

    public FixityFacts(SegmentReports reports, Custody custody, InstantSource clock, String unit) {
        this.reports = reports;
        this.custody = custody;
        this.clock = clock;
        this.terms = new Terms(unit);
    }

    /** The state that a report gives to damage of this kind. */
    private static String state(Kind kind) {
        return kind == Kind.UNREADABLE ? SegmentReports.UNREADABLE : SegmentReports.MISMATCH;
    }

    /** What the newest report calls the segment; empty where there is none. */
    private String known(SegmentId id) {
        return reports.find(SegmentReports.VERIFICATION, id)
                .map(report -> report.path("state").asText())
                .orElse("");
    }

    /** Whether it stands there already that the segment is damaged in this way, or worse. */
    boolean isKnown(SegmentId id, Damage damage) {
        String known = known(id);
        return known.equals(SegmentReports.MISMATCH) || known.equals(state(damage.kind()));
    }

    /** Whether it stands there already that the segment is intact. */
    boolean isKnownIntact(SegmentId id) {
        return known(id).equals(SegmentReports.VERIFIED);
    }

    /** The segment is not what was sealed, or cannot be read. */
    Facts damaged(SegmentRow segment, Damage damage) {
        return Facts.of(unreadable(segment, damage, damage.kind() == Kind.UNREADABLE ? "unreadable" : "damaged"))
                .and(Facts.of(custody.entry(
                        damage.kind() == Kind.UNREADABLE ? Deed.UNREADABLE : Deed.DAMAGED,
                        Actor.server(),
                        List.of(segment.id().toString()),
                        CanonicalJson.object()
                                .put("kind", damage.kind().toString())
                                .put("finding", damage.finding()))));
    }

    private io.liuhen.storage.index.Document unreadable(SegmentRow segment, Damage damage, String code) {
        return reports.next(
                SegmentReports.VERIFICATION,
                segment.id(),
                clock.instant(),
                SegmentReports.failed(state(damage.kind()), code, damage.finding()),
                List.of(terms.of(FINDING)));
    }

    /** Every byte is as it was sealed; where something else stood there before, the entry says what. */
    Facts intact(SegmentRow segment) {
        String before = known(segment.id());
        ObjectNode facts = CanonicalJson.object().put("sha256", segment.sha256().toString());
        if (!before.isEmpty() && !before.equals(SegmentReports.VERIFIED)) {
            facts.put("after", before);
        }
        return Facts.of(reports.next(
                        SegmentReports.VERIFICATION,
                        segment.id(),
                        clock.instant(),
                        CanonicalJson.object().put("state", SegmentReports.VERIFIED)))
                .and(Facts.of(custody.entry(
                        Deed.VERIFIED, Actor.server(), List.of(segment.id().toString()), facts)));
    }
}
