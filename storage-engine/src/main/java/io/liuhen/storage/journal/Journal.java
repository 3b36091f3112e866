package io.liuhen.storage.journal;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentCodec;
import io.liuhen.storage.index.JournalIndex;
import io.liuhen.storage.index.JournalRecord;
import io.liuhen.storage.log.AppendLog;
import io.liuhen.storage.log.LogKind;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The journal's files. Thread-safe. */
public final class Journal implements AutoCloseable {
    static final Path FOLDER = Path.of("journal");
    private static final int REPAIR_BATCH = 1000;

    /** Far more than threads can have been writing at once. */
    private static final int WAITING_MAX = 10_000;

    private final AppendLog log;
    private final JournalIndex index;

    /** Whether a record met a full disk, and waits in the index. */
    private volatile boolean behind;

    private Journal(AppendLog log, JournalIndex index) {
        this.log = log;
        this.index = index;
    }

    /** Opens the journal and writes what a crash left waiting. */
    public static Journal open(Disk disk, Durability durability, JournalIndex index) {
        AppendLog log = AppendLog.open(
                disk,
                durability,
                FOLDER,
                LogKind.JOURNAL,
                OptionalLong.of(index.end().orElse(0)),
                waiting(index));
        Journal journal = new Journal(log, index);
        try {
            journal.repair();
            return journal;
        } catch (RuntimeException | Error e) {
            journal.close();
            throw e;
        }
    }

    /** Whether the journal's end fits the index; reads only, and throws what {@link #open} would. */
    public static void checkEnd(Disk disk, Durability durability, JournalIndex index) {
        AppendLog.checkEnd(
                disk, durability, FOLDER, LogKind.JOURNAL, index.end().orElse(0), waiting(index));
    }

    /** What may stand beyond the committed end. */
    private static Predicate<byte[]> waiting(JournalIndex index) {
        Set<Sha256> waiting = new HashSet<>();
        for (JournalRecord record : index.pending(WAITING_MAX)) {
            waiting.add(Sha256.digestOf(DocumentCodec.writeAll(record.documents())));
        }
        return content -> waiting.contains(Sha256.digestOf(content));
    }

    /** Opens the journal as it is, and changes nothing: what waits in the index stays there. */
    public static Journal openForReading(Disk disk, Durability durability, JournalIndex index) {
        return new Journal(AppendLog.openForReading(disk, durability, FOLDER, LogKind.JOURNAL), index);
    }

    /** Reads all that is known to be durable; throws {@code CORRUPT} where a record is damaged or missing. */
    public void check() {
        log.check(index.end().orElse(0));
    }

    private void repair() {
        List<JournalRecord> waiting = index.pending(REPAIR_BATCH);
        while (!waiting.isEmpty()) {
            waiting.forEach(this::write);
            waiting = index.pending(REPAIR_BATCH);
        }
    }

    /**
     * Writes one record; returns when it is durable. Concurrent callers share a sync.
     *
     * @throws io.liuhen.storage.disk.StorageException {@code NO_SPACE} if the disk is full: the record waits in the
     *     index, and {@link #catchUp} writes it
     */
    public void write(JournalRecord record) {
        try {
            log.append(List.of(DocumentCodec.writeAll(record.documents())));
            index.written(record.number(), log.sync());
        } catch (StorageException e) {
            behind = behind || e.category() == Category.NO_SPACE;
            throw e;
        }
    }

    /** Writes what has met a full disk. Others may write the same records at this moment, which does no harm. */
    public void catchUp() {
        if (behind) {
            behind = false;
            repair();
        }
    }

    /** Every version of every document, in the order of the files. */
    public void forEach(Consumer<Document> reader) {
        log.forEach(0, (position, content) -> DocumentCodec.readAll(content).forEach(reader));
    }

    @Override
    public void close() {
        log.close();
    }
}
