package io.liuhen.storage.rocks;

import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentCodec;
import io.liuhen.storage.index.DocumentIndex;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksIterator;

/** Documents on RocksDB. Thread-safe. */
final class RocksDocuments implements DocumentIndex {
    private final Database db;
    private final Locks locks;
    private final Tickets tickets;

    RocksDocuments(Database db, Locks locks, Tickets tickets) {
        this.db = db;
        this.locks = locks;
        this.tickets = tickets;
    }

    @Override
    public Commit record(Facts facts) {
        return locks.holding(Change.keysOf(facts), () -> {
            try (Change change = new Change(db, tickets)) {
                Optional<Commit.Conflict> conflict = change.add(facts);
                return conflict.isPresent() ? conflict.get() : change.commit();
            }
        });
    }

    @Override
    public Optional<Document> newest(DocumentKey key) {
        return db.get(Family.HEADS, Keys.head(key))
                .map(value -> ByteBuffer.wrap(value).getInt())
                .flatMap(version -> db.get(Family.DOCUMENTS, Keys.document(key, version))
                        .map(value -> DocumentCodec.read(key, version, value)));
    }

    @Override
    public List<Document> versions(DocumentKey key) {
        byte[] prefix = Keys.head(key);
        List<Document> versions = new ArrayList<>();
        try (RocksIterator rows = db.iterate(Family.DOCUMENTS)) {
            for (rows.seek(prefix); rows.isValid() && Keys.startsWith(rows.key(), prefix); rows.next()) {
                int version = ByteBuffer.wrap(rows.key()).getInt(prefix.length);
                versions.add(DocumentCodec.read(key, version, rows.value()));
            }
        }
        return versions;
    }

    @Override
    public Page find(Query asked) {
        Query query = new Query(
                asked.kind(),
                asked.term(),
                asked.from().map(RocksDocuments::nextStored),
                asked.to().map(RocksDocuments::nextStored),
                asked.cursor(),
                asked.limit(),
                asked.order());
        byte[] prefix = Keys.termPrefix(query.kind(), query.term());
        List<Hit> hits = new ArrayList<>();
        boolean up = query.order() == Order.OLDEST_FIRST;
        try (RocksIterator rows = db.iterate(Family.TERMS)) {
            seek(rows, query, prefix);
            while (rows.isValid() && Keys.startsWith(rows.key(), prefix) && hits.size() < query.limit()) {
                Hit hit = hit(rows.key(), prefix.length);
                if (up ? beyond(query.to(), hit) : before(query.from(), hit)) {
                    break;
                }
                hits.add(hit);
                if (up) {
                    rows.next();
                } else {
                    rows.prev();
                }
            }
        }
        return new Page(hits);
    }

    /** The earliest time not before this one that can be stored, which is to the microsecond. */
    private static Instant nextStored(Instant bound) {
        Instant stored = bound.truncatedTo(ChronoUnit.MICROS);
        return stored.equals(bound) ? bound : stored.plus(1, ChronoUnit.MICROS);
    }

    private static void seek(RocksIterator rows, Query query, byte[] prefix) {
        Optional<byte[]> cursor = query.cursor().map(text -> Keys.then(prefix, decoded(text)));
        if (query.order() == Order.OLDEST_FIRST) {
            if (cursor.isPresent()) {
                rows.seek(Keys.then(cursor.get(), new byte[1]));
            } else {
                rows.seek(query.from()
                        .map(from -> Keys.then(prefix, Keys.time(from)))
                        .orElse(prefix));
            }
        } else if (cursor.isPresent()) {
            stepBack(rows, cursor.get());
        } else {
            byte[] end = new byte[Long.BYTES + 1];
            Arrays.fill(end, (byte) 0xff);
            stepBack(rows, Keys.then(prefix, query.to().map(Keys::time).orElse(end)));
        }
    }

    /** To the last key that is smaller than this one. */
    private static void stepBack(RocksIterator rows, byte[] key) {
        rows.seekForPrev(key);
        if (rows.isValid() && Arrays.equals(rows.key(), key)) {
            rows.prev();
        }
    }

    private static boolean beyond(Optional<Instant> to, Hit hit) {
        return to.isPresent() && !hit.sortAt().isBefore(to.get());
    }

    private static boolean before(Optional<Instant> from, Hit hit) {
        return from.isPresent() && hit.sortAt().isBefore(from.get());
    }

    private static Hit hit(byte[] key, int prefixLength) {
        ByteBuffer rest = ByteBuffer.wrap(key, prefixLength, key.length - prefixLength);
        byte[] position = Arrays.copyOfRange(key, prefixLength, key.length);
        Instant sortAt = Keys.readTime(rest);
        String id = StandardCharsets.UTF_8.decode(rest).toString();
        return new Hit(id, sortAt, Base64.getUrlEncoder().withoutPadding().encodeToString(position));
    }

    private static byte[] decoded(String cursor) {
        byte[] position = Base64.getUrlDecoder().decode(cursor);
        if (position.length < Long.BYTES) {
            throw new IllegalArgumentException("not a cursor: " + cursor);
        }
        return position;
    }
}
