package io.liuhen.storage.rocks;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.FixityIndex;
import io.liuhen.storage.index.SegmentRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When segments were read again, on RocksDB: a row for each segment that was, and a key for every segment that sorts by
 * when. Thread-safe: whatever concerns a segment happens under its lock.
 */
final class RocksFixity implements FixityIndex {
    static final byte[] LAST_KEY = "intact".getBytes(StandardCharsets.UTF_8);
    private static final byte[] WALKED_KEY = "walked".getBytes(StandardCharsets.UTF_8);
    private static final byte[] EMPTY = {};

    private final Database db;
    private final Locks locks;
    private final Tickets tickets;
    private final RocksUploads uploads;

    RocksFixity(Database db, Locks locks, Tickets tickets, RocksUploads uploads) {
        this.db = db;
        this.locks = locks;
        this.tickets = tickets;
        this.uploads = uploads;
    }

    /** What a segment's last look has left. */
    record Look(Instant at, Optional<Instant> intactAt) {}

    /** A segment that was sealed just now waits for its first look. */
    static void sealed(Change change, SegmentRow segment) {
        change.put(Family.LOOKS_DUE, Keys.lookDue(segment.sealedAt(), segment.id()), EMPTY);
    }

    /** A segment that goes does not wait any more. */
    static void forget(Database db, Change change, SegmentRow segment) {
        Instant since = look(db, segment.id()).map(Look::at).orElse(segment.sealedAt());
        change.delete(Family.LOOKS_DUE, Keys.lookDue(since, segment.id()))
                .delete(Family.LOOKS, segment.id().bytes());
    }

    private static Optional<Look> look(Database db, SegmentId id) {
        return db.get(Family.LOOKS, id.bytes()).map(Rows::look);
    }

    @Override
    public List<Due> due(int limit) {
        return db.queues().of(Family.LOOKS_DUE).first(Optional.empty(), limit, RocksFixity::due);
    }

    private static Due due(Cursor row) {
        ByteBuffer key = ByteBuffer.wrap(row.key());
        Instant since = Keys.readTime(key);
        return new Due(SegmentId.read(key), since);
    }

    @Override
    public List<Due> dueAfter(Due place, int limit) {
        List<Due> found = new ArrayList<>();
        try (Cursor rows = db.iterate(Family.LOOKS_DUE)) {
            rows.seek(Keys.then(Keys.lookDue(place.since(), place.id()), new byte[1]));
            for (; rows.isValid() && found.size() < limit; rows.next()) {
                found.add(due(rows));
            }
        }
        return found;
    }

    @Override
    public Commit looked(SegmentId id, Instant at, boolean intact, Facts facts) {
        List<Object> keys = Change.keysOf(facts);
        keys.add(id);
        return locks.holding(keys, () -> {
            Optional<SegmentRow> segment = uploads.segment(id);
            if (segment.isEmpty()) {
                return new Commit.Fenced();
            }
            Optional<Instant> intactAt = intact ? Optional.of(at) : intactAt(id);
            try (Change change = new Change(db, tickets)) {
                forget(db, change, segment.get());
                change.put(Family.LOOKS, id.bytes(), Rows.look(new Look(at, intactAt)))
                        .put(Family.LOOKS_DUE, Keys.lookDue(at, id), EMPTY);
                if (intact) {
                    change.put(Family.META, LAST_KEY, Rows.time(at));
                }
                Optional<Commit.Conflict> conflict = change.add(facts);
                return conflict.isPresent() ? conflict.get() : change.commit();
            }
        });
    }

    @Override
    public Optional<Instant> intactAt(SegmentId id) {
        return look(db, id).flatMap(Look::intactAt);
    }

    @Override
    public Optional<Instant> lastIntactAt() {
        return db.get(Family.META, LAST_KEY).map(Rows::time);
    }

    @Override
    public Optional<LocalDate> walked() {
        return db.get(Family.META, WALKED_KEY).map(value -> LocalDate.ofEpochDay(Rows.position(value)));
    }

    @Override
    public void walked(LocalDate day) {
        try (Change change = new Change(db, tickets)) {
            change.put(Family.META, WALKED_KEY, Rows.position(day.toEpochDay())).commitUnsynced();
        }
    }
}
