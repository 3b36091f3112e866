package io.liuhen.storage.rocks;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.DisposalIndex;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JournalRecord;
import io.liuhen.storage.index.Keeping;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.Tombstone;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeping and disposal on RocksDB. Thread-safe: whatever concerns a segment happens under its lock. */
final class RocksDisposals implements DisposalIndex {
    private static final byte[] UNFINISHED = {1};

    private final Database db;
    private final Locks locks;
    private final Tickets tickets;
    private final RocksUploads uploads;
    private final RocksDocuments documents;

    RocksDisposals(Database db, Locks locks, Tickets tickets, RocksUploads uploads, RocksDocuments documents) {
        this.db = db;
        this.locks = locks;
        this.tickets = tickets;
        this.uploads = uploads;
        this.documents = documents;
    }

    @Override
    public Keeping keeping(SegmentId id) {
        return documents.newest(Keeping.key(id)).map(Keeping::read).orElseGet(Keeping::none);
    }

    @Override
    public Optional<Tombstone> tombstone(SegmentId id) {
        return documents.newest(Tombstone.key(id)).map(Tombstone::read);
    }

    @Override
    public Kept keep(SegmentId id, Keeping.Change asked, Instant at, Facts facts) {
        return locks.holding(keysOf(id, facts), () -> {
            if (uploads.segment(id).isEmpty()) {
                return new Kept.Unknown();
            }
            Optional<Document> before = documents.newest(Keeping.key(id));
            Keeping old = before.map(Keeping::read).orElseGet(Keeping::none);
            Keeping now = asked.of(old);
            if (now.equals(old)) {
                return new Kept.Unchanged(old);
            }
            int version = before.map(Document::version).orElse(0) + 1;
            Commit commit = apply(now.document(id, version, at), facts, change -> {});
            return commit instanceof Commit.Conflict conflict
                    ? new Kept.Conflicted(conflict)
                    : new Kept.Changed(now, journal(commit));
        });
    }

    @Override
    public Disposal dispose(Request request) {
        SegmentId id = request.id();
        return locks.holding(keysOf(id, request.facts()), () -> {
            Optional<SegmentRow> segment = uploads.segment(id);
            if (segment.isEmpty()) {
                return tombstone(id).<Disposal>map(Disposal.Gone::new).orElseGet(Disposal.Unknown::new);
            }
            Keeping keeping = keeping(id);
            if (keeping.stands(request.at())) {
                return new Disposal.Refused(keeping);
            }
            Tombstone tombstone = Tombstone.of(segment.get(), request.grant(), request.at());
            Commit commit = apply(
                    tombstone.document(request.terms()), request.facts(), change -> takeOut(change, segment.get()));
            return commit instanceof Commit.Conflict conflict
                    ? new Disposal.Conflicted(conflict)
                    : new Disposal.Disposed(tombstone, journal(commit));
        });
    }

    private void takeOut(Change change, SegmentRow segment) {
        SegmentId id = segment.id();
        change.delete(Family.SEGMENTS, id.bytes());
        // One by one: a range for each of many segments would slow every later read down.
        try (Cursor rows = db.iterate(Family.BLOCKS)) {
            for (rows.seek(id.bytes()); rows.isValid() && Keys.startsWith(rows.key(), id.bytes()); rows.next()) {
                change.delete(Family.BLOCKS, rows.key());
            }
        }
        for (Term term : segment.terms()) {
            change.delete(Family.TERMS, Keys.term(Facts.SEGMENT, term, segment.sealedAt(), id.toString()));
        }
        RocksFixity.forget(db, change, segment);
        unfinished(change, id);
    }

    /** Files of this segment are to be deleted. */
    static void unfinished(Change change, SegmentId id) {
        change.put(Family.UNFINISHED, id.bytes(), UNFINISHED);
    }

    private Commit apply(Document own, Facts facts, Consumer<Change> what) {
        try (Change change = new Change(db, tickets)) {
            what.accept(change);
            Optional<Commit.Conflict> conflict = change.add(List.of(own), facts);
            return conflict.isPresent() ? conflict.get() : change.commit();
        }
    }

    private static JournalRecord journal(Commit commit) {
        return ((Commit.Done) commit).journal().orElseThrow();
    }

    private static List<Object> keysOf(SegmentId id, Facts facts) {
        List<Object> keys = Change.keysOf(facts);
        keys.add(id);
        return keys;
    }

    @Override
    public List<Tombstone> unfinished(Optional<SegmentId> after, int limit) {
        List<Tombstone> found = new ArrayList<>();
        byte[] from = after.map(id -> Keys.then(id.bytes(), new byte[1])).orElseGet(() -> new byte[0]);
        try (Cursor rows = db.iterate(Family.UNFINISHED)) {
            for (rows.seek(from); rows.isValid() && found.size() < limit; rows.next()) {
                tombstone(SegmentId.read(ByteBuffer.wrap(rows.key()))).ifPresent(found::add);
            }
        }
        return found;
    }

    @Override
    public boolean unfinished(SegmentId id) {
        return db.get(Family.UNFINISHED, id.bytes()).isPresent();
    }

    @Override
    public void finished(List<SegmentId> ids) {
        try (Change change = new Change(db, tickets)) {
            ids.forEach(id -> change.delete(Family.UNFINISHED, id.bytes()));
            change.commitUnsynced();
        }
    }
}
