package io.liuhen.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.DisposalIndex.Disposal;
import io.liuhen.storage.index.DisposalIndex.Kept;
import io.liuhen.storage.index.DisposalIndex.Request;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JournalRecord;
import io.liuhen.storage.index.Keeping;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.Tombstone;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long segments must stay, and how they go: by a grant, after their time, while nobody holds them, and never
 * otherwise. The index decides; only then are files deleted, and what a crash leaves of them is deleted on opening.
 * Thread-safe; every method blocks on the disk.
 */
public final class Disposals {
    private static final Logger LOG = LoggerFactory.getLogger(Disposals.class);

    /** As many as share one rewriting of a day's list. */
    private static final int BATCH = 1000;

    private final EngineParts parts;
    private final Derivatives derivatives;
    private final ReentrantLock deleting = new ReentrantLock();
    private volatile int undeleted;

    Disposals(EngineParts parts, Derivatives derivatives) {
        this.parts = parts;
        this.derivatives = derivatives;
    }

    /** What stands in the way of a segment's disposal. */
    public Keeping keeping(SegmentId id) {
        return parts.index().disposals().keeping(id);
    }

    /** What is left of a segment that was disposed of. */
    public Optional<Tombstone> tombstone(SegmentId id) {
        return parts.index().disposals().tombstone(id);
    }

    /** Changes what stands in the way; durable, in the journal and together with the facts. */
    public Kept keep(SegmentId id, Keeping.Change change, Facts facts) {
        Kept kept = parts.index().disposals().keep(id, change, parts.clock().instant(), facts);
        if (kept instanceof Kept.Changed changed) {
            journal(changed.journal());
        }
        return kept;
    }

    /**
     * Disposes of a segment: the index gives it up, then its files go.
     *
     * @param grant who allows it, why and by which rule; kept in the tombstone, not understood
     * @param terms by which the tombstone shall be found
     * @param facts what becomes true with it
     */
    public Disposal dispose(SegmentId id, ObjectNode grant, List<Term> terms, Facts facts) {
        Disposal disposal = giveUp(id, grant, terms, facts);
        if (disposal instanceof Disposal.Disposed) {
            deleteFiles();
        }
        return disposal;
    }

    /**
     * The first half of {@link #dispose}: the segment is gone for everybody, its files wait for {@link #deleteFiles}. For
     * many segments: each deletion rewrites the list of its day.
     */
    public Disposal giveUp(SegmentId id, ObjectNode grant, List<Term> terms, Facts facts) {
        Disposal disposal = parts.index()
                .disposals()
                .dispose(new Request(id, grant, terms, parts.clock().instant(), facts));
        if (disposal instanceof Disposal.Disposed disposed) {
            journal(disposed.journal());
        }
        return disposal;
    }

    private void journal(JournalRecord record) {
        parts.committer().finish(new Commit.Done(Optional.of(record)));
    }

    /**
     * Deletes the files of everything that was given up. What cannot be deleted now waits for the next time, and keeps
     * nothing else waiting.
     */
    public void deleteFiles() {
        deleting.lock();
        try {
            int left = 0;
            List<Tombstone> gone = parts.index().disposals().unfinished(Optional.empty(), BATCH);
            while (!gone.isEmpty()) {
                left += delete(gone);
                Optional<SegmentId> last = Optional.of(gone.get(gone.size() - 1).id());
                gone = parts.index().disposals().unfinished(last, BATCH);
            }
            undeleted = left;
        } catch (StorageException e) {
            if (e.category() == Category.CLOSED) {
                throw e;
            }
            // The disposal is true all the same, and nobody is told of the files any more.
            LOG.error("files of disposed segments cannot be deleted now: {}", e.getMessage(), e);
        } finally {
            deleting.unlock();
        }
    }

    /** Returns how many of them could not be deleted. */
    private int delete(List<Tombstone> gone) {
        Map<SegmentId, String> fileNames = new TreeMap<>();
        gone.forEach(tombstone -> fileNames.put(tombstone.id(), tombstone.fileName()));
        Map<SegmentId, StorageException> left = new TreeMap<>(parts.pieces().destroy(fileNames));
        fileNames.keySet().forEach(id -> removeDerived(id).ifPresent(failure -> left.putIfAbsent(id, failure)));
        left.forEach((id, failure) -> LOG.error(
                "files of segment {}, which was disposed of, cannot be deleted: {}", id, failure.getMessage()));
        fileNames.keySet().removeAll(left.keySet());
        parts.index().disposals().finished(List.copyOf(fileNames.keySet()));
        return left.size();
    }

    private Optional<StorageException> removeDerived(SegmentId id) {
        try {
            derivatives.remove(id);
            return Optional.empty();
        } catch (StorageException e) {
            return Optional.of(e);
        }
    }

    /** Of how many segments that were disposed of files could not be deleted the last time; they are tried again. */
    public int undeleted() {
        return undeleted;
    }
}
