package io.liuhen.storage.check;

import io.liuhen.storage.check.Finding.Sort;
import io.liuhen.storage.disk.FolderView;
import io.liuhen.storage.disk.FolderView.Entry;
import io.liuhen.storage.disk.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Every day of the vault, and the index's segments beside it: folders and rows come in the same order, which is that of
 * the ids. Confined to one thread.
 */
final class VaultCheck {
    private static final Path VAULT = Path.of("vault");
    private static final String SUMS = "SHA256SUMS";
    private static final Pattern YEAR = Pattern.compile("\\d{4}");
    private static final Pattern TWO = Pattern.compile("\\d{2}");

    private final FolderView view;
    private final Optional<Index> index;
    private final JournalCheck journal;
    private final SegmentCheck segment;
    private final Reading reading;
    private final CheckListener listener;
    private Optional<IndexRows.Cursor> rows = Optional.empty();
    private boolean onRow;
    private long segments;

    VaultCheck(
            FolderView view,
            Optional<Index> index,
            JournalCheck journal,
            SegmentCheck segment,
            Reading reading,
            CheckListener listener) {
        this.view = view;
        this.index = index;
        this.journal = journal;
        this.segment = segment;
        this.reading = reading;
        this.listener = listener;
    }

    void run() {
        if (view.find(VAULT).isEmpty()) {
            listener.finding(new Finding(Sort.MISSING, VAULT.toString(), "the folder is not there"));
            return;
        }
        rows = index.map(found -> found.all("segments"));
        try {
            onRow = rows.isPresent() && rows.get().next();
            for (Path year : folders(VAULT, YEAR)) {
                for (Path month : folders(year, TWO)) {
                    folders(month, TWO).forEach(day -> reading.tries(day.toString(), () -> day(day)));
                }
            }
            while (onRow) {
                missing();
            }
        } finally {
            rows.ifPresent(IndexRows.Cursor::close);
        }
    }

    private List<Path> folders(Path parent, Pattern name) {
        List<Path> found = new ArrayList<>();
        for (Entry entry : view.list(parent)) {
            if (entry.sort() == FolderView.Sort.FOLDER
                    && name.matcher(entry.name()).matches()) {
                found.add(parent.resolve(entry.name()));
            } else {
                foreign(parent.resolve(entry.name()));
            }
        }
        return found;
    }

    private void foreign(Path path) {
        listener.finding(new Finding(Sort.FOREIGN, path.toString(), "nothing that a store has here"));
    }

    private void day(Path day) {
        Path list = day.resolve(SUMS);
        SumsFile sums = view.find(list).isPresent()
                ? SumsFile.read(segment.content(list), list.toString(), listener)
                : SumsFile.none();
        for (Entry entry : view.list(day)) {
            boolean folder = entry.sort() == FolderView.Sort.FOLDER && Uuids.isOne(entry.name());
            if (folder && day.equals(VAULT.resolve(Uuids.day(entry.name())))) {
                segment(day, entry.name(), sums);
            } else if (entry.name().equals(SUMS + ".new")) {
                listener.note(day.resolve(entry.name()).toString(), "was being put in another's place; means nothing");
            } else if (!entry.name().equals(SUMS)) {
                foreign(day.resolve(entry.name()));
            }
        }
        sums.rest().keySet().stream().sorted().forEach(file -> {
            if (!journal.disposed(file.substring(0, file.indexOf('/')))) {
                listener.finding(new Finding(Sort.MISSING, day.resolve(file).toString(), "SHA256SUMS names it"));
            }
        });
        listener.progress("vault: " + segments + " segments, up to " + day);
    }

    private void segment(Path day, String id, SumsFile sums) {
        if (underWay(id)) {
            listener.note(day.resolve(id).toString(), "a seal was under way; opening takes it back");
            sums.rest().keySet().removeIf(file -> file.startsWith(id + "/"));
            return;
        }
        if (journal.disposed(id)) {
            disposed(day.resolve(id).toString(), id);
            return;
        }
        segments++;
        Optional<ManifestFile> manifest = Optional.empty();
        try {
            manifest = segment.run(day, id, sums);
        } catch (StorageException e) {
            listener.unable(day.resolve(id).toString(), String.valueOf(e.getMessage()));
            sums.rest().keySet().removeIf(file -> file.startsWith(id + "/"));
        }
        if (index.isPresent()) {
            compare(index.get(), day.resolve(id).toString(), id, manifest);
        }
    }

    private void disposed(String path, String id) {
        if (index.isPresent() && index.get().unfinished(Uuids.bytes(id))) {
            listener.note(path, "a disposal was under way; opening finishes it");
        } else {
            String what = "a tombstone says that this segment was disposed of, but there is a folder of it";
            listener.finding(new Finding(Sort.CONTRADICTORY, path, what));
        }
    }

    /** Without an index nobody knows; the folder is then looked at as if it were complete. */
    private boolean underWay(String id) {
        return index.isPresent() && index.get().get("offsets", Uuids.bytes(id)).isPresent();
    }

    private void compare(Index found, String path, String id, Optional<ManifestFile> manifest) {
        byte[] key = Uuids.bytes(id);
        while (onRow && Arrays.compareUnsigned(rows.orElseThrow().key(), key) < 0) {
            missing();
        }
        if (!onRow || !Arrays.equals(rows.orElseThrow().key(), key)) {
            listener.finding(new Finding(Sort.UNTRACKED, path, "the index does not know this segment"));
            return;
        }
        byte[] row = rows.orElseThrow().value();
        onRow = rows.orElseThrow().next();
        if (manifest.isPresent()) {
            if (!Arrays.equals(row, manifest.get().row())) {
                found.contradiction("segment " + id + " is not what its manifest says (segments)");
            }
            if (!Arrays.equals(blocks(found, key), manifest.get().checksums())) {
                found.contradiction("the block checksums of segment " + id + " are not the manifest's (blocks)");
            }
        }
    }

    private static byte[] blocks(Index found, byte[] id) {
        Fields.Expected joined = new Fields.Expected();
        try (IndexRows.Cursor blocks = found.from("blocks", id)) {
            while (blocks.next() && Index.startsWith(blocks.key(), id)) {
                joined.raw(blocks.value());
            }
        }
        return joined.value();
    }

    /** The present row has no folder. */
    private void missing() {
        String id = Uuids.text(rows.orElseThrow().key());
        if (!journal.disposed(id)) {
            String path = VAULT.resolve(Uuids.day(id)).resolve(id).toString();
            listener.finding(
                    new Finding(Sort.MISSING, path, "the index has this segment, the vault has no folder of it"));
        }
        onRow = rows.orElseThrow().next();
    }

    long segments() {
        return segments;
    }
}
