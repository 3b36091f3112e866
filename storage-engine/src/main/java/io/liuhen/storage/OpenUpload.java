package io.liuhen.storage;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One upload that bytes are coming for: its file, its running digests, its claim. Everything happens on its lane, so
 * nothing here needs a lock; only whether and when it was last used is read from elsewhere.
 *
 * <p>State is loaded when first needed, from the index and, for the digests, by reading again what was committed, which
 * also proves that the disk has kept it. After any failure it is dropped and loaded again, because then the index and
 * the file know better.
 */
final class OpenUpload {
    private final SegmentId id;
    private final EngineParts parts;
    private final Lane lane;
    private volatile long lastUseNanos;
    private volatile boolean appending;
    private Optional<ClaimedUpload> loaded = Optional.empty();
    private Optional<Append> current = Optional.empty();

    OpenUpload(SegmentId id, EngineParts parts) {
        this.id = id;
        this.parts = parts;
        this.lane = new Lane(parts.threads());
        this.lastUseNanos = parts.nanoTime().getAsLong();
    }

    SegmentId id() {
        return id;
    }

    /** Whether nobody appends and nothing waits. May be asked from any thread. */
    boolean unused() {
        return !appending && lane.idle();
    }

    long lastUseNanos() {
        return lastUseNanos;
    }

    CompletionStage<AppendOutcome> open(long expectedOffset) {
        return call(() -> {
            endCurrent();
            boolean anew = loaded.isEmpty();
            Optional<ClaimedUpload> found = load();
            if (found.isEmpty()) {
                return new AppendOutcome.NotOpen();
            }
            ClaimedUpload state = found.get();
            if (state.committedBytes() != expectedOffset) {
                return new AppendOutcome.WrongOffset(state.committedBytes());
            }
            Append append = new Append(this);
            setCurrent(Optional.of(append));
            return new AppendOutcome.Opened(append, state.row(), anew);
        });
    }

    /** Ends whatever append is live, keeping what it has received. */
    CompletionStage<Void> interrupt() {
        if (!appending) {
            // Nobody sends, so the index tells the truth; an upload that is being read again must not be waited for.
            return CompletableFuture.completedFuture(null);
        }
        return call(() -> {
            endCurrent();
            return null;
        });
    }

    /** An append that is overtaken loses nothing that had arrived: its bytes are committed first. */
    private void endCurrent() {
        if (current.isPresent()) {
            setCurrent(Optional.empty());
            loaded.ifPresent(this::commitReceived);
        }
    }

    CompletionStage<Boolean> write(Append append, ByteBuffer bytes) {
        return call(() -> {
            if (!live(append) || loaded.isEmpty()) {
                return false;
            }
            ClaimedUpload state = loaded.get();
            int count = bytes.remaining();
            ensureRoom(count);
            state.digests().update(bytes);
            state.piece().append(bytes);
            parts.space().of(id).used(count);
            return true;
        });
    }

    /** An upload that has grown beyond its room is refused before a byte is lost: what it had received is committed. */
    private void ensureRoom(int bytes) {
        try {
            parts.space().of(id).ensure(bytes);
        } catch (StorageException e) {
            endCurrent();
            throw e;
        }
    }

    CompletionStage<CommitOutcome> commit(Append append) {
        return call(() -> {
            if (!live(append) || loaded.isEmpty() || !commitReceived(loaded.get())) {
                return new CommitOutcome.Overtaken();
            }
            return new CommitOutcome.Committed(loaded.get().committedBytes());
        });
    }

    private boolean commitReceived(ClaimedUpload state) {
        long from = state.committedBytes();
        long to = state.digests().lengthBytes();
        if (from == to) {
            return true;
        }
        state.piece().flush();
        boolean committed = parts.index()
                .uploads()
                .commit(
                        id,
                        state.row().epoch(),
                        from,
                        to,
                        Math.toIntExact(from / BlockChecksums.BLOCK_BYTES),
                        state.digests().sinceMark(),
                        state.digests().shortBlock(),
                        parts.clock().instant());
        if (committed) {
            state.committed(to);
        } else {
            unload();
        }
        return committed;
    }

    CompletionStage<Boolean> discard(Append append) {
        return call(() -> {
            if (!live(append) || loaded.isEmpty()) {
                return false;
            }
            loaded.get().backToCommitted();
            parts.space().of(id).at(loaded.get().committedBytes());
            return true;
        });
    }

    CompletionStage<Void> closed(Append append) {
        return call(() -> {
            if (live(append)) {
                setCurrent(Optional.empty());
                // Bytes that nobody committed are cut away when the upload is loaded again.
                if (loaded.isPresent()
                        && loaded.get().digests().lengthBytes() != loaded.get().committedBytes()) {
                    unload();
                }
            }
            return null;
        });
    }

    /** The digest of everything that is committed; empty if the upload is not open. */
    CompletionStage<Optional<Uploads.Received>> received() {
        return call(() -> {
            endCurrent();
            return load().map(state -> new Uploads.Received(
                    state.row(), state.committedBytes(), state.digests().sha256()));
        });
    }

