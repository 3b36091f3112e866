package io.liuhen.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.UploadIndex;
import io.liuhen.storage.index.UploadRow;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads, from their creation to their seal. Thread-safe; stages complete on storage threads and fail with
 * {@code StorageException}.
 */
public final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final EngineParts parts;
    private final int openMax;
    private final Map<SegmentId, OpenUpload> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Uploads(EngineParts parts, int openMax) {
        this.parts = parts;
        this.openMax = openMax;
    }

    /** Everything that is committed of an upload, and its digest. */
    public record Received(UploadRow upload, long offsetBytes, Sha256 sha256) {}

    /**
     * What shall be sealed.
     *
     * @param lengthBytes the upload's offset; another one is {@code Overtaken}
     * @param facts what becomes true with the seal
     */
    public record SealRequest(SegmentId id, long lengthBytes, SegmentKind kind, List<Term> terms, Facts facts) {}

    /** What became of a seal. */
    public sealed interface SealOutcome {
        /** The segment is in the vault, durably. */
        record Sealed(SegmentRow segment) implements SealOutcome {}

        /** The upload has moved on or is not open any more. */
        record Overtaken() implements SealOutcome {}

        /** The facts did not fit; the upload is open as before. */
        record Conflicted(Commit.Conflict conflict) implements SealOutcome {}
    }

    /**
     * Records a new upload with its facts, and promises it room for all that it has announced. Answers {@code Done} or
     * {@code Conflict}; fails with {@code NO_SPACE} where there is no such room.
     */
    public CompletionStage<Commit> create(UploadRow upload, Facts facts) {
        return onAnyThread(() -> {
            parts.space().allot(upload.id(), upload.declaredLengthBytes());
            Commit commit;
            try {
                commit = parts.index().uploads().create(upload, facts);
            } catch (RuntimeException | Error e) {
                parts.space().forget(upload.id());
                throw e;
            }
            if (!(commit instanceof Commit.Done)) {
                parts.space().forget(upload.id());
            }
            return parts.committer().finish(commit);
        });
    }

    /** An upload that is open or was ended, at its durable offset. */
    public CompletionStage<Optional<UploadRow>> find(SegmentId id) {
        return onAnyThread(() -> parts.index().uploads().upload(id));
    }

    /** As {@link #append(SegmentId, long, AppendMode, Predicate)}, with bytes that count as they come. */
    public CompletionStage<AppendOutcome> append(SegmentId id, long expectedOffsetBytes) {
        return append(id, expectedOffsetBytes, AppendMode.PIECEWISE, upload -> true);
    }

    /**
     * Begins to append. Whoever appended before is overtaken, and what it had received is committed first, if it counts
     * piecewise.
     *
     * @param expectedOffsetBytes where the caller's bytes belong
     * @param admits whether the upload takes bytes from this caller; asked on the upload's lane before anything is done.
     *     {@code NotOpen} where it does not
     */
    public CompletionStage<AppendOutcome> append(
            SegmentId id, long expectedOffsetBytes, AppendMode mode, Predicate<UploadRow> admits) {
        return on(id, upload -> upload.open(expectedOffsetBytes, mode, admits));
    }

    /**
     * Records the length of an upload that was opened without one, with its facts, and promises it room for all that is
     * missing; also while it is being appended to. Fails with {@code NO_SPACE} where there is no such room.
     *
     * @param attributes what is recorded with the upload from now on
     */
    public CompletionStage<LengthOutcome> declareLength(
            SegmentId id, long lengthBytes, ObjectNode attributes, Facts facts) {
        return on(id, upload -> upload.declareLength(lengthBytes, attributes, facts));
    }

    /** Ends the live append of an upload, if there is one, as {@link #append} does. */
    public CompletionStage<Void> interrupt(SegmentId id) {
        OpenUpload upload = open.get(id);
        return upload == null ? CompletableFuture.completedFuture(null) : upload.interrupt();
    }

    /** Everything that is committed, with its digest; ends a live append. Empty if the upload is not open. */
    public CompletionStage<Optional<Received>> received(SegmentId id) {
        return on(id, OpenUpload::received);
    }

    /** As {@link #received}, if nobody appends and the upload stands at this offset; else empty, and nothing has changed. */
    public CompletionStage<Optional<Received>> receivedAtRest(SegmentId id, long offsetBytes) {
        return on(id, upload -> upload.receivedAtRest(offsetBytes));
    }

    /** Whether somebody appends right now. */
    boolean appending(SegmentId id) {
        OpenUpload upload = open.get(id);
        return upload != null && upload.appending();
    }

    /** Turns an upload into a segment of the vault. Costs the same for any length, if no restart came between. */
    public CompletionStage<SealOutcome> seal(SealRequest request) {
        return on(request.id(), upload -> upload.seal(request));
    }

    /** Ends an upload that has not a single committed byte. {@code Fenced} where it has, or is not open. */
    public CompletionStage<Commit> endEmpty(SegmentId id, Facts facts) {
        return on(id, upload -> upload.endEmpty(facts));
    }

    /**
     * Ends an upload and destroys its bytes, committed or not. Only for bytes of which nobody was ever told that they
     * are here, such as a second copy of what is sealed already.
     */
    public CompletionStage<Commit> drop(SegmentId id, Facts facts) {
        return on(id, upload -> upload.drop(facts));
    }

    /** Reads what is committed of an upload that is open; empty where it is not. Nobody may append meanwhile. Blocks. */
    public Optional<ReceivedReader> read(SegmentId id) {
        UploadIndex index = parts.index().uploads();
        return index.upload(id)
                .filter(upload -> upload.phase() == UploadRow.Phase.OPEN && upload.offsetBytes() > 0)
                .map(upload -> new ReceivedReader(
                        upload, index.committedBlocks(id), parts.pieces().stagedReader(id)));
    }

    /** Open uploads in the order of their ids, after the given one. Blocks. */
    public List<UploadRow> openUploads(Optional<SegmentId> after, int limit) {
        return parts.index().uploads().openUploads(after, limit);
    }

    private <T> CompletionStage<T> onAnyThread(Supplier<T> action) {
        if (closed) {
            return refused();
        }
        try {
            return CompletableFuture.supplyAsync(action, parts.threads());
        } catch (RuntimeException | Error e) {
            // No thread is to be had: an answer like every other.
            return CompletableFuture.failedFuture(e);
        }
    }

    private static <T> CompletionStage<T> refused() {
        return CompletableFuture.failedFuture(new StorageException(Category.CLOSED, "the store is closing"));
    }

    private <T> CompletionStage<T> on(SegmentId id, Function<OpenUpload, CompletionStage<T>> action) {
        if (closed) {
            return refused();
        }
        // Queued inside the map's own lock, so that an upload cannot be let go between being found and being used: two
        // objects for one upload would be two writers on one file.
        AtomicReference<CompletionStage<T>> result = new AtomicReference<>();
        open.compute(id, (key, known) -> {
            OpenUpload upload = known == null ? new OpenUpload(key, parts) : known;
            result.set(action.apply(upload));
            return upload;
        });
        if (open.size() > openMax) {
            releaseLongestUnused();
        }
        return Objects.requireNonNull(result.get()).whenComplete((outcome, failure) -> letGoIfEmpty(id));
    }

    /** What has ended, failed or never was must not push out what goes on. */
    private void letGoIfEmpty(SegmentId id) {
        open.computeIfPresent(id, (key, upload) -> upload.isEmpty() ? null : upload);
    }

    private void releaseLongestUnused() {
        open.values().stream()
                .filter(OpenUpload::unused)
                .min(Comparator.comparing(OpenUpload::isEmpty, Comparator.reverseOrder())
                        .thenComparingLong(OpenUpload::lastUseNanos))
                .ifPresent(upload -> open.computeIfPresent(upload.id(), (id, known) -> {
                    if (known != upload || !known.unused()) {
                        return known;
                    }
                    known.release();
                    return null;
                }));
    }

    /** Lets nobody in any more; what runs may end. */
    void close() {
        closed = true;
        for (OpenUpload upload : List.copyOf(open.values())) {
            upload.interrupt()
                    .exceptionally(failure -> {
                        // Nothing that was acknowledged; and the other uploads must be let go all the same.
                        LOG.warn("what upload {} had received is not committed: {}", upload.id(), failure.getMessage());
                        return null;
                    })
                    .thenCompose(done -> upload.release())
                    .toCompletableFuture()
                    .join();
        }
        open.clear();
    }
}
