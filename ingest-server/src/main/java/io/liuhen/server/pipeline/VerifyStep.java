package io.liuhen.server.pipeline;

import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Segments.Verification;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Reads a sealed file again from the disk and compares it with what was sealed. */
final class VerifyStep implements Step {
    static final String KIND = "verify";

    private final Segments segments;
    private final MediaReport reports;
    private final Custody custody;
    private final InstantSource clock;
    private final Metrics metrics;

    VerifyStep(Segments segments, MediaReport reports, Custody custody, InstantSource clock, Metrics metrics) {
        this.segments = segments;
        this.reports = reports;
        this.custody = custody;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Result run(SegmentRow segment, int priority) {
        Verification found = segments.verify(segment);
        Instant now = clock.instant();
        List<String> subjects = List.of(segment.id().toString());
        metrics.verified(segment.lengthBytes(), found instanceof Verification.Intact);
        if (found instanceof Verification.Damaged damaged) {
            return new Result.GiveUp(
                    damaged.finding(), FixityAlarm.facts(reports, custody, clock, segment, damaged.finding()));
        }
        return new Result.Done(Facts.of(reports.next(
                        MediaReport.VERIFICATION,
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
