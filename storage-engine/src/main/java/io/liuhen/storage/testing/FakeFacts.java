package io.liuhen.storage.testing;

import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentCodec;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.JobRow.State;
import io.liuhen.storage.index.JournalRecord;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.NewJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Facts on their way into a {@link FakeIndex}: checked first, then made true together with the rest. */
final class FakeFacts {
    private final FakeIndex index;
    private final FakeTables tables;
    private final Facts facts;

    /** The index's own first. */
    private final List<Document> documents;

    FakeFacts(FakeIndex index, FakeTables tables, Facts facts) {
        this(index, tables, List.of(), facts);
    }

    /** @param own documents that only the index makes */
    FakeFacts(FakeIndex index, FakeTables tables, List<Document> own, Facts facts) {
        this.index = index;
        this.tables = tables;
        this.facts = facts;
        this.documents = Stream.concat(own.stream(), facts.documents().stream()).toList();
    }

    /** Commits an operation with its facts, or says what they conflict with. */
    Commit commit(Runnable operation) {
        Optional<Commit.Conflict> conflict = conflict();
        if (conflict.isPresent()) {
            return conflict.get();
        }
        checkSizes();
        long ticket = tables.nextTicket();
        Optional<JournalRecord> record =
                documents.isEmpty() ? Optional.empty() : Optional.of(new JournalRecord(ticket, copies(documents)));
        long firstEntry = ticket + (record.isPresent() ? 1 : 0);
        index.commit(() -> {
            operation.run();
            record.ifPresent(each -> tables.pendingJournal.put(each.number(), each));
            documents.forEach(this::put);
            for (int i = 0; i < facts.entries().size(); i++) {
                tables.pendingEntries.put(firstEntry + i, copy(facts.entries().get(i)));
            }
            facts.jobs().forEach(this::enqueue);
        });
        return new Commit.Done(record);
    }

    private Optional<Commit.Conflict> conflict() {
        for (SegmentId id : facts.standing()) {
            if (!tables.segments.containsKey(id)) {
                return Optional.of(new Commit.Conflict(new DocumentKey(Facts.SEGMENT, id.toString()), 0));
            }
        }
        for (Document document : documents) {
            int current =
                    tables.documents.getOrDefault(document.key(), List.of()).size();
            if (document.version() != current + 1) {
                return Optional.of(new Commit.Conflict(document.key(), current));
            }
        }
        return Optional.empty();
    }

    private void checkSizes() {
        fitting(DocumentCodec.writeAll(documents).length);
        for (LedgerEntry entry : facts.entries()) {
            fitting(CanonicalJson.write(entry.leaf()).length + CanonicalJson.write(entry.details()).length);
        }
    }

    private static void fitting(int bytes) {
        if (bytes > Facts.BYTES_MAX) {
            throw new IllegalArgumentException("facts of " + bytes + " bytes, at most " + Facts.BYTES_MAX);
        }
    }

    private void put(Document document) {
        DocumentKey key = document.key();
        List<Document> versions = new ArrayList<>(tables.documents.getOrDefault(key, List.of()));
        versions.add(copy(document));
        tables.documents.put(key, versions);
    }

    private void enqueue(NewJob job) {
        Optional<JobRow> old = Optional.ofNullable(tables.jobs.get(job.key()));
        boolean underWay = old.map(row -> row.state() == State.WAITING || row.state() == State.LEASED)
                .orElse(false);
        if (!underWay) {
            long token = old.map(JobRow::token).orElse(0L) + 1;
            tables.jobs.put(
                    job.key(), new JobRow(job.key(), State.WAITING, job.priority(), job.runAt(), 0, 0, token, ""));
        } else {
            old.flatMap(job::hastening).ifPresent(sooner -> tables.jobs.put(job.key(), sooner));
        }
    }

    /** Nobody may change what is stored through what was handed in or out. */
    static Document copy(Document document) {
        return new Document(
                document.key(),
                document.version(),
                document.at(),
                document.sortAt(),
                document.body().deepCopy(),
                document.terms());
    }

    static List<Document> copies(List<Document> documents) {
        return documents.stream().map(FakeFacts::copy).toList();
    }

    static LedgerEntry copy(LedgerEntry entry) {
        return new LedgerEntry(
                entry.subjects(), entry.leaf().deepCopy(), entry.details().deepCopy());
    }
}
