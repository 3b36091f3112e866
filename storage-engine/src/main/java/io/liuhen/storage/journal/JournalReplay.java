package io.liuhen.storage.journal;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentCodec;
import io.liuhen.storage.log.AppendLog;
import io.liuhen.storage.log.FoundRecord;
import io.liuhen.storage.log.LogKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The journal read without an index: every whole record counts, and is made durable before anybody says so. What is torn
 * at the end is cut away. Confined to one thread.
 */
public final class JournalReplay implements AutoCloseable {
    private final AppendLog log;

    private JournalReplay(AppendLog log) {
        this.log = log;
    }

    /** Opens the journal. A store without one has lost it: {@code CORRUPT}. */
    public static JournalReplay open(Disk disk, Durability durability) {
        if (disk.list(Journal.FOLDER).isEmpty()) {
            throw new StorageException(Category.CORRUPT, "the folder \"" + Journal.FOLDER + "\" is empty or missing");
        }
        return new JournalReplay(AppendLog.open(
                disk, durability, Journal.FOLDER, LogKind.JOURNAL, OptionalLong.empty(), content -> false));
    }

    /**
     * The documents of one record.
     *
     * @param end where the record ends
     */
    public record Change(List<Document> documents, long end) {}

    /** The first record from a position on; empty at the end. */
    public Optional<Change> next(long from) {
        return log.next(from).map(JournalReplay::change);
    }

    private static Change change(FoundRecord found) {
        return new Change(DocumentCodec.readAll(found.content()), found.end());
    }

    /** Where the journal ends. */
    public long end() {
        return log.end();
    }

    @Override
    public void close() {
        log.close();
    }
}
