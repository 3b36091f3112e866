package io.liuhen.storage.rebuild;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.IndexBuilder;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Tombstone;
import io.liuhen.storage.pieces.Pieces;
import io.liuhen.storage.pieces.VaultFolders;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Tells an index of the vault's segments, and finishes seals that were under way. Confined to one thread. */
final class VaultReplay {
    private final Pieces pieces;
    private final VaultFolders folders;
    private final IndexBuilder index;
    private final Meaning meaning;
    private final Set<SegmentId> staged;
    private final Instant syncedBefore;
    private final Findings findings;
    private final List<SegmentId> finished = new ArrayList<>();
    private long segments;
    private long disposed;

    VaultReplay(
            Pieces pieces, VaultFolders folders, IndexBuilder index, Meaning meaning, Instant now, Findings findings) {
        this.pieces = pieces;
        this.folders = folders;
        this.index = index;
        this.meaning = meaning;
        this.staged = Set.copyOf(pieces.staged());
        // The last seals may have been killed before their folders were synced; older ones the system has written.
        this.syncedBefore = now.minus(1, ChronoUnit.DAYS);
        this.findings = findings;
    }

    void day(LocalDate day) {
        folders.ids(day).forEach(this::segment);
    }

    private void segment(SegmentId id) {
        if (index.documents().newest(Tombstone.key(id)).isPresent()) {
            // Its files should be gone: the next opening deletes them.
            index.unfinishedDisposal(id);
            disposed++;
            return;
        }
        Optional<Sealed> sealed = sealed(id);
        if (sealed.isPresent()) {
            found(sealed.get());
        } else if (staged.contains(id) && !folders.holdsMoreThanAManifest(id)) {
            // The seal had hardly begun: back to the upload, as opening does it.
            pieces.unpublish(id, "original");
        } else {
            findings.add("segment " + id + " has no manifest that can be read; the new index does not have it");
        }
    }

    /** What a readable manifest says. */
    private record Sealed(Manifest manifest, SegmentRow row) {}

    private Optional<Sealed> sealed(SegmentId id) {
        try {
            Manifest manifest = Manifest.parse(pieces.manifest(id));
            return Optional.of(new Sealed(manifest, SegmentRow.of(manifest)))
                    .filter(found -> found.row().id().equals(id));
        } catch (StorageException e) {
            if (e.category() == Category.MISSING || e.category() == Category.CORRUPT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void found(Sealed sealed) {
        Manifest manifest = sealed.manifest();
        SegmentId id = manifest.id();
        OptionalLong length = folders.originalBytes(id, manifest.fileName());
        if (length.isEmpty() && staged.contains(id)) {
            if (!folders.stagedIsOriginalOf(manifest)) {
                pieces.unpublish(id, manifest.fileName());
                return;
            }
            pieces.publish(manifest);
            finished.add(id);
        } else if (length.isEmpty()) {
            findings.add("segment " + id + " has lost its original");
        } else if (length.getAsLong() != manifest.lengthBytes()) {
            findings.add("the original of segment " + id + " has " + length.getAsLong() + " bytes instead of "
                    + manifest.lengthBytes());
        }
        if (manifest.sealedAt().isAfter(syncedBefore)) {
            folders.sync(id);
        }
        index.segment(sealed.row(), manifest.blocks(), meaning.due(sealed.row(), index.documents()));
        segments++;
    }

    List<SegmentId> finished() {
        return finished;
    }

    long segments() {
        return segments;
    }

    long disposed() {
        return disposed;
    }
}
