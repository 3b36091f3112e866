package io.liuhen.storage.journal;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentCodec;
import io.liuhen.storage.index.JournalIndex;
import io.liuhen.storage.index.JournalRecord;
import io.liuhen.storage.log.AppendLog;
import io.liuhen.storage.log.LogKind;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The journal's files. Thread-safe. */
public final class Journal implements AutoCloseable {
    private static final Path FOLDER = Path.of("journal");
    private static final int REPAIR_BATCH = 1000;

    private final AppendLog log;
    private final JournalIndex index;

    private Journal(AppendLog log, JournalIndex index) {
        this.log = log;
        this.index = index;
    }

    /** Opens the journal and writes what a crash left waiting. */
    public static Journal open(Disk disk, Durability durability, JournalIndex index) {
        Journal journal = new Journal(AppendLog.open(disk, durability, FOLDER, LogKind.JOURNAL, index.end()), index);
        try {
            journal.repair();
            return journal;
        } catch (RuntimeException | Error e) {
            journal.close();
            throw e;
        }
    }

    private void repair() {
        List<JournalRecord> waiting = index.pending(REPAIR_BATCH);
        while (!waiting.isEmpty()) {
            waiting.forEach(this::write);
            waiting = index.pending(REPAIR_BATCH);
        }
    }

    /** Writes one record; returns when it is durable. Concurrent callers share a sync. */
    public void write(JournalRecord record) {
        log.append(List.of(DocumentCodec.writeAll(record.documents())));
        index.written(record.number(), log.sync());
    }

    /** Every version of every document, in the order of the files. */
    public void forEach(Consumer<Document> reader) {
        log.forEach((position, content) -> DocumentCodec.readAll(content).forEach(reader));
    }

    @Override
    public void close() {
        log.close();
    }
}
