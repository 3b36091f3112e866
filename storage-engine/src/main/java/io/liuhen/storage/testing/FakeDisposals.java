package io.liuhen.storage.testing;

import static io.liuhen.storage.testing.FakeIndex.rule;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.DisposalIndex;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JournalRecord;
import io.liuhen.storage.index.Keeping;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Tombstone;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeping and disposal of a {@link FakeIndex}. Thread-safe. */
final class FakeDisposals implements DisposalIndex {
    private final FakeIndex index;

    FakeDisposals(FakeIndex index) {
        this.index = index;
    }

    private static List<Document> versions(FakeTables tables, DocumentKey key) {
        return tables.documents.getOrDefault(key, List.of());
    }

    private static Keeping keeping(FakeTables tables, SegmentId id) {
        List<Document> versions = versions(tables, Keeping.key(id));
        return versions.isEmpty() ? Keeping.none() : Keeping.read(versions.get(versions.size() - 1));
    }

    private static Optional<Tombstone> tombstone(FakeTables tables, SegmentId id) {
        return versions(tables, Tombstone.key(id)).stream().findFirst().map(Tombstone::read);
    }

    @Override
    public Keeping keeping(SegmentId id) {
        return index.read(tables -> keeping(tables, id));
    }

    @Override
    public Kept keep(SegmentId id, Keeping.Change asked, Instant at, Facts facts) {
        return index.change(tables -> {
            if (!tables.segments.containsKey(id)) {
                return new Kept.Unknown();
            }
            Keeping old = keeping(tables, id);
            Keeping now = asked.of(old);
            if (now.equals(old)) {
                return new Kept.Unchanged(old);
            }
            int version = versions(tables, Keeping.key(id)).size() + 1;
            Commit commit =
                    new FakeFacts(index, tables, List.of(now.document(id, version, at)), facts).commit(() -> {});
            return commit instanceof Commit.Conflict conflict
                    ? new Kept.Conflicted(conflict)
                    : new Kept.Changed(now, journal(commit));
        });
    }

    @Override
    public Disposal dispose(Request request) {
        SegmentId id = request.id();
        return index.change(tables -> {
            Optional<SegmentRow> segment = Optional.ofNullable(tables.segments.get(id));
            if (segment.isEmpty()) {
                return tombstone(tables, id).<Disposal>map(Disposal.Gone::new).orElseGet(Disposal.Unknown::new);
            }
            Keeping keeping = keeping(tables, id);
            if (keeping.stands(request.at())) {
                return new Disposal.Refused(keeping);
            }
            Tombstone tombstone = Tombstone.of(segment.get(), request.grant().deepCopy(), request.at());
            Commit commit = new FakeFacts(index, tables, List.of(tombstone.document(request.terms())), request.facts())
                    .commit(() -> {
                        tables.segments.remove(id);
                        tables.blocks.remove(id);
                        tables.looks.remove(id);
                        tables.unfinished.add(id);
                    });
            return commit instanceof Commit.Conflict conflict
                    ? new Disposal.Conflicted(conflict)
                    : new Disposal.Disposed(tombstone, journal(commit));
        });
    }

    private static JournalRecord journal(Commit commit) {
        return ((Commit.Done) commit).journal().orElseThrow();
    }

    @Override
    public Optional<Tombstone> tombstone(SegmentId id) {
        return index.read(tables -> tombstone(tables, id));
    }

    @Override
    public List<Tombstone> unfinished(Optional<SegmentId> after, int limit) {
        return index.read(tables -> tables.unfinished.stream()
                .filter(id -> !tables.finished.contains(id))
                .filter(id -> after.isEmpty() || id.compareTo(after.get()) > 0)
                .sorted()
                .limit(limit)
                .flatMap(id -> tombstone(tables, id).stream())
                .toList());
    }

    @Override
    public boolean unfinished(SegmentId id) {
        return index.read(tables -> tables.unfinished.contains(id) && !tables.finished.contains(id));
    }

    @Override
    public void finished(List<SegmentId> ids) {
        index.change(tables -> {
            ids.forEach(id -> rule(tables.unfinished.contains(id), "only what was disposed of can be finished"));
            index.commitUnsynced(() -> tables.finished.addAll(ids));
            return true;
        });
    }
}
