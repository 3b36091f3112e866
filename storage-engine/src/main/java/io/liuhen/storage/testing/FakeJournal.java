package io.liuhen.storage.testing;

import static io.liuhen.storage.testing.FakeIndex.rule;

import io.liuhen.storage.index.JournalIndex;
import io.liuhen.storage.index.JournalRecord;
import java.util.List;
import java.util.OptionalLong;

/** Changes on their way to the journal, in a {@link FakeIndex}. Thread-safe. */
final class FakeJournal implements JournalIndex {
    private final FakeIndex index;

    FakeJournal(FakeIndex index) {
        this.index = index;
    }

    @Override
    public List<JournalRecord> pending(int limit) {
        return index.read(tables -> tables.pendingJournal(limit).stream()
                .map(record -> new JournalRecord(record.number(), FakeFacts.copies(record.documents())))
                .toList());
    }

    @Override
    public void written(long number, long end) {
        rule(end > 0, "a journal with a record in it has an end");
        index.change(tables -> {
            index.commitUnsynced(() -> tables.written.merge(number, end, Math::max));
            return true;
        });
    }

    @Override
    public OptionalLong end() {
        return index.read(FakeTables::journalEnd);
    }
}
