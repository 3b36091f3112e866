package io.liuhen.storage.rocks;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.RestIndex;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** When open uploads are to be looked at again, on RocksDB: one key for each, that sorts by when. Thread-safe. */
final class RocksRests implements RestIndex {
    private static final byte[] SERVED_KEY = "served".getBytes(StandardCharsets.UTF_8);

    private final Database db;
    private final Tickets tickets;

    RocksRests(Database db, Tickets tickets) {
        this.db = db;
        this.tickets = tickets;
    }

    /** An upload that was created just now waits for the first look. */
    static void created(Change change, SegmentId id) {
        Rest fresh = Rest.fresh(id);
        change.put(Family.RESTS, key(fresh), Rows.rest(fresh));
    }

    /** An upload that is open no more does not wait for the first look; a later one takes its own row out. */
    static void over(Change change, SegmentId id) {
        change.delete(Family.RESTS, key(Rest.fresh(id)));
    }

    private static byte[] key(Rest rest) {
        return Keys.then(Keys.number(rest.dueMicros()), rest.id().bytes());
    }

    @Override
    public List<Rest> due(long servedMicros, int limit) {
        Optional<byte[]> end = Optional.of(Keys.afterAll(Keys.number(servedMicros)));
        return db.queues().of(Family.RESTS).first(end, limit, row -> {
            ByteBuffer key = ByteBuffer.wrap(row.key());
            long due = key.getLong();
            return Rows.rest(SegmentId.read(key), due, row.value());
        });
    }

    @Override
    public void again(Rest old, Rest next) {
        try (Change change = new Change(db, tickets)) {
            change.delete(Family.RESTS, key(old))
                    .put(Family.RESTS, key(next), Rows.rest(next))
                    .commitUnsynced();
        }
    }

    @Override
    public void forget(Rest old) {
        try (Change change = new Change(db, tickets)) {
            change.delete(Family.RESTS, key(old)).commitUnsynced();
        }
    }

    @Override
    public long servedMicros() {
        return db.get(Family.META, SERVED_KEY).map(Rows::position).orElse(0L);
    }

    @Override
    public void served(long micros) {
        try (Change change = new Change(db, tickets)) {
            change.put(Family.META, SERVED_KEY, Rows.position(micros)).commitUnsynced();
        }
    }
}
