package io.liuhen.server.ingest;

import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.SegmentReader;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Segments.Verification;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a second copy, which is here and right, may be let go for a segment, found out while its client waits. What can be
 * read soon is read whole. For what is longer, or cannot be read in time, the last verification speaks if it is of this very
 * day, and if both ends can be read: enough for a client that has not heard its answer and sends again; where it is older,
 * the copy in hand is worth more than a word about the other one. Thread-safe.
 */
final class BoundedLook {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedLook.class);
    private static final Duration FRESH = Duration.ofDays(1);

    private final Segments segments;
    private final SegmentReports reports;
    private final InstantSource clock;
    private final Executor workers;
    private final long readNowBytesMax;
    private final Duration readNowMax;

    /**
     * Looks at segments of a store.
     *
     * @param readNowBytesMax the longest segment that is read whole
     * @param readNowMax how long that may take
     */
    BoundedLook(
            Segments segments,
            SegmentReports reports,
            InstantSource clock,
            Executor workers,
            long readNowBytesMax,
            Duration readNowMax) {
        this.segments = segments;
        this.reports = reports;
        this.clock = clock;
        this.workers = workers;
        this.readNowBytesMax = readNowBytesMax;
        this.readNowMax = readNowMax;
    }

    /** What was found. */
    enum Sight {
        /** Its bytes are right. */
        SOUND,
        /** They are not, or cannot be read. */
        DOUBTFUL,
        /** That cannot be told now. */
        UNKNOWN
    }

    /** Looks at one. */
    CompletionStage<Sight> at(SegmentRow segment) {
        if (segment.lengthBytes() > readNowBytesMax) {
            return CompletableFuture.supplyAsync(() -> onRecord(segment), workers);
        }
        return segments.compare(segment)
                .handle((found, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "segment {} cannot be read; its second copy is kept: {}",
                                segment.id(),
                                failure.getMessage());
                    }
                    return found instanceof Verification.Intact ? Sight.SOUND : Sight.DOUBTFUL;
                })
                .toCompletableFuture()
                .completeOnTimeout(Sight.UNKNOWN, readNowMax.toMillis(), TimeUnit.MILLISECONDS)
                .thenCompose(sight -> sight == Sight.UNKNOWN
                        ? CompletableFuture.supplyAsync(() -> onRecord(segment), workers)
                        : CompletableFuture.completedFuture(sight));
    }

    private Sight onRecord(SegmentRow segment) {
        return verifiedToday(segment.id()) ? ends(segment) : Sight.UNKNOWN;
    }

    /** A time to come is that of a clock which was ahead, and says nothing. */
    private boolean verifiedToday(SegmentId id) {
        Instant now = clock.instant();
        return reports.find(SegmentReports.VERIFICATION, id)
                .filter(report -> report.path("state").asText().equals(SegmentReports.VERIFIED))
                .flatMap(report -> instant(report.path("at").asText()))
                .filter(at -> !at.isAfter(now) && at.isAfter(now.minus(FRESH)))
                .isPresent();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Sight ends(SegmentRow segment) {
        try (SegmentReader reader = segments.open(segment)) {
            boolean legible = reader.view(0, 1).hasRemaining()
                    && reader.view(segment.lengthBytes() - 1, 1).hasRemaining();
            return legible ? Sight.SOUND : Sight.DOUBTFUL;
        } catch (StorageException e) {
            LOG.warn("segment {} cannot be read; its second copy is kept: {}", segment.id(), e.getMessage());
            return Sight.DOUBTFUL;
        }
    }
}
