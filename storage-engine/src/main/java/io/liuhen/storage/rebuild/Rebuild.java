package io.liuhen.storage.rebuild;

import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.EntryIndex.Tree;
import io.liuhen.storage.index.Generations;
import io.liuhen.storage.index.IndexBuilder;
import io.liuhen.storage.index.Tombstone;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.index.UploadRow.Phase;
import io.liuhen.storage.journal.JournalReplay;
import io.liuhen.storage.ledger.LedgerReplay;
import io.liuhen.storage.pieces.Pieces;
import io.liuhen.storage.pieces.VaultFolders;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** Fills an index from a store's files, from wherever an earlier try has come to. Confined to one thread; blocks. */
public final class Rebuild {
    private static final int BATCH = 1000;
    private static final int INCOMPLETE_MAX = 100;

    private final IndexBuilder index;
    private final JournalReplay journal;
    private final LedgerReplay ledger;
    private final Pieces pieces;
    private final VaultFolders folders;
    private final Meaning meaning;
    private final Consumer<String> progress;
    private final Findings findings = new Findings();

    /** @param progress is told in words how far it is */
    public Rebuild(
            IndexBuilder index,
            JournalReplay journal,
            LedgerReplay ledger,
            Pieces pieces,
            VaultFolders folders,
            Meaning meaning,
            Consumer<String> progress) {
        this.index = index;
        this.journal = journal;
        this.ledger = ledger;
        this.pieces = pieces;
        this.folders = folders;
        this.meaning = meaning;
        this.progress = progress;
    }

    /** What the files were when a rebuild began; an index in the making from others is not gone on with. */
    public static String sourceOf(Sha256 store, JournalReplay journal, LedgerReplay ledger) {
        return store + " " + journal.end() + " " + ledger.ends();
    }

    /**
     * Does the work; the index is complete and bound to the store afterwards.
     *
     * @param generations with which contents of the file {@code GENERATION} it goes
     */
    public RebuildReport run(Sha256 store, Generations generations, Instant now) {
        documents();
        VaultReplay vault = new VaultReplay(pieces, folders, index, meaning, now, findings);
        for (LocalDate day : folders.days()) {
            vault.day(day);
            progress.accept("vault: " + vault.segments() + " segments, up to " + day);
        }
        List<SegmentId> lost = closedUploads();
        Tree tree = entries();
        ledger.cutBackTo(tree);
        List<DocumentKey> incomplete = index.incomplete(INCOMPLETE_MAX);
        incomplete.forEach(key -> findings.add("the journal lacks a version of document " + key));
        index.complete(store, generations);
        return new RebuildReport(
                vault.segments(),
                vault.disposed(),
                tree.sizeLeaves(),
                LedgerReplay.root(tree),
                vault.finished(),
                lost,
                findings.kept(),
                findings.count(),
                "");
    }

    private void documents() {
        long records = 0;
        Optional<JournalReplay.Change> change = journal.next(index.journalEnd());
        while (change.isPresent()) {
            index.documents(change.get().documents(), change.get().end())
                    .forEach(document -> findings.add("the journal has two contents for version " + document.version()
                            + " of document " + document.key() + "; the first one counts"));
            if (++records % BATCH == 0) {
                progress.accept("journal: " + records + " records");
            }
            change = journal.next(change.get().end());
        }
    }

    /** Uploads that became no segment: they take no bytes any more. Returns those of which bytes are kept. */
    private List<SegmentId> closedUploads() {
        Set<SegmentId> staged = Set.copyOf(pieces.staged());
        List<SegmentId> lost = new ArrayList<>();
        staged.stream().sorted().filter(id -> isNoSegment(id)).forEach(id -> {
            index.closedUpload(closed(id, Phase.LOST));
            lost.add(id);
        });
        List<String> ids = index.ids(meaning.uploadKind(), Optional.empty(), BATCH);
        while (!ids.isEmpty()) {
            ids.stream()
                    .flatMap(id -> SegmentId.parse(id).stream())
                    .filter(id -> !staged.contains(id) && isNoSegment(id))
                    .forEach(id -> index.closedUpload(closed(id, Phase.ENDED)));
            ids = index.ids(meaning.uploadKind(), Optional.of(ids.get(ids.size() - 1)), BATCH);
        }
        return lost;
    }

    private boolean isNoSegment(SegmentId id) {
        return index.uploads().segment(id).isEmpty()
                && index.documents().newest(Tombstone.key(id)).isEmpty();
    }

    /** What is known of it without an index: that it was one, and since when. */
    private static UploadRow closed(SegmentId id, Phase phase) {
        return new UploadRow(
                id, phase, 0, 0, OptionalLong.empty(), "original", CanonicalJson.object(), id.madeAt(), id.madeAt());
    }

    private Tree entries() {
        Tree tree = index.tree();
        LedgerReplay.Batch batch = ledger.next(tree, BATCH, meaning::subjects);
        while (!batch.places().isEmpty()) {
            batch.leaves()
                    .forEach(leaf -> meaning.asked(leaf, index.documents()).forEach(index::job));
            tree = batch.tree();
            index.entries(batch.places(), tree);
            progress.accept("ledger: " + tree.sizeLeaves() + " entries");
            batch = ledger.next(tree, BATCH, meaning::subjects);
        }
        return tree;
    }
}
