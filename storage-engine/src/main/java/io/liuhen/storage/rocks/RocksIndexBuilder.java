package io.liuhen.storage.rocks;

import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.Decoder;
import io.liuhen.storage.format.Encoder;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentCodec;
import io.liuhen.storage.index.DocumentIndex;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.EntryIndex;
import io.liuhen.storage.index.Generations;
import io.liuhen.storage.index.IndexBuilder;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadIndex;
import io.liuhen.storage.index.UploadRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Fills an empty RocksDB. Batches are not synced one by one: RocksDB keeps their order, so a power cut takes the last of
 * them and no other. Confined to one thread.
 */
public final class RocksIndexBuilder implements IndexBuilder {
    private static final byte[] NOTE_KEY = "rebuild".getBytes(StandardCharsets.UTF_8);
    private static final int NOTE_VERSION = 1;

    private final Database db;
    private final Tickets tickets = new Tickets(0);
    private final RocksDocuments documents;
    private final RocksUploads uploads;
    private final RocksEntries entries;
    private final RocksJournal journal;

    private RocksIndexBuilder(Database db) {
        this.db = db;
        Locks locks = new Locks();
        documents = new RocksDocuments(db, locks, tickets);
        uploads = new RocksUploads(db, locks, tickets);
        entries = new RocksEntries(db, tickets);
        journal = new RocksJournal(db, tickets);
    }

    /** Opens or creates an index in the making in a folder, whose parent exists. */
    public static RocksIndexBuilder open(Path folder, Durability durability) {
        return new RocksIndexBuilder(new Database(folder, durability, false));
    }

    @Override
    public Optional<String> note() {
        return db.get(Family.META, NOTE_KEY)
                .map(value -> new Decoder("the progress of a rebuild", value, NOTE_VERSION).text());
    }

    @Override
    public void note(String progress) {
        try (Change change = new Change(db, tickets)) {
            change.put(
                            Family.META,
                            NOTE_KEY,
                            new Encoder(NOTE_VERSION).text(progress).toBytes())
                    .commitUnsynced();
        }
    }

    @Override
    public List<Document> documents(List<Document> record, long end) {
        List<Document> contradicting = new ArrayList<>();
        for (Document document : record) {
            try (Change change = new Change(db, tickets)) {
                Optional<byte[]> known = db.get(Family.DOCUMENTS, Keys.document(document.key(), document.version()));
                if (known.isEmpty()) {
                    change.restore(document);
                } else if (!Arrays.equals(known.get(), DocumentCodec.write(document))) {
                    contradicting.add(document);
                }
                change.commitUnsynced();
            }
        }
        try (Change change = new Change(db, tickets)) {
            change.put(Family.META, RocksJournal.END_KEY, Rows.position(end)).commitUnsynced();
        }
        return contradicting;
    }

    @Override
    public long journalEnd() {
        return journal.end().orElse(0);
    }

    @Override
    public void segment(SegmentRow segment, BlockChecksums blocks, List<NewJob> jobs) {
        try (Change change = new Change(db, tickets)) {
            RocksUploads.putSegment(change, segment, BlockChecksums.none());
            if (blocks.count() > 0) {
                change.put(Family.BLOCKS, Keys.block(segment.id(), 0), blocks.bytes());
            }
            jobs.forEach(change::enqueue);
            change.commitUnsynced();
        }
    }

    @Override
    public void unfinishedDisposal(SegmentId id) {
        try (Change change = new Change(db, tickets)) {
            RocksDisposals.unfinished(change, id);
            change.commitUnsynced();
        }
    }

    @Override
    public void closedUpload(UploadRow upload) {
        try (Change change = new Change(db, tickets)) {
            RocksUploads.putClosed(change, upload, upload.phase());
            change.commitUnsynced();
        }
    }

    @Override
    public void job(NewJob job) {
        try (Change change = new Change(db, tickets)) {
            change.enqueue(job);
            change.commitUnsynced();
        }
    }

    @Override
    public void entries(List<EntryIndex.Place> places, EntryIndex.Tree tree) {
        try (Change change = new Change(db, tickets)) {
            RocksEntries.putPlaces(change, places, tree);
            change.commitUnsynced();
        }
    }

    @Override
    public EntryIndex.Tree tree() {
        return entries.tree();
    }

    @Override
    public DocumentIndex documents() {
        return documents;
    }

    @Override
    public UploadIndex uploads() {
        return uploads;
    }

    @Override
    public List<String> ids(String kind, Optional<String> after, int limit) {
        byte[] prefix = Keys.texts(kind);
        List<String> ids = new ArrayList<>();
        try (Cursor rows = db.iterate(Family.HEADS)) {
            // One zero byte more than the key: the first key after it.
            rows.seek(after.map(id -> Keys.then(Keys.texts(kind, id), new byte[1]))
                    .orElse(prefix));
            for (; rows.isValid() && Keys.startsWith(rows.key(), prefix) && ids.size() < limit; rows.next()) {
                ids.add(new String(
                        Arrays.copyOfRange(rows.key(), prefix.length, rows.key().length - 1), StandardCharsets.UTF_8));
            }
        }
        return ids;
    }

    @Override
    public List<DocumentKey> incomplete(int limit) {
        List<DocumentKey> incomplete = new ArrayList<>();
        byte[] key = {};
        int version = 0;
        try (Cursor rows = db.iterate(Family.DOCUMENTS)) {
            for (rows.seekToFirst(); rows.isValid() && incomplete.size() < limit; rows.next()) {
                byte[] next = Arrays.copyOf(rows.key(), rows.key().length - Integer.BYTES);
                int found = ByteBuffer.wrap(rows.key()).getInt(next.length);
                int expected = Arrays.equals(key, next) ? version + 1 : 1;
                if (found != expected) {
                    incomplete.add(Keys.documentKey(next));
                }
                key = next;
                version = found;
            }
        }
        return incomplete;
    }

    @Override
    public void complete(Sha256 store, Generations generations) {
        try (Change change = new Change(db, tickets)) {
            change.put(Family.META, RocksIndex.STORE_KEY, Rows.store(store))
                    .put(Family.META, RocksIndex.GENERATION_KEY, Rows.generations(generations))
                    .commit();
        }
    }

    @Override
    public void close() {
        db.close();
    }
}