    CompletionStage<Uploads.SealOutcome> seal(Uploads.SealRequest request) {
        return call(() -> {
            endCurrent();
            Optional<ClaimedUpload> found = load();
            if (found.isEmpty() || found.get().committedBytes() != request.lengthBytes()) {
                return new Uploads.SealOutcome.Overtaken();
            }
            return seal(found.get(), request.kind(), request.terms(), request.facts());
        });
    }

    private Uploads.SealOutcome seal(ClaimedUpload state, SegmentKind kind, List<Term> terms, Facts facts) {
        BlockChecksums shortBlock = state.digests().shortBlock();
        Sha256 sha256 = state.digests().sha256();
        Instant now = parts.clock().instant();
        Manifest manifest = new Manifest(
                id,
                kind,
                state.row().fileName(),
                state.committedBytes(),
                sha256,
                parts.index().uploads().committedBlocks(id),
                state.row().createdAt(),
                now,
                state.row().attributes(),
                SegmentRow.json(terms));
        unload();
        publish(manifest);
        SegmentRow segment = SegmentRow.of(manifest);
        Commit commit = commitSeal(state, segment, shortBlock, facts);
        parts.committer().finish(commit);
        if (commit instanceof Commit.Done) {
            parts.space().forget(id);
            return new Uploads.SealOutcome.Sealed(segment);
        }
        parts.pieces().unpublish(id, manifest.fileName());
        return commit instanceof Commit.Conflict conflict
                ? new Uploads.SealOutcome.Conflicted(conflict)
                : new Uploads.SealOutcome.Overtaken();
    }

    /**
     * Where it does not get through, the bytes go back to the upload: it is open still, and must find them. After a failed
     * sync nothing more is written; the next opening takes the publication back.
     */
    private void publish(Manifest manifest) {
        try {
            parts.pieces().publish(manifest);
        } catch (StorageException e) {
            throw takenBack(e, manifest.fileName());
        }
    }

    /** As {@link #publish}: where the index has no room for the seal, the bytes go back to the upload. */
    private Commit commitSeal(ClaimedUpload state, SegmentRow segment, BlockChecksums shortBlock, Facts facts) {
        try {
            return parts.index().uploads().seal(state.row().epoch(), segment, shortBlock, facts);
        } catch (StorageException e) {
            throw takenBack(e, segment.fileName());
        }
    }

    private StorageException takenBack(StorageException failure, String fileName) {
        if (failure.category() != Category.AMBIGUOUS_COMMIT && failure.category() != Category.READ_ONLY) {
            try {
                parts.pieces().unpublish(id, fileName);
            } catch (RuntimeException second) {
                failure.addSuppressed(second);
            }
        }
        return failure;
    }

    CompletionStage<Commit> endEmpty(Facts facts) {
        return call(() -> {
            endCurrent();
            return load().filter(state -> state.committedBytes() == 0)
                    .map(state -> end(state, facts))
                    .orElseGet(Commit.Fenced::new);
        });
    }

    CompletionStage<Commit> drop(Facts facts) {
        return call(() -> {
            endCurrent();
            return load().map(state -> end(state, facts)).orElseGet(Commit.Fenced::new);
        });
    }

    private Commit end(ClaimedUpload state, Facts facts) {
        long epoch = state.row().epoch();
        unload();
        Commit commit = parts.committer().finish(parts.index().uploads().end(id, epoch, facts));
        if (commit instanceof Commit.Done) {
            parts.pieces().discard(id);
            parts.space().forget(id);
        }
        return commit;
    }

    /** Lets go of file and digests; they are loaded again if the upload goes on. */
    CompletionStage<Void> release() {
        return lane.call(() -> {
            if (current.isEmpty()) {
                unload();
            }
            return null;
        });
    }

    private Optional<ClaimedUpload> load() {
        if (loaded.isEmpty()) {
            loaded = ClaimedUpload.claim(id, parts.index().uploads(), parts.pieces());
            loaded.ifPresent(state -> parts.space().of(id).at(state.committedBytes()));
        }
        return loaded;
    }

    private void unload() {
        loaded.ifPresent(state -> state.piece().close());
        loaded = Optional.empty();
    }

    private void setCurrent(Optional<Append> append) {
        current = append;
        appending = append.isPresent();
        if (!appending) {
            // A step of room that was not used belongs to others while nobody sends.
            loaded.ifPresent(state -> parts.space().of(id).at(state.digests().lengthBytes()));
        }
    }

    private boolean live(Append append) {
        return current.isPresent() && current.get() == append;
    }

    private <T extends @Nullable Object> CompletionStage<T> call(Supplier<T> task) {
        lastUseNanos = parts.nanoTime().getAsLong();
        return lane.call(() -> {
            try {
                return task.get();
            } catch (RuntimeException | Error e) {
                setCurrent(Optional.empty());
                unload();
                throw e;
            }
        });
    }
}
