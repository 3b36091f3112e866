package io.liuhen.server.pipeline;

import io.liuhen.server.custody.Custody;
import io.liuhen.server.media.MediaWorkers;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.Derivatives;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The steps of both lanes.
 *
 * @param light short ones, in the order in which they are preferred
 * @param heavy long ones
 */
public record Steps(List<Step> light, List<Step> heavy) {
    /**
     * All steps.
     *
     * @param wanted which copies for viewing are wanted, and what they are like
     * @param media the workers that decode; without them media jobs wait until a server with workers comes
     * @param follows what is to be committed with whatever probing learns of a segment
     */
    public static Steps all(
            Segments segments,
            Derivatives derivatives,
            Optional<MediaWorkers> media,
            Wanted wanted,
            SegmentReports reports,
            FixityFacts fixity,
            Custody custody,
            Function<SegmentId, Facts> follows,
            Observing observing,
            InstantSource clock,
            Metrics metrics) {
        Step verify = new VerifyStep(segments, fixity, clock, metrics);
        if (media.isEmpty()) {
            return new Steps(List.of(verify), List.of());
        }
        Deriving deriving = new Deriving(segments, derivatives, media.get(), reports, custody, clock);
        return new Steps(
                List.of(
                        verify,
                        new ProbeStep(segments, media.get(), reports, custody, observing, clock, follows),
                        new PosterStep(deriving)),
                List.of(
                        new CopyStep(
                                deriving,
                                wanted.profiles(),
                                wanted.copies(),
                                wanted.redactions(),
                                wanted.records(),
                                wanted.lettering()),
                        new ProxyStep(
                                deriving,
                                wanted.profiles(),
                                wanted.wishes(),
                                wanted.captions(),
                                wanted.lettering(),
                                observing)));
    }
}
