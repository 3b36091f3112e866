package io.liuhen.storage.rocks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Tombstone;
import io.liuhen.storage.index.UploadIndex;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.index.UploadRow.Phase;
import io.liuhen.storage.rocks.Rows.Offset;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Uploads and segments on RocksDB. Thread-safe. */
final class RocksUploads implements UploadIndex {
    private static final byte[] EMPTY = {};

    private final Database db;
    private final Locks locks;
    private final Tickets tickets;

    RocksUploads(Database db, Locks locks, Tickets tickets) {
        this.db = db;
        this.locks = locks;
        this.tickets = tickets;
    }

    @Override
    public Commit create(UploadRow upload, Facts facts) {
        return changing(upload.id(), facts, change -> {
            byte[] key = upload.id().bytes();
            // Writing over it would take back what was acknowledged, and opening would take a seal back.
            boolean used =
                    upload(upload.id()).isPresent() || segment(upload.id()).isPresent();
            if (used
                    || db.get(Family.HEADS, Keys.head(Tombstone.key(upload.id())))
                            .isPresent()) {
                throw new IllegalArgumentException("there is an upload " + upload.id());
            }
            change.put(Family.UPLOADS, key, Rows.upload(upload));
            RocksRests.created(change, upload.id());
            change.put(
                    Family.OFFSETS,
                    key,
                    Rows.offset(new Offset(
                            upload.phase(),
                            upload.epoch(),
                            upload.offsetBytes(),
                            upload.lastCommitAt(),
                            BlockChecksums.none())));
        });
    }

    @Override
    public Optional<UploadRow> upload(SegmentId id) {
        byte[] key = id.bytes();
        return offset(id)
                .flatMap(offset -> db.get(Family.UPLOADS, key).map(value -> Rows.upload(id, value, offset)))
                .or(() -> db.get(Family.ENDED, key).map(value -> Rows.ended(id, value)));
    }

    private Optional<Offset> offset(SegmentId id) {
        return db.get(Family.OFFSETS, id.bytes()).map(Rows::offset);
    }

    @Override
    public Optional<UploadRow> claim(SegmentId id) {
        return locks.holding(List.of(id), () -> {
            Optional<Offset> now = offset(id).filter(offset -> offset.phase() == Phase.OPEN);
            now.ifPresent(offset -> {
                try (Change change = new Change(db, tickets)) {
                    change.put(
                                    Family.OFFSETS,
                                    id.bytes(),
                                    Rows.offset(new Offset(
                                            Phase.OPEN,
                                            offset.epoch() + 1,
                                            offset.offsetBytes(),
                                            offset.lastCommitAt(),
                                            offset.shortBlock())))
                            .commitUnsynced();
                }
            });
            return now.flatMap(offset -> upload(id));
        });
    }

    @Override
    public boolean commit(
            SegmentId id,
            long epoch,
            long expectedOffset,
            long newOffset,
            int firstBlock,
            BlockChecksums blocks,
            BlockChecksums shortBlock,
            Instant at) {
        return locks.holding(List.of(id), () -> {
            if (offset(id)
                    .filter(now -> owns(now, epoch) && now.offsetBytes() == expectedOffset)
                    .isEmpty()) {
                return false;
            }
            try (Change change = new Change(db, tickets)) {
                change.put(
                        Family.OFFSETS,
                        id.bytes(),
                        Rows.offset(new Offset(Phase.OPEN, epoch, newOffset, at, shortBlock)));
                if (blocks.count() > 0) {
                    change.put(Family.BLOCKS, Keys.block(id, firstBlock), blocks.bytes());
                }
                change.commit();
            }
            return true;
        });
    }

    @Override
    public Commit declareLength(SegmentId id, long epoch, long lengthBytes, ObjectNode attributes, Facts facts) {
        List<Object> keys = Change.keysOf(facts);
        keys.add(id);
        return locks.holding(keys, () -> {
            Optional<UploadRow> now = offset(id)
                    .filter(offset -> owns(offset, epoch))
                    .flatMap(offset -> upload(id))
                    .filter(row -> row.declaredLengthBytes().isEmpty());
            return now.isEmpty()
                    ? new Commit.Fenced()
                    : apply(
                            facts,
                            change -> change.put(
                                    Family.UPLOADS,
                                    id.bytes(),
                                    Rows.upload(now.get().withLength(lengthBytes, attributes))));
        });
    }

    private static boolean owns(Offset now, long epoch) {
        return now.phase() == Phase.OPEN && now.epoch() == epoch;
    }

    @Override
    public Commit seal(long epoch, SegmentRow segment, BlockChecksums shortBlock, Facts facts) {
        return changingAs(epoch, segment.id(), facts, change -> {
            byte[] key = segment.id().bytes();
            change.delete(Family.UPLOADS, key).delete(Family.OFFSETS, key);
            RocksRests.over(change, segment.id());
            putSegment(change, segment, shortBlock);
        });
    }

    /** Writes a segment and its terms; whole blocks are there already. */
    static void putSegment(Change change, SegmentRow segment, BlockChecksums shortBlock) {
        change.put(Family.SEGMENTS, segment.id().bytes(), Rows.segment(segment));
        RocksFixity.sealed(change, segment);
        if (shortBlock.count() > 0) {
            int last = BlockChecksums.blockCount(segment.lengthBytes()) - shortBlock.count();
            change.put(Family.BLOCKS, Keys.block(segment.id(), last), shortBlock.bytes());
        }
        segment.terms()
                .forEach(term -> change.put(
                        Family.TERMS,
                        Keys.term(
                                Facts.SEGMENT,
                                term,
                                segment.sealedAt(),
                                segment.id().toString()),
                        EMPTY));
    }

