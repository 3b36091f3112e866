package io.liuhen.server.ingest;

import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Segments.Verification;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a segment in whose place a second copy need not be kept. What the index says of one is no proof that its bytes
 * are there: each is read again from its first to its last byte before the copy that has just come is let go for it.
 * Thread-safe; stages complete on storage threads.
 */
final class Twins {
    private static final Logger LOG = LoggerFactory.getLogger(Twins.class);
    private static final int TWINS_MAX = 16;

    private final Records records;
    private final Segments segments;
    private final SegmentReports reports;

    Twins(Records records, Segments segments) {
        this.records = records;
        this.segments = segments;
        this.reports = new SegmentReports(records);
    }

    /**
     * What was found.
     *
     * @param intact one whose every byte was read just now; empty if there is none
     * @param doubtful those that were not what was sealed, or could not be read
     */
    record Found(Optional<SegmentRow> intact, List<SegmentId> doubtful) {
        /** There is no other. */
        static Found none() {
            return new Found(Optional.empty(), List.of());
        }
    }

    /** Reads segments with this term until one is intact. Blocks on the index, not for the reading. */
    CompletionStage<Found> find(Term same) {
        List<SegmentRow> candidates = records.find(SegmentTerms.query(same, TWINS_MAX)).hits().stream()
                .flatMap(hit -> SegmentId.parse(hit.id()).stream())
                // A second copy of what has been found damaged may be the only good one.
                .filter(id -> !reports.damaged(id))
                .flatMap(id -> segments.find(id).stream())
                .toList();
        return firstIntact(candidates.iterator(), new ArrayList<>());
    }

    private CompletionStage<Found> firstIntact(Iterator<SegmentRow> candidates, List<SegmentId> doubtful) {
        if (!candidates.hasNext()) {
            return CompletableFuture.completedFuture(new Found(Optional.empty(), doubtful));
        }
        SegmentRow next = candidates.next();
        return segments.compare(next)
                .handle((found, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "segment {} cannot be read; its second copy is kept: {}",
                                next.id(),
                                failure.getMessage());
                        return false;
                    }
                    return found instanceof Verification.Intact;
                })
                .thenCompose(intact -> {
                    if (intact) {
                        return CompletableFuture.completedFuture(new Found(Optional.of(next), doubtful));
                    }
                    doubtful.add(next.id());
                    return firstIntact(candidates, doubtful);
                });
    }
}
