package io.liuhen.server.records;

import io.liuhen.storage.SegmentReader;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Segments.Verification;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.verify.Damage;
import io.liuhen.storage.verify.SegmentCheck;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether somebody may be told that a file is kept here, so that he forgets his copy. What the index says is not enough: its
 * bytes are read now, from the first to the last. Where a client cannot wait so long, they have been verified since the
 * seal, and the original can be read at both ends. Thread-safe.
 */
public final class Soundness {
    /** A client waits meanwhile. What is longer counts as the last verification has found it. */
    public static final long READ_NOW_BYTES_MAX = 256L << 20;

    /** How long that may take. */
    public static final long READ_NOW_SECONDS_MAX = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Soundness.class);
    private static final Set<Category> DAMAGE = Set.of(Category.CORRUPT, Category.MISSING);

    private final Segments segments;
    private final SegmentReports reports;
    private final Executor workers;
    private final long readNowBytesMax;
    private final BiConsumer<SegmentRow, Damage> seen;

    /**
     * What is sound in a store.
     *
     * @param readNowBytesMax the longest segment that is read whole
     * @param seen told of damage that is come across; may block
     */
    public Soundness(
            Segments segments,
            SegmentReports reports,
            Executor workers,
            long readNowBytesMax,
            BiConsumer<SegmentRow, Damage> seen) {
        this.segments = segments;
        this.reports = reports;
        this.workers = workers;
        this.readNowBytesMax = readNowBytesMax;
        this.seen = seen;
    }

    /** Whether it is on record that the bytes are not right, or could not be read. Blocks on the index. */
    public boolean isDoubted(SegmentId id) {
        return state(id).filter(state -> !state.equals(SegmentReports.VERIFIED)).isPresent();
    }

    private Optional<String> state(SegmentId id) {
        return reports.find(SegmentReports.VERIFICATION, id)
                .map(report -> report.path("state").asText());
    }

    /**
     * Whether the bytes are right; empty where that cannot be told now, or is on record already that they are not.
     *
     * @param trusted whether a long one that nobody has verified yet counts if it can be read at both ends
     */
    public CompletionStage<Optional<Boolean>> of(SegmentRow segment, boolean trusted) {
        return CompletableFuture.supplyAsync(() -> here(segment, trusted), workers)
                .thenCompose(Function.identity());
    }

    private CompletionStage<Optional<Boolean>> here(SegmentRow segment, boolean trusted) {
        Optional<String> state = state(segment.id());
        boolean verified = state.equals(Optional.of(SegmentReports.VERIFIED));
        if (state.isPresent() && !verified) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (segment.lengthBytes() > readNowBytesMax) {
            return CompletableFuture.completedFuture(onRecord(segment, verified || trusted));
        }
        return readNow(segment)
                .thenApplyAsync(read -> read.isPresent() ? read : onRecord(segment, verified || trusted), workers);
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
            unreadable(segment, e);
            return false;
        }
    }

    /** Reads all of it; empty where that cannot be done in time. */
    private CompletionStage<Optional<Boolean>> readNow(SegmentRow segment) {
        return segments.compare(segment)
                .handleAsync(
                        (found, failure) -> {
                            if (failure != null) {
                                unreadable(segment, failure);
                            } else if (found instanceof Verification.Damaged damaged) {
                                seen.accept(segment, damaged.damage());
                            }
                            return Optional.of(found instanceof Verification.Intact);
                        },
                        workers)
                .toCompletableFuture()
                .completeOnTimeout(Optional.empty(), READ_NOW_SECONDS_MAX, TimeUnit.SECONDS);
    }

    private void unreadable(SegmentRow segment, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof StorageException storage && DAMAGE.contains(storage.category())) {
            seen.accept(segment, SegmentCheck.damageOf(storage));
        }
        LOG.warn(
                "segment {} cannot be read; nobody is told that its file is here: {}",
                segment.id(),
                failure.getMessage());
    }
}
