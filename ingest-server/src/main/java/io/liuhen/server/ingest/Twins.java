package io.liuhen.server.ingest;

import io.liuhen.server.ingest.BoundedLook.Sight;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.records.Soundness;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Segments.Verification;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a segment in whose place a second copy need not be kept. What the index says of one is no proof that its bytes
 * are there: before the copy that has just come is let go for one, that is read again from its first to its last byte, or, if
 * it is long and a client waits, was on this day ({@link BoundedLook}).
 * Thread-safe; stages complete on storage threads.
 */
final class Twins {
    private static final Logger LOG = LoggerFactory.getLogger(Twins.class);
    private static final int TWINS_MAX = 16;

    private final Records records;
    private final Segments segments;
    private final SegmentReports reports;
    private final BoundedLook soon;

    Twins(Records records, Segments segments, InstantSource clock, Executor workers) {
        this.records = records;
        this.segments = segments;
        this.reports = new SegmentReports(records);
        this.soon = new BoundedLook(
                segments,
                reports,
                clock,
                workers,
                Soundness.READ_NOW_BYTES_MAX,
                Duration.ofSeconds(Soundness.READ_NOW_SECONDS_MAX));
    }

    /**
     * What was found.
     *
     * @param intact one whose bytes are right; empty if there is none that is known for
     * @param doubtful those that were not what was sealed, or could not be read
     */
    record Found(Optional<SegmentRow> intact, List<SegmentId> doubtful) {
        /** There is no other. */
        static Found none() {
            return new Found(Optional.empty(), List.of());
        }
    }

    /**
     * Looks at segments with this term until one is sound, while a client waits: only what can be read soon is read whole.
     * Blocks on the index, not for the reading.
     */
    CompletionStage<Found> find(Term same) {
        return firstSound(candidates(same), soon::at, new ArrayList<>());
    }

    /** Reads segments with this term, however long that takes, until one is intact. Blocks on the index only. */
    CompletionStage<Found> findReadWhole(Term same) {
        return firstSound(candidates(same), this::readWhole, new ArrayList<>());
    }

    private Iterator<SegmentRow> candidates(Term same) {
        return records.find(SegmentTerms.query(same, TWINS_MAX)).hits().stream()
                .flatMap(hit -> SegmentId.parse(hit.id()).stream())
                // A second copy of what has been found damaged may be the only good one.
                .filter(id -> !reports.damaged(id))
                .flatMap(id -> segments.find(id).stream())
                .toList()
                .iterator();
    }

    private CompletionStage<Sight> readWhole(SegmentRow segment) {
        return segments.compare(segment).handle((found, failure) -> {
            if (failure != null) {
                LOG.warn("segment {} cannot be read; its second copy is kept: {}", segment.id(), failure.getMessage());
            }
            return found instanceof Verification.Intact ? Sight.SOUND : Sight.DOUBTFUL;
        });
    }

    private static CompletionStage<Found> firstSound(
            Iterator<SegmentRow> candidates,
            Function<SegmentRow, CompletionStage<Sight>> look,
            List<SegmentId> doubtful) {
        if (!candidates.hasNext()) {
            return CompletableFuture.completedFuture(new Found(Optional.empty(), doubtful));
        }
        SegmentRow next = candidates.next();
        return look.apply(next).thenCompose(sight -> {
            if (sight == Sight.SOUND) {
                return CompletableFuture.completedFuture(new Found(Optional.of(next), doubtful));
            }
            if (sight == Sight.DOUBTFUL) {
                doubtful.add(next.id());
            }
            return firstSound(candidates, look, doubtful);
        });
    }
}
