package io.liuhen.storage;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;

/**
 * One seal: what the manifest says, and the steps that make it true. It needs the upload's file closed. Confined to the
 * upload's lane.
 */
final class Sealing {
    private final EngineParts parts;
    private final long epoch;
    private final Manifest manifest;
    private final BlockChecksums shortBlock;
    private final Facts facts;

    private Sealing(EngineParts parts, long epoch, Manifest manifest, BlockChecksums shortBlock, Facts facts) {
        this.parts = parts;
        this.epoch = epoch;
        this.manifest = manifest;
        this.shortBlock = shortBlock;
        this.facts = facts;
    }

    /** The seal of everything that is committed. */
    static Sealing of(EngineParts parts, ClaimedUpload state, Uploads.SealRequest request) {
        SegmentId id = request.id();
        Manifest manifest = new Manifest(
                id,
                request.kind(),
                state.row().fileName(),
                state.committedBytes(),
                state.digests().sha256(),
                parts.index().uploads().committedBlocks(id),
                state.row().createdAt(),
                parts.clock().instant(),
                state.row().attributes(),
                SegmentRow.json(request.terms()));
        return new Sealing(parts, state.row().epoch(), manifest, state.digests().shortBlock(), request.facts());
    }

    Uploads.SealOutcome run() {
        publish();
        SegmentRow segment = SegmentRow.of(manifest);
        Commit commit = commit(segment);
        if (commit instanceof Commit.Done) {
            // Whatever fails from here on: it is sealed, and needs no room.
            parts.space().forget(manifest.id());
            parts.committer().finish(commit);
            return new Uploads.SealOutcome.Sealed(segment);
        }
        parts.pieces().unpublish(manifest.id(), manifest.fileName());
        return commit instanceof Commit.Conflict conflict
                ? new Uploads.SealOutcome.Conflicted(conflict)
                : new Uploads.SealOutcome.Overtaken();
    }

    /**
     * Where it does not get through, the bytes go back to the upload: it is open still, and must find them. After a failed
     * sync nothing more is written; the next opening takes the publication back.
     */
    private void publish() {
        try {
            parts.pieces().publish(manifest);
        } catch (StorageException e) {
            throw takenBack(e);
        }
    }

    /** As {@link #publish}: where the index has no room for the seal, the bytes go back to the upload. */
    private Commit commit(SegmentRow segment) {
        try {
            return parts.index().uploads().seal(epoch, segment, shortBlock, facts);
        } catch (StorageException e) {
            throw takenBack(e);
        }
    }

    private StorageException takenBack(StorageException failure) {
        if (failure.category() != Category.AMBIGUOUS_COMMIT && failure.category() != Category.READ_ONLY) {
            try {
                parts.pieces().unpublish(manifest.id(), manifest.fileName());
            } catch (RuntimeException second) {
                failure.addSuppressed(second);
            }
        }
        return failure;
    }
}
