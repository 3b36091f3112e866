package io.liuhen.server.pipeline;

import io.liuhen.server.custody.Custody;
import io.liuhen.server.media.MediaWorkers;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.Derivatives;
import io.liuhen.storage.Segments;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

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
     * @param media the workers that decode; without them media jobs wait until a server with workers comes
     */
    public static Steps all(
            Segments segments,
            Derivatives derivatives,
            Optional<MediaWorkers> media,
            SegmentReports reports,
            FixityFacts fixity,
            Custody custody,
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
                        new ProbeStep(segments, media.get(), reports, custody, observing, clock),
                        DeriveStep.poster(deriving)),
                List.of(DeriveStep.proxy(deriving, observing)));
    }
}
