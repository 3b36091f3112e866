package io.liuhen.server.pipeline;

import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Segments.Verification;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.verify.Damage;
import io.liuhen.storage.verify.Damage.Kind;
import java.time.InstantSource;

/** Reads a sealed file again from the disk and compares it with what was sealed. */
final class VerifyStep implements Step {
    static final String KIND = "verify";

    private final Segments segments;
    private final FixityFacts facts;
    private final InstantSource clock;
    private final Metrics metrics;

    VerifyStep(Segments segments, FixityFacts facts, InstantSource clock, Metrics metrics) {
        this.segments = segments;
        this.facts = facts;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Result run(SegmentRow segment, Work work) {
        Verification found;
        try {
            found = segments.verify(segment, () -> !work.isWanted());
        } catch (StorageException e) {
            // The disk, and not the bytes: after some tries it stands there as unreadable, until somebody asks again.
            String reason = String.valueOf(e.getMessage());
            return new Result.TryAgain(reason, facts.damaged(segment, new Damage(Kind.UNREADABLE, reason)));
        }
        metrics.fixityChecked(segment.lengthBytes());
        if (found instanceof Verification.Damaged damaged) {
            // Asked after the damage was seen: files are deleted after the segment is.
            if (segments.find(segment.id()).isEmpty()) {
                return new Result.GiveUp("the segment is gone", Facts.none());
            }
            metrics.fixityFailure(damaged.damage().kind().toString());
            return new Result.GiveUp(damaged.finding(), facts.damaged(segment, damaged.damage()));
        }
        return new Result.Done(facts.intact(segment)
                .and(Facts.of(new NewJob(new JobKey(ProbeStep.KIND, segment.id()), work.priority(), clock.instant()))));
    }
}
