package io.liuhen.server.pipeline;

import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Segments.Verification;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Reads a sealed file again from the disk and compares it with what was sealed. */
final class VerifyStep implements Step {
    static final String KIND = "verify";

    private final Segments segments;
    private final SegmentReports reports;
    private final Custody custody;
    private final InstantSource clock;
    private final Metrics metrics;
    private final BooleanSupplier cancelled;

    VerifyStep(
            Segments segments,
            SegmentReports reports,
            Custody custody,
            InstantSource clock,
            Metrics metrics,
            BooleanSupplier cancelled) {
        this.segments = segments;
        this.reports = reports;
        this.custody = custody;
        this.clock = clock;
        this.metrics = metrics;
        this.cancelled = cancelled;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Result run(SegmentRow segment, int priority) {
        Verification found;
        Instant now = clock.instant();
        try {
            found = segments.verify(segment, cancelled);
        } catch (StorageException e) {
            // The disk, and not the bytes: after some tries it stands there as unreadable, until somebody asks again.
            String reason = String.valueOf(e.getMessage());
            return new Result.TryAgain(
                    reason,
                    Facts.of(reports.next(
                            SegmentReports.VERIFICATION,
                            segment.id(),
                            now,
                            SegmentReports.failed("unreadable", "unreadable", reason))));
        }
        List<String> subjects = List.of(segment.id().toString());
        metrics.verified(segment.lengthBytes(), found instanceof Verification.Intact);
        if (found instanceof Verification.Damaged damaged) {
            return new Result.GiveUp(
                    damaged.finding(), FixityAlarm.facts(reports, custody, clock, segment, damaged.finding()));
        }
        return new Result.Done(Facts.of(reports.next(
                        SegmentReports.VERIFICATION,
                        segment.id(),
                        now,
                        CanonicalJson.object().put("state", "verified")))
                .and(Facts.of(custody.entry(
                        Deed.VERIFIED,
                        Actor.server(),
                        subjects,
                        CanonicalJson.object().put("sha256", segment.sha256().toString()))))
                .and(Facts.of(new NewJob(new JobKey(ProbeStep.KIND, segment.id()), priority, now))));
    }
}
