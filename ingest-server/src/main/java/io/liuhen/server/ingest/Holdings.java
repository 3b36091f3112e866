package io.liuhen.server.ingest;

import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Records;
import io.liuhen.storage.SegmentReader;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Segments.Verification;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.SegmentRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the sealed segment in whose place a file need not be sent. Whoever hears of one may forget his copy, so what the
 * index says is not enough: its bytes have been verified since the seal, or are read now, whole; and in any case the
 * original is there, has its length, and can be read at both ends. Thread-safe.
 */
final class Holdings {
    private static final Logger LOG = LoggerFactory.getLogger(Holdings.class);
    private static final int CANDIDATES_MAX = 32;

    /** A client waits meanwhile. What is longer is taken again as long as nobody has verified it. */
    private static final long READ_NOW_BYTES_MAX = 256L << 20;

    private static final long READ_NOW_SECONDS_MAX = 10;

    private final IngestConfig config;
    private final Records records;
    private final Segments segments;
    private final SegmentReports reports;
    private final Terms terms;
    private final Executor workers;

    Holdings(IngestConfig config, EngineAccess engine, Executor workers) {
        this.config = config;
        this.records = engine.records();
        this.segments = engine.segments();
        this.reports = new SegmentReports(engine.records());
        this.terms = new Terms(config.unit());
        this.workers = workers;
    }

    /**
     * Segments of the bytes that a creation declares, as far as its sender may be told of them; none where it declares none,
     * or where there is nothing to be spared. Blocks on the index.
     */
    List<SegmentRow> candidates(NewUpload wanted, Reach reach) {
        Optional<Sha256> declared = wanted.declaredSha256();
        boolean sent = !wanted.concatenation().isPartial()
                && !wanted.concatenation().isFinal()
                && wanted.lengthBytes().orElse(1) > 0;
        if (declared.isEmpty() || !sent) {
            return List.of();
        }
        return records
                .find(SegmentTerms.query(terms.of("sha256", declared.get().toString()), CANDIDATES_MAX))
                .hits()
                .stream()
                .flatMap(hit -> SegmentId.parse(hit.id()).stream())
                .filter(id -> reach.mayBeTold(wanted.protocol(), id))
                .flatMap(id -> segments.find(id).stream())
                .filter(segment -> answers(wanted, segment))
                .toList();
    }

    private boolean answers(NewUpload wanted, SegmentRow segment) {
        return segment.kind() == SegmentKind.COMPLETE
                && wanted.lengthBytes().orElse(segment.lengthBytes()) == segment.lengthBytes()
                // What anybody could have stored is no evidence in the place of what a known sender brings.
                && (config.trial() || !Attributes.of(segment.attributes()).trial());
    }

    /** The first of these whose bytes are right, and those before it that seem to be not. */
    CompletionStage<Twins.Found> firstSound(List<SegmentRow> candidates) {
        return firstSound(candidates.iterator(), new ArrayList<>());
    }

    private CompletionStage<Twins.Found> firstSound(Iterator<SegmentRow> candidates, List<SegmentId> doubtful) {
        if (!candidates.hasNext()) {
            return CompletableFuture.completedFuture(new Twins.Found(Optional.empty(), doubtful));
        }
        SegmentRow next = candidates.next();
        return CompletableFuture.supplyAsync(() -> state(next), workers)
                .thenCompose(state -> switch (state) {
                    case SegmentReports.VERIFIED -> legible(next);
                    case "" -> readNow(next);
                    // Known already not to be right, or not to be readable: nobody needs to be told again.
                    default -> CompletableFuture.completedFuture(Optional.empty());
                })
                .thenCompose(sound -> {
                    if (sound.equals(Optional.of(true))) {
                        return CompletableFuture.completedFuture(new Twins.Found(Optional.of(next), doubtful));
                    }
                    sound.ifPresent(no -> doubtful.add(next.id()));
                    return firstSound(candidates, doubtful);
                });
    }

    private String state(SegmentRow segment) {
        return reports.find(SegmentReports.VERIFICATION, segment.id())
                .map(report -> report.path("state").asText())
                .orElse("");
    }

    /**
     * Whether a segment may be told of to the device that has sent it: it heard so before, with its last byte. Blocks on the
     * disk.
     */
    boolean mayBeRepeated(SegmentRow segment) {
        String state = state(segment);
        return (state.isEmpty() || state.equals(SegmentReports.VERIFIED)) && canBeRead(segment);
    }

    private CompletionStage<Optional<Boolean>> legible(SegmentRow segment) {
        return CompletableFuture.supplyAsync(() -> Optional.of(canBeRead(segment)), workers);
    }

    /** Whether both ends are what was sealed; what has been cut off, replaced or deleted shows there. */
    private boolean canBeRead(SegmentRow segment) {
        if (segment.lengthBytes() == 0) {
            return true;
        }
        try (SegmentReader reader = segments.open(segment)) {
            return reader.view(0, 1).hasRemaining()
                    && reader.view(segment.lengthBytes() - 1, 1).hasRemaining();
        } catch (StorageException e) {
            LOG.warn("segment {} cannot be read; its file is taken again: {}", segment.id(), e.getMessage());
            return false;
        }
    }

    /** Empty where it cannot be told in time. */
    private CompletionStage<Optional<Boolean>> readNow(SegmentRow segment) {
        if (segment.lengthBytes() > READ_NOW_BYTES_MAX) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return segments.compare(segment)
                .handle((found, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "segment {} cannot be read; its file is taken again: {}",
                                segment.id(),
                                failure.getMessage());
                    }
                    return Optional.of(found instanceof Verification.Intact);
                })
                .toCompletableFuture()
                .completeOnTimeout(Optional.empty(), READ_NOW_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
