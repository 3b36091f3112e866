package io.liuhen.server.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.MediaKind;
import io.liuhen.server.media.MediaOutcome;
import io.liuhen.server.media.MediaWorkers;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Learns what the media are, and asks for the files that can be made of them. */
final class ProbeStep implements Step {
    static final String KIND = "probe";

    private final Segments segments;
    private final MediaWorkers media;
    private final SegmentReports reports;
    private final Custody custody;
    private final Observing observing;
    private final InstantSource clock;
    private final Function<SegmentId, Facts> follows;

    /** @param follows what is to be committed with whatever is learnt of a segment */
    ProbeStep(
            Segments segments,
            MediaWorkers media,
            SegmentReports reports,
            Custody custody,
            Observing observing,
            InstantSource clock,
            Function<SegmentId, Facts> follows) {
        this.segments = segments;
        this.media = media;
        this.reports = reports;
        this.custody = custody;
        this.observing = observing;
        this.clock = clock;
        this.follows = follows;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Result run(SegmentRow segment, Work work) {
        MediaOutcome<MediaFacts> outcome;
        try (SegmentSource source = new SegmentSource(segments.open(segment))) {
            outcome = media.probe(source);
        }
        if (outcome instanceof MediaOutcome.Done<MediaFacts> done) {
            return new Result.Done(found(segment, done.value(), work.priority()));
        }
        if (outcome instanceof MediaOutcome.Refused<MediaFacts> refused) {
            return new Result.GiveUp(
                    refused.detail(), notDecodable(segment, refused.reason().code(), refused.detail()));
        }
        MediaOutcome.Lost<MediaFacts> lost = (MediaOutcome.Lost<MediaFacts>) outcome;
        return new Result.TryAgain(
                lost.detail(), notDecodable(segment, "worker_" + lost.cause().code(), lost.detail()));
    }

    private Facts found(SegmentRow segment, MediaFacts facts, int priority) {
        Instant now = clock.instant();
        ObjectNode report = SegmentReports.done();
        report.set("facts", MediaJson.write(facts));
        report.set("clocks", MediaJson.clocks(facts));
        report.set("places", MediaJson.places(facts));
        Facts learnt = observing.addTo(report, segment, facts);
        ObjectNode entry = CanonicalJson.object()
                .put("kind", facts.kind().name().toLowerCase(Locale.ROOT))
                .put("format", facts.format())
                .put("durationMicros", facts.durationMicros());
        Facts together = Facts.of(reports.next(SegmentReports.MEDIA, segment.id(), now, report))
                .and(follows.apply(segment.id()))
                .and(Facts.of(custody.entry(
                        Deed.PROBED, Actor.server(), List.of(segment.id().toString()), entry)))
                .and(learnt);
        if (facts.kind() != MediaKind.AUDIO) {
            together = together.and(Facts.of(new NewJob(new JobKey(PosterStep.KIND, segment.id()), priority, now)));
        }
        if (facts.kind() != MediaKind.PHOTO) {
            together = together.and(Facts.of(new NewJob(new JobKey(ProxyStep.KIND, segment.id()), priority, now)));
        }
        return together;
    }

    private Facts notDecodable(SegmentRow segment, String code, String detail) {
        Instant now = clock.instant();
        return Facts.of(reports.next(
                        SegmentReports.MEDIA, segment.id(), now, SegmentReports.failed("failed", code, detail)))
                .and(follows.apply(segment.id()))
                .and(Facts.of(custody.entry(
                        Deed.NOT_PROXIED,
                        Actor.server(),
                        List.of(segment.id().toString()),
                        CanonicalJson.object().put("code", code))));
    }
}
