package io.liuhen.storage.check;

import io.liuhen.storage.check.Finding.Sort;
import io.liuhen.storage.disk.FolderView;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Every record of the journal, and the versions of every document. Documents are sorted out in as many passes over the
 * files as keep each within bounded memory. Confined to one thread.
 */
final class JournalCheck {
    private static final Path FOLDER = Path.of("journal");
    private static final String TOMBSTONE = "tombstone";
    private static final long BYTES_PER_PASS = 64L << 20;
    private static final int RECORDS_PER_PROGRESS = 100_000;

    private final FolderView view;
    private final Optional<Index> index;
    private final CheckListener listener;

    /** Kept only where there is no index to ask. */
    private final Table tombstones = new Table();

    private long versions;
    private boolean whole = true;

    JournalCheck(FolderView view, Optional<Index> index, CheckListener listener) {
        this.view = view;
        this.index = index;
        this.listener = listener;
    }

    void run() {
        int passes = passes();
        long distinct = 0;
        for (int pass = 0; pass < passes; pass++) {
            VersionTable table = new VersionTable(pass, passes, listener);
            read(table, pass == 0);
            table.finish();
            distinct += table.distinct();
        }
        if (whole && index.isPresent()) {
            index.get().expectCount("documents", distinct);
        }
    }

    private int passes() {
        long bytes = 0;
        if (view.find(FOLDER).isPresent()) {
            for (FolderView.Entry entry : view.list(FOLDER)) {
                bytes += entry.sizeBytes();
            }
        }
        return Math.toIntExact(1 + bytes / BYTES_PER_PASS);
    }

    private void read(VersionTable table, boolean first) {
        OptionalLong end = index.isPresent() ? OptionalLong.of(index.get().journalEnd()) : OptionalLong.empty();
        try (LogReader log = new LogReader(view, FOLDER, 'J', end, first ? listener : new Silence())) {
            Optional<byte[]> record = log.next();
            for (long count = 1; record.isPresent(); count++) {
                String where = FOLDER + ", record at " + log.position();
                record(record.get(), where, table, first);
                if (first && count % RECORDS_PER_PROGRESS == 0) {
                    listener.progress("journal: " + count + " records");
                }
                record = log.next();
            }
            whole = whole && !log.damaged();
        }
        if (index.isPresent()) {
            try (IndexRows.Cursor waiting = index.get().all("pending_journal")) {
                while (waiting.next()) {
                    record(waiting.value(), Index.PATH, table, first);
                }
            }
        }
    }

    private void record(byte[] content, String where, VersionTable table, boolean first) {
        try {
            Fields in = new Fields(content);
            int count = in.i32();
            for (int i = 0; i < count; i++) {
                Version version = Version.read(in, content);
                table.add(version, where);
                if (first) {
                    version(version);
                }
            }
            in.end();
        } catch (MalformedException e) {
            if (first) {
                listener.finding(new Finding(Sort.DAMAGED, where, "a change of documents " + e.getMessage()));
                whole = false;
            }
        }
    }

    private void version(Version version) {
        versions++;
        if (index.isPresent()) {
            index.get().expect("documents", version.key(), version.row(), version.named());
        } else if (version.kind().equals(TOMBSTONE)) {
            tombstones.put(Table.name(version.id()), 1, 0);
        }
    }

    /** Whether a document says that this segment was disposed of. */
    boolean disposed(String id) {
        if (index.isPresent()) {
            byte[] head = new Fields.Expected().keyText(TOMBSTONE).keyText(id).value();
            return index.get().get("heads", head).isPresent();
        }
        return tombstones.number(Table.name(id)) > 0;
    }

    long versions() {
        return versions;
    }
}
