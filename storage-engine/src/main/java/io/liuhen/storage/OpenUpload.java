package io.liuhen.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.UploadRow;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
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
    private volatile boolean holding;
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

    /** Whether it is unused and has nothing at hand either: nothing is lost if it is let go. May be asked from any thread. */
    boolean isEmpty() {
        return !holding && unused();
    }

    long lastUseNanos() {
        return lastUseNanos;
    }

    CompletionStage<AppendOutcome> open(long expectedOffset, AppendMode mode, Predicate<UploadRow> admits) {
        return call(() -> {
            boolean anew = loaded.isEmpty();
            if (load().filter(state -> admits.test(state.row())).isEmpty()) {
                return new AppendOutcome.NotOpen();
            }
            overtakeCurrent();
            // What was received and could not be committed is let go with the state, and is loaded again.
            Optional<ClaimedUpload> found = load();
            if (found.isEmpty()) {
                return new AppendOutcome.NotOpen();
            }
            ClaimedUpload state = found.get();
            if (state.committedBytes() != expectedOffset) {
                return new AppendOutcome.WrongOffset(state.committedBytes());
            }
            Append append = new Append(this, mode);
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
            overtakeCurrent();
            return null;
        });
    }

    /** Ends whatever append is live, because another caller wants the upload, and tells whoever waits for its bytes. */
    private void overtakeCurrent() {
        Optional<Append> overtaken = current;
        try {
            endCurrent();
        } finally {
            overtaken.ifPresent(Append::overtake);
        }
    }

    /** An append that is overtaken loses nothing that had arrived, unless it counts only as a whole. */
    private void endCurrent() {
        if (current.isPresent()) {
            boolean whole = current.get().mode() == AppendMode.WHOLE;
            setCurrent(Optional.empty());
            loaded.ifPresent(whole ? this::discardReceived : this::commitReceived);
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
        Instant now = parts.clock().instant();
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
                        now);
        if (committed) {
            state.committed(to, now);
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
            discardReceived(loaded.get());
            return true;
        });
    }

    private void discardReceived(ClaimedUpload state) {
        if (state.digests().lengthBytes() != state.committedBytes()) {
            state.backToCommitted();
            parts.space().of(id).at(state.committedBytes());
        }
    }

    CompletionStage<LengthOutcome> declareLength(long lengthBytes, ObjectNode attributes, Facts facts) {
        return call(() -> {
            Optional<ClaimedUpload> found = load();
            if (found.isEmpty()) {
                return new LengthOutcome.NotOpen();
            }
            try {
                return LateLength.declare(parts, found.get(), lengthBytes, attributes, facts);
            } catch (StorageException e) {
                if (e.category() == Category.NO_SPACE) {
                    // What had come is good, and goes on when there is room.
                    endCurrent();
                }
                throw e;
            }
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
            overtakeCurrent();
            return load().map(OpenUpload::received);
        });
    }

    /** As {@link #received}, but only of an upload that nobody appends to and that stands where it is thought to. */
    CompletionStage<Optional<Uploads.Received>> receivedAtRest(long offsetBytes) {
        return call(() -> current.isPresent()
                ? Optional.empty()
                : load().filter(state -> state.committedBytes() == offsetBytes).map(OpenUpload::received));
    }

    private static Uploads.Received received(ClaimedUpload state) {
        return new Uploads.Received(
                state.row(), state.committedBytes(), state.digests().sha256());
    }

    boolean appending() {
        return appending;
    }

    CompletionStage<Uploads.SealOutcome> seal(Uploads.SealRequest request) {
        return call(() -> {
            overtakeCurrent();
            Optional<ClaimedUpload> found = load();
            if (found.isEmpty() || found.get().committedBytes() != request.lengthBytes()) {
                return new Uploads.SealOutcome.Overtaken();
            }
            Sealing sealing = Sealing.of(parts, found.get(), request);
            unload();
            return sealing.run();
        });
    }

    CompletionStage<Commit> endEmpty(Facts facts) {
        return call(() -> {
            overtakeCurrent();
            return load().filter(state -> state.committedBytes() == 0)
                    .map(state -> end(state, facts))
                    .orElseGet(Commit.Fenced::new);
        });
    }

    CompletionStage<Commit> drop(Facts facts) {
        return call(() -> {
            overtakeCurrent();
            return load().map(state -> end(state, facts)).orElseGet(Commit.Fenced::new);
        });
    }

    private Commit end(ClaimedUpload state, Facts facts) {
        long epoch = state.row().epoch();
        unload();
        Commit commit = parts.index().uploads().end(id, epoch, facts);
        if (commit instanceof Commit.Done) {
            // Whatever fails from here on: it has ended, and needs no room.
            parts.space().forget(id);
            try {
                parts.pieces().discard(id);
            } finally {
                parts.committer().finish(commit);
            }
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
            holding = loaded.isPresent();
            loaded.ifPresent(state -> parts.space().of(id).at(state.committedBytes()));
        }
        return loaded;
    }

    private void unload() {
        Optional<ClaimedUpload> held = loaded;
        loaded = Optional.empty();
        holding = false;
        held.ifPresent(state -> state.piece().close());
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
