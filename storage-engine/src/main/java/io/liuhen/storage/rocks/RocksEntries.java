package io.liuhen.storage.rocks;

import io.liuhen.storage.index.EntryIndex;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ledger's index on RocksDB. Thread-safe; only one sequencer may run. */
final class RocksEntries implements EntryIndex {
    static final byte[] TREE_KEY = "tree".getBytes(StandardCharsets.UTF_8);
    private static final byte[] EMPTY = {};

    private final Database db;
    private final Tickets tickets;

    RocksEntries(Database db, Tickets tickets) {
        this.db = db;
        this.tickets = tickets;
    }

    @Override
    public List<Pending> pending(int limit) {
        return db.queues()
                .of(Family.PENDING_ENTRIES)
                .first(
                        Optional.empty(),
                        limit,
                        row -> new Pending(ByteBuffer.wrap(row.key()).getLong(), Rows.pending(row.value())));
    }

    @Override
    public void sequenced(List<Place> places, Tree tree) {
        try (Change change = new Change(db, tickets)) {
            places.forEach(place -> change.delete(Family.PENDING_ENTRIES, Keys.number(place.ticket())));
            putPlaces(change, places, tree);
            change.commit();
        }
    }

    static void putPlaces(Change change, List<Place> places, Tree tree) {
        for (Place place : places) {
            change.put(Family.ENTRIES, Keys.number(place.number()), Rows.place(place));
            for (String subject : place.subjects()) {
                change.put(Family.ENTRY_SUBJECTS, Keys.entrySubject(subject, place.number()), EMPTY);
            }
        }
        change.put(Family.META, TREE_KEY, Rows.tree(tree));
    }

    @Override
    public Tree tree() {
        return db.get(Family.META, TREE_KEY).map(Rows::tree).orElseGet(Tree::empty);
    }

    @Override
    public List<Place> about(String subject, long fromNumber, int limit) {
        byte[] prefix = Keys.texts(subject);
        List<Place> places = new ArrayList<>();
        try (Cursor rows = db.iterate(Family.ENTRY_SUBJECTS)) {
            rows.seek(Keys.entrySubject(subject, fromNumber));
            for (; rows.isValid() && Keys.startsWith(rows.key(), prefix) && places.size() < limit; rows.next()) {
                place(ByteBuffer.wrap(rows.key()).getLong(prefix.length)).ifPresent(places::add);
            }
        }
        return places;
    }

    @Override
    public Optional<Place> place(long number) {
        return db.get(Family.ENTRIES, Keys.number(number)).map(value -> Rows.place(number, value));
    }
}
