package io.liuhen.storage.recovery;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.pieces.Pieces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Brings pieces and index into agreement after whatever happened. Runs before anybody uses the store. */
public final class Recovery {
    private static final int BATCH = 1000;

    private final Pieces pieces;
    private final Index index;
    private final Consumer<UploadRow> eachOpen;

    /** @param eachOpen is told of every upload that may go on */
    public Recovery(Pieces pieces, Index index, Consumer<UploadRow> eachOpen) {
        this.pieces = pieces;
        this.index = index;
        this.eachOpen = eachOpen;
    }

    /**
     * What was found and done.
     *
     * @param openUploads how many uploads may go on
     * @param sealsTakenBack seals that were not committed; their uploads are open and complete
     * @param leasesEnded jobs that somebody worked on when the server died
     * @param unknownPieces staged bytes that no upload names, or one that was lost with an index: left where they are, for a person to look at
     */
    public record Report(
            int openUploads, List<SegmentId> sealsTakenBack, int leasesEnded, List<SegmentId> unknownPieces) {}

    /** Does the work. */
    public Report run(Instant now) {
        List<SegmentId> takenBack = new ArrayList<>();
        int open = forEachOpen(upload -> {
            eachOpen.accept(upload);
            if (pieces.unpublish(upload.id(), upload.fileName())) {
                takenBack.add(upload.id());
            }
        });
        return new Report(open, takenBack, index.jobs().releaseAll(now), unknownPieces());
    }

    /** Counts, and changes nothing. */
    public Report look() {
        return new Report(forEachOpen(eachOpen), List.of(), 0, List.of());
    }

    private int forEachOpen(Consumer<UploadRow> what) {
        int open = 0;
        List<UploadRow> batch = index.uploads().openUploads(Optional.empty(), BATCH);
        while (!batch.isEmpty()) {
            open += batch.size();
            batch.forEach(what);
            batch = index.uploads()
                    .openUploads(Optional.of(batch.get(batch.size() - 1).id()), BATCH);
        }
        return open;
    }

    private List<SegmentId> unknownPieces() {
        List<SegmentId> unknown = new ArrayList<>();
        for (SegmentId id : pieces.staged()) {
            Optional<UploadRow> upload = index.uploads().upload(id);
            if (upload.isEmpty() || upload.get().phase() == UploadRow.Phase.LOST) {
                unknown.add(id);
            } else if (upload.get().phase() == UploadRow.Phase.ENDED) {
                // Ended with no byte to keep, and the server died before it had dropped what was there.
                pieces.discard(id);
            }
        }
        return unknown;
    }
}
