package io.liuhen.storage.testing;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.DisposalIndex;
import io.liuhen.storage.index.DocumentIndex;
import io.liuhen.storage.index.EntryIndex;
import io.liuhen.storage.index.FixityIndex;
import io.liuhen.storage.index.Generations;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.JobIndex;
import io.liuhen.storage.index.JournalIndex;
import io.liuhen.storage.index.RestIndex;
import io.liuhen.storage.index.UploadIndex;
import java.util.Optional;
import java.util.function.Function;

/** An open {@link FakeIndexStore}. Thread-safe: one operation at a time. */
final class FakeIndex implements Index {
    private final FakeIndexStore store;
    private final Durability durability;
    private final int openedIn;
    private final FakeUploads uploads = new FakeUploads(this);
    private final FakeDocuments documents = new FakeDocuments(this);
    private final FakeJobs jobs = new FakeJobs(this);
    private final FakeEntries entries = new FakeEntries(this);
    private final FakeJournal journal = new FakeJournal(this);
    private final FakeDisposals disposals = new FakeDisposals(this);
    private final FakeFixity fixity = new FakeFixity(this);
    private final FakeRests rests = new FakeRests(this);
    private boolean closed;

    FakeIndex(FakeIndexStore store, Durability durability) {
        this.store = store;
        this.durability = durability;
        this.openedIn = store.power().start();
    }

    /** An operation that only looks. */
    <T> T read(Function<FakeTables, T> what) {
        synchronized (store) {
            enter();
            return what.apply(store.tables());
        }
    }

    /** An operation that may change something, through {@link #commit} or {@link #commitUnsynced} at its end. */
    <T> T change(Function<FakeTables, T> what) {
        return read(what);
    }

    private void enter() {
        if (openedIn != store.power().start()) {
            throw new IllegalStateException("the index was opened by a process that is dead");
        }
        if (closed) {
            throw new StorageException(Category.CLOSED, "the store is closed");
        }
        store.refuse();
    }

    /** Makes a change durable. Called by an operation. */
    void commit(Runnable change) {
        durability.committing(() -> store.write(change));
    }

    /** Makes a change that may be forgotten. Called by an operation. */
    void commitUnsynced(Runnable change) {
        durability.checkWritable();
        store.refuse();
        change.run();
    }

    /** What a caller could have known; says that the port was used against its rules. */
    static void rule(boolean kept, String rule) {
        if (!kept) {
            throw new IllegalStateException("against the rules of the index: " + rule);
        }
    }

    @Override
    public UploadIndex uploads() {
        return uploads;
    }

    @Override
    public DocumentIndex documents() {
        return documents;
    }

    @Override
    public JobIndex jobs() {
        return jobs;
    }

    @Override
    public EntryIndex entries() {
        return entries;
    }

    @Override
    public JournalIndex journal() {
        return journal;
    }

    @Override
    public DisposalIndex disposals() {
        return disposals;
    }

    @Override
    public FixityIndex fixity() {
        return fixity;
    }

    @Override
    public RestIndex rests() {
        return rests;
    }

    @Override
    public Optional<Sha256> store() {
        return read(tables -> tables.store);
    }

    @Override
    public void bind(Sha256 identity) {
        change(tables -> {
            commit(() -> tables.store = Optional.of(identity));
            return true;
        });
    }

    @Override
    public Optional<Generations> generations() {
        return read(tables -> tables.generations);
    }

    @Override
    public void enter(Generations next) {
        change(tables -> {
            commit(() -> tables.generations = Optional.of(next));
            return true;
        });
    }

    @Override
    public void close() {
        synchronized (store) {
            closed = true;
        }
    }
}