    @Override
    public Commit end(SegmentId id, long epoch, Facts facts) {
        return changingAs(
                epoch,
                id,
                facts,
                change -> upload(id).ifPresent(now -> {
                    change.delete(Family.UPLOADS, id.bytes())
                            .delete(Family.OFFSETS, id.bytes())
                            .deleteAll(Family.BLOCKS, id.bytes());
                    RocksRests.over(change, id);
                    putClosed(change, now, Phase.ENDED);
                }));
    }

    /** Writes an upload that takes no bytes any more. The caller removes what it was before. */
    static void putClosed(Change change, UploadRow upload, Phase phase) {
        Offset last =
                new Offset(phase, upload.epoch(), upload.offsetBytes(), upload.lastCommitAt(), BlockChecksums.none());
        change.put(Family.ENDED, upload.id().bytes(), Rows.ended(upload, last));
    }

    private Commit changingAs(long epoch, SegmentId id, Facts facts, Consumer<Change> what) {
        List<Object> keys = Change.keysOf(facts);
        keys.add(id);
        return locks.holding(
                keys,
                () -> offset(id).filter(now -> owns(now, epoch)).isPresent()
                        ? apply(facts, what)
                        : new Commit.Fenced());
    }

    private Commit changing(SegmentId id, Facts facts, Consumer<Change> what) {
        List<Object> keys = Change.keysOf(facts);
        keys.add(id);
        return locks.holding(keys, () -> apply(facts, what));
    }

    private Commit apply(Facts facts, Consumer<Change> what) {
        try (Change change = new Change(db, tickets)) {
            what.accept(change);
            Optional<Commit.Conflict> conflict = change.add(facts);
            return conflict.isPresent() ? conflict.get() : change.commit();
        }
    }

    @Override
    public List<UploadRow> openUploads(Optional<SegmentId> after, int limit) {
        List<UploadRow> open = new ArrayList<>();
        Optional<byte[]> first = after.map(RocksUploads::next)
                .or(() -> db.queues().of(Family.OFFSETS).first(Optional.empty(), 1, Cursor::key).stream()
                        .findFirst());
        if (first.isEmpty()) {
            return open;
        }
        try (Cursor rows = db.iterate(Family.OFFSETS)) {
            rows.seek(first.get());
            for (; rows.isValid() && open.size() < limit; rows.next()) {
                SegmentId id = SegmentId.read(ByteBuffer.wrap(rows.key()));
                upload(id).filter(upload -> upload.phase() == Phase.OPEN).ifPresent(open::add);
            }
        }
        return open;
    }

    @Override
    public Optional<SegmentRow> segment(SegmentId id) {
        return db.get(Family.SEGMENTS, id.bytes()).map(value -> Rows.segment(id, value));
    }

    @Override
    public List<SegmentRow> segments(Optional<SegmentId> after, int limit) {
        List<SegmentRow> found = new ArrayList<>();
        try (Cursor rows = db.iterate(Family.SEGMENTS)) {
            for (rows.seek(after.map(RocksUploads::next).orElse(EMPTY));
                    rows.isValid() && found.size() < limit;
                    rows.next()) {
                found.add(Rows.segment(SegmentId.read(ByteBuffer.wrap(rows.key())), rows.value()));
            }
        }
        return found;
    }

    /** The first key after that of an id: one zero byte more. */
    private static byte[] next(SegmentId id) {
        return Keys.then(id.bytes(), new byte[1]);
    }

    @Override
    public BlockChecksums committedBlocks(SegmentId id) {
        return blocks(id, 0, Integer.MAX_VALUE)
                .plus(offset(id).map(Offset::shortBlock).orElseGet(BlockChecksums::none));
    }

    @Override
    public BlockChecksums blocks(SegmentId id, int firstBlock, int count) {
        byte[] prefix = id.bytes();
        List<BlockChecksums> runs = new ArrayList<>();
        try (Cursor rows = db.iterate(Family.BLOCKS)) {
            rows.seekForPrev(Keys.block(id, firstBlock));
            if (!rows.isValid() || !Keys.startsWith(rows.key(), prefix)) {
                rows.seek(prefix);
            }
            int end = count == Integer.MAX_VALUE ? count : firstBlock + count;
            for (; rows.isValid() && Keys.startsWith(rows.key(), prefix); rows.next()) {
                int first = ByteBuffer.wrap(rows.key()).getInt(SegmentId.BYTES);
                if (first >= end) {
                    break;
                }
                runs.add(within(BlockChecksums.parse(rows.value()), first, firstBlock, end));
            }
        }
        BlockChecksums found = BlockChecksums.joined(runs);
        int wanted = count == Integer.MAX_VALUE ? found.count() : count;
        if (found.count() != wanted) {
            throw new StorageException(
                    Category.CORRUPT, "segment " + id + " has " + found.count() + " of " + wanted + " checksums");
        }
        return found;
    }

    private static BlockChecksums within(BlockChecksums run, int first, int from, int end) {
        int skip = Math.max(0, from - first);
        int stop = Math.min(run.count(), end - first);
        int[] part = new int[Math.max(0, stop - skip)];
        for (int i = 0; i < part.length; i++) {
            part[i] = run.get(skip + i);
        }
        return BlockChecksums.of(part);
    }
}
