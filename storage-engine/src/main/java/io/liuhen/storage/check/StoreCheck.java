package io.liuhen.storage.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.check.Finding.Sort;
import io.liuhen.storage.disk.FolderView;
import io.liuhen.storage.disk.FolderView.Entry;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A check of a whole store. Confined to one thread; blocks for as long as reading everything takes. */
public final class StoreCheck {
    private static final Path FORMAT = Path.of("FORMAT");
    private static final Path LOCK = Path.of("LOCK");
    private static final Set<String> FOLDERS = Set.of(
            "vault",
            "staging",
            "journal",
            "ledger",
            "index",
            "derived",
            "scratch",
            "reserve",
            "keys",
            "calendar",
            "lost+found");
    private static final Set<String> FILES = Set.of("FORMAT", "GENERATION", "LOCK", "READ_ONLY");
    private static final Pattern LEFT = Pattern.compile("(FORMAT|GENERATION|READ_ONLY|index)\\.new");
    private static final Pattern FORMER_INDEX = Pattern.compile("index\\.\\d{4}-.*");

    private final FolderView view;
    private final IndexRows.Opener opener;
    private final boolean quick;
    private final CheckListener listener;

    /**
     * A check of the store in this folder.
     *
     * @param opener opens the store's index for reading only
     * @param quick leaves the content of originals and of open uploads unread
     */
    public StoreCheck(FolderView view, IndexRows.Opener opener, boolean quick, CheckListener listener) {
        this.view = view;
        this.opener = opener;
        this.quick = quick;
        this.listener = listener;
    }

    /**
     * Checks everything that can be checked.
     *
     * @throws StorageException {@code MISSING} if there is no store, {@code IN_USE} while somebody has it,
     *     {@code TOO_NEW} for one of a newer form, {@code IO} if a folder or file cannot be read
     */
    public CheckSummary run() {
        if (view.find(FORMAT).isEmpty() && view.find(Path.of("vault")).isEmpty()) {
            throw new StorageException(Category.MISSING, "there is no store in this folder");
        }
        Optional<AutoCloseable> lock =
                view.find(LOCK).isPresent() ? Optional.of(view.lockShared(LOCK)) : Optional.empty();
        try {
            return checked();
        } finally {
            lock.ifPresent(StoreCheck::giveBack);
        }
    }

    private static void giveBack(AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception e) {
            throw new StorageException(Category.IO, "the store's lock could not be given back", e);
        }
    }

    private CheckSummary checked() {
        topLevel();
        SegmentCheck segment = new SegmentCheck(view, quick, listener);
        Optional<byte[]> format = format(segment);
        GenerationCheck generation = new GenerationCheck(view, segment, listener);
        generation.file();
        Optional<IndexRows> rows = open();
        try {
            Optional<Index> index = rows.map(found -> new Index(found, listener));
            JournalCheck journal = new JournalCheck(view, index, listener);
            Reading reading = new Reading(listener);
            reading.tries("journal", journal::run);
            LedgerCheck ledger = new LedgerCheck(view, index, listener);
            reading.tries("ledger", ledger::run);
            index.ifPresent(found -> reading.tries(Index.PATH, () -> index(found, format, generation)));
            VaultCheck vault = new VaultCheck(view, index, journal, segment, reading, listener);
            reading.tries("vault", vault::run);
            reading.tries("staging", new StagingCheck(view, index, quick, listener)::run);
            return new CheckSummary(
                    vault.segments(),
                    segment.contentBytes(),
                    journal.versions(),
                    ledger.entries(),
                    ledger.root(),
                    index.isPresent());
        } finally {
            rows.ifPresent(IndexRows::close);
        }
    }

    private void topLevel() {
        for (Entry entry : view.list(Path.of(""))) {
            boolean folder = entry.sort() == FolderView.Sort.FOLDER;
            boolean ours = folder ? FOLDERS.contains(entry.name()) : FILES.contains(entry.name());
            if (entry.name().equals("READ_ONLY")) {
                listener.note(entry.name(), "a sync has failed once, and nobody has reopened the store since");
            }
            if (LEFT.matcher(entry.name()).matches()) {
                listener.note(entry.name(), "was being put in another's place; means nothing");
            } else if (folder && FORMER_INDEX.matcher(entry.name()).matches()) {
                listener.note(entry.name(), "a former index, kept when it was made again");
            } else if (!ours || entry.sort() == FolderView.Sort.OTHER) {
                listener.finding(new Finding(Sort.FOREIGN, entry.name(), "nothing that a store has"));
            }
        }
    }

    private Optional<byte[]> format(SegmentCheck reader) {
        if (view.find(FORMAT).isEmpty()) {
            listener.finding(new Finding(Sort.MISSING, FORMAT.toString(), "the file is not there"));
            return Optional.empty();
        }
        byte[] content = reader.content(FORMAT);
        try {
            ObjectNode json = Json.canonicalObject(content);
            if (!Json.text(json, "format").equals("liuhen-store")) {
                throw new MalformedException("it does not name a Liuhen store");
            }
            long version = Json.number(json, "version");
            if (version > 1) {
                throw new StorageException(
                        Category.TOO_NEW, "the store has version " + version + ", this reads up to 1");
            }
            Json.time(json, "createdAt");
        } catch (MalformedException e) {
            listener.finding(new Finding(Sort.DAMAGED, FORMAT.toString(), String.valueOf(e.getMessage())));
        }
        return Optional.of(content);
    }

    private Optional<IndexRows> open() {
        if (view.find(Path.of("index", "CURRENT")).isEmpty()) {
            listener.finding(new Finding(Sort.MISSING, Index.PATH, "there is no index; \"index rebuild\" makes one"));
            return Optional.empty();
        }
        listener.progress("index: reading every block");
        Optional<IndexRows> opened = Optional.empty();
        try {
            opened = Optional.of(opener.open());
            opened.get().verifyChecksums();
            return opened;
        } catch (StorageException e) {
            opened.ifPresent(IndexRows::close);
            if (e.category() != Category.CORRUPT) {
                throw e;
            }
            String what = e.getMessage() + "; it was not compared with the files, which are checked without it";
            listener.finding(new Finding(Sort.DAMAGED, Index.PATH, what));
            return Optional.empty();
        }
    }

    private static void index(Index found, Optional<byte[]> format, GenerationCheck generation) {
        IndexCheck check = new IndexCheck(found);
        format.ifPresent(check::identity);
        generation.index(found);
        check.run();
    }
}
