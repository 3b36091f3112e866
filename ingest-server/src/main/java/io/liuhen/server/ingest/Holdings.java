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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the sealed segment in whose place a file need not be sent. Whoever hears of one may forget his copy, so what the
 * index says is not enough: its bytes are read now, from the first to the last. Where a client cannot wait so long, they
 * have been verified since the seal, and the original can be read at both ends. Thread-safe.
 */
final class Holdings {
    private static final Logger LOG = LoggerFactory.getLogger(Holdings.class);
    private static final int CANDIDATES_MAX = 32;

    /** A client waits meanwhile. What is longer counts as the last verification has found it. */
    static final long READ_NOW_BYTES_MAX = 256L << 20;

    static final Duration READ_NOW_MAX = Duration.ofSeconds(10);

    private final IngestConfig config;
    private final Records records;
    private final Segments segments;
    private final SegmentReports reports;
    private final Terms terms;
    private final Executor workers;
    private final long readNowBytesMax;

    /** @param readNowBytesMax the longest segment that is read whole before it is told of */
    Holdings(IngestConfig config, EngineAccess engine, Executor workers, long readNowBytesMax) {
        this.readNowBytesMax = readNowBytesMax;
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

    /**
     * The first of these whose bytes are right, and those before it that turn out not to be.
     *
     * @param toldBefore whether their sender has been told already that they are sealed; so that nothing new is promised
     */
    CompletionStage<Twins.Found> firstSound(List<SegmentRow> candidates, boolean toldBefore) {
        return firstSound(candidates.iterator(), toldBefore, new ArrayList<>());
    }

    private CompletionStage<Twins.Found> firstSound(
            Iterator<SegmentRow> candidates, boolean toldBefore, List<SegmentId> doubtful) {
        if (!candidates.hasNext()) {
            return CompletableFuture.completedFuture(new Twins.Found(Optional.empty(), doubtful));
        }
        SegmentRow next = candidates.next();
        return CompletableFuture.supplyAsync(() -> sound(next, toldBefore), workers)
                .thenCompose(Function.identity())
                .thenCompose(sound -> {
                    if (sound.equals(Optional.of(true))) {
                        return CompletableFuture.completedFuture(new Twins.Found(Optional.of(next), doubtful));
                    }
                    sound.ifPresent(damaged -> doubtful.add(next.id()));
                    return firstSound(candidates, toldBefore, doubtful);
                });
    }

    /** Whether the bytes are right; empty where that cannot be told now, or is on record already that they are not. */
    private CompletionStage<Optional<Boolean>> sound(SegmentRow segment, boolean toldBefore) {
        Optional<String> state = reports.find(SegmentReports.VERIFICATION, segment.id())
                .map(report -> report.path("state").asText());
        boolean verified = state.equals(Optional.of(SegmentReports.VERIFIED));
        if (state.isPresent() && !verified) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (segment.lengthBytes() > readNowBytesMax) {
            return CompletableFuture.completedFuture(onRecord(segment, verified || toldBefore));
        }
        return readNow(segment)
                .thenApplyAsync(read -> read.isPresent() ? read : onRecord(segment, verified || toldBefore), workers);
    }

    private Optional<Boolean> onRecord(SegmentRow segment, boolean trusted) {
        return trusted ? Optional.of(canBeRead(segment)) : Optional.empty();
    }

    /** Whether both ends are what was sealed; what was cut off, replaced or deleted shows there. Blocks on the disk. */
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

    /** Reads all of it; empty where that cannot be done in time. */
    private CompletionStage<Optional<Boolean>> readNow(SegmentRow segment) {
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
                .completeOnTimeout(Optional.empty(), READ_NOW_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }
}
