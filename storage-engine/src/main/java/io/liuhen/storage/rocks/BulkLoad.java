package io.liuhen.storage.rocks;

import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentCodec;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.EntryIndex.Place;
import io.liuhen.storage.index.EntryIndex.Tree;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Fills an index with rows that are known beforehand and come in the order of their keys: each row is written once, into
 * a table that is complete, with no log and no compaction. The index that comes of it is the one that the same facts,
 * told operation by operation, would have left.
 *
 * <p>Thread-safe: several ranges of rows can be loaded at once. When a method returns, its rows are durable. A load that
 * was cut off leaves an index with some ranges and without others, to be thrown away.
 */
public final class BulkLoad implements AutoCloseable {
    private static final byte[] EMPTY = {};

    private final Path folder;
    private final Database db;
    private final AtomicInteger ranges = new AtomicInteger();

    private BulkLoad(Path folder, Database db) {
        this.folder = folder;
        this.db = db;
    }

    /** Opens or creates the index in a folder, whose parent exists. */
    public static BulkLoad into(Path folder, Durability durability) {
        return new BulkLoad(folder, new Database(folder, durability, false));
    }

    /** Checksums of some blocks of a segment, from this one on. */
    public record Blocks(SegmentId id, int firstBlock, BlockChecksums checksums) {}

    /** When a segment was last read again, and intact. */
    public record Look(SegmentId id, Instant at) {}

    /** Something that carries a term. */
    public record Carrier(String kind, Term term, Instant sortAt, String id) {}

    /** An entry about a subject. */
    public record Mention(String subject, long number) {}

    /** Segments by their ids, without their terms. */
    public void segments(Stream<SegmentRow> rows) {
        load(Family.SEGMENTS, rows, (row, to) -> to.put(row.id().bytes(), Rows.segment(row)));
    }

    /** Segments that were read again and found intact, in the order of their ids and of these times, which is the same. */
    public void looks(Stream<Look> rows) {
        try (SortedTables looks = tables(Family.LOOKS);
                SortedTables due = tables(Family.LOOKS_DUE)) {
            rows.forEachOrdered(row -> {
                looks.put(row.id().bytes(), Rows.look(new RocksFixity.Look(row.at(), Optional.of(row.at()))));
                due.put(Keys.lookDue(row.at(), row.id()), EMPTY);
            });
            looks.ingest();
            due.ingest();
        }
    }

    /** When a segment was last found intact, of all of them. */
    public void lastIntact(Instant at) {
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(db.handle(Family.META), RocksFixity.LAST_KEY, Rows.time(at));
            db.write(batch);
        } catch (RocksDBException e) {
            throw Database.broken(e);
        }
    }

    /** Checksums by segment and block. */
    public void blocks(Stream<Blocks> rows) {
        load(
                Family.BLOCKS,
                rows,
                (row, to) -> to.put(
                        Keys.block(row.id(), row.firstBlock()), row.checksums().bytes()));
    }

    /** Documents by kind, id and version, all versions of each, without their terms. */
    public void documents(Stream<Document> rows) {
        try (SortedTables versions = tables(Family.DOCUMENTS);
                SortedTables heads = tables(Family.HEADS)) {
            Iterator<Document> documents = rows.iterator();
            Document last = null;
            while (documents.hasNext()) {
                Document document = documents.next();
                if (last != null && !last.key().equals(document.key())) {
                    heads.put(Keys.head(last.key()), version(last));
                }
                DocumentKey key = document.key();
                versions.put(Keys.document(key, document.version()), DocumentCodec.write(document));
                last = document;
            }
            if (last != null) {
                heads.put(Keys.head(last.key()), version(last));
            }
            versions.ingest();
            heads.ingest();
        }
    }

    private static byte[] version(Document document) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(document.version()).array();
    }

    /** Terms by kind, name, value, time and id. */
    public void terms(Stream<Carrier> rows) {
        load(Family.TERMS, rows, (row, to) -> to.put(Keys.term(row.kind(), row.term(), row.sortAt(), row.id()), EMPTY));
    }

    /** Jobs that nobody has to do any more, by kind and segment. */
    public void settledJobs(Stream<JobRow> rows) {
        load(Family.JOBS, rows, (row, to) -> {
            if (row.state() == JobRow.State.WAITING || row.state() == JobRow.State.LEASED) {
                throw new IllegalArgumentException("job " + row.key() + " is " + row.state());
            }
            to.put(Keys.job(row.key()), Rows.job(row));
        });
    }

    /** Places of ledger entries by number, without their subjects. */
    public void places(Stream<Place> rows) {
        load(Family.ENTRIES, rows, (row, to) -> to.put(Keys.number(row.number()), Rows.place(row)));
    }

    /** What ledger entries are about, by subject and number. */
    public void mentions(Stream<Mention> rows) {
        load(Family.ENTRY_SUBJECTS, rows, (row, to) -> to.put(Keys.entrySubject(row.subject(), row.number()), EMPTY));
    }

    /** How far ledger and journal are; what follows in their files counts as never committed. */
    public void ends(Tree tree, long journalEnd) {
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(db.handle(Family.META), RocksEntries.TREE_KEY, Rows.tree(tree));
            batch.put(db.handle(Family.META), RocksJournal.END_KEY, Rows.position(journalEnd));
            db.write(batch);
        } catch (RocksDBException e) {
            throw Database.broken(e);
        }
    }

    private <T> void load(Family family, Stream<T> rows, BiConsumer<T, SortedTables> put) {
        try (SortedTables to = tables(family)) {
            rows.forEachOrdered(row -> put.accept(row, to));
            to.ingest();
        }
    }

    private SortedTables tables(Family family) {
        return new SortedTables(db, family, folder.resolve("load-" + ranges.incrementAndGet()));
    }

    @Override
    public void close() {
        db.close();
    }
}
