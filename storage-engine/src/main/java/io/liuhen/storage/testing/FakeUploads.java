package io.liuhen.storage.testing;

import static io.liuhen.storage.testing.FakeIndex.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.RestIndex.Rest;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Tombstone;
import io.liuhen.storage.index.UploadIndex;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.index.UploadRow.Phase;
import io.liuhen.storage.testing.FakeTables.Upload;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/** Uploads and segments of a {@link FakeIndex}. Thread-safe. */
final class FakeUploads implements UploadIndex {
    private static final BlockChecksums NONE = BlockChecksums.none();

    private final FakeIndex index;

    FakeUploads(FakeIndex index) {
        this.index = index;
    }

    @Override
    public Commit create(UploadRow upload, Facts facts) {
        return index.change(tables -> {
            boolean disposed = tables.documents.containsKey(Tombstone.key(upload.id()));
            if (disposed || tables.uploads.containsKey(upload.id()) || tables.segments.containsKey(upload.id())) {
                throw new IllegalArgumentException("there is an upload " + upload.id());
            }
            UploadRow stored = FakeTables.at(upload, upload.epoch());
            return new FakeFacts(index, tables, facts).commit(() -> {
                tables.uploads.put(upload.id(), new Upload(stored, NONE));
                tables.rests.put(upload.id(), Rest.fresh(upload.id()));
            });
        });
    }

    @Override
    public Optional<UploadRow> upload(SegmentId id) {
        return index.read(tables -> tables.upload(id));
    }

    @Override
    public Optional<UploadRow> claim(SegmentId id) {
        return index.change(tables -> {
            Optional<UploadRow> now = tables.upload(id).filter(row -> row.phase() == Phase.OPEN);
            now.ifPresent(row -> index.commitUnsynced(() -> tables.claims.put(id, row.epoch() + 1)));
            return now.map(row -> FakeTables.at(row, row.epoch() + 1));
        });
    }

    private static Optional<UploadRow> owned(FakeTables tables, SegmentId id, long epoch) {
        return tables.upload(id).filter(row -> row.phase() == Phase.OPEN && row.epoch() == epoch);
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
        rule(newOffset > expectedOffset, "a commit goes forward");
        return index.change(tables -> {
            Optional<UploadRow> now = owned(tables, id, epoch).filter(row -> row.offsetBytes() == expectedOffset);
            now.ifPresent(row -> {
                BlockChecksums known = tables.blocks.getOrDefault(id, NONE);
                rule(
                        blocks.count() == 0 || firstBlock == known.count(),
                        "blocks follow one another, " + firstBlock + " does not follow " + known);
                UploadRow moved = row.withOffset(newOffset, at);
                index.commit(() -> {
                    tables.claims.remove(id);
                    tables.blocks.put(id, known.plus(blocks));
                    tables.uploads.put(id, new Upload(moved, shortBlock));
                });
            });
            return now.isPresent();
        });
    }

    @Override
    public Commit declareLength(SegmentId id, long epoch, long lengthBytes, ObjectNode attributes, Facts facts) {
        return index.change(tables -> {
            Optional<UploadRow> now = owned(tables, id, epoch)
                    .filter(row -> row.declaredLengthBytes().isEmpty());
            if (now.isEmpty()) {
                return new Commit.Fenced();
            }
            rule(lengthBytes >= now.get().offsetBytes(), "nothing is shorter than what has come of it");
            UploadRow declared = now.get().withLength(lengthBytes, attributes.deepCopy());
            return new FakeFacts(index, tables, facts)
                    .commit(() -> tables.uploads.computeIfPresent(
                            id, (key, upload) -> new Upload(declared, upload.shortBlock())));
        });
    }

    @Override
    public Commit seal(long epoch, SegmentRow segment, BlockChecksums shortBlock, Facts facts) {
        SegmentId id = segment.id();
        return index.change(tables -> {
            Optional<UploadRow> now = owned(tables, id, epoch);
            if (now.isEmpty()) {
                return new Commit.Fenced();
            }
            BlockChecksums all = tables.blocks.getOrDefault(id, NONE).plus(shortBlock);
            rule(segment.lengthBytes() == now.get().offsetBytes(), "what is sealed is what was committed");
            rule(all.count() == BlockChecksums.blockCount(segment.lengthBytes()), "every block has its checksum");
            return new FakeFacts(index, tables, facts).commit(() -> {
                tables.uploads.remove(id);
                tables.claims.remove(id);
                tables.blocks.put(id, all);
                tables.segments.put(id, copy(segment));
                tables.restOver(id);
            });
        });
    }

    @Override
    public Commit end(SegmentId id, long epoch, Facts facts) {
        return index.change(tables -> {
            Optional<UploadRow> now = owned(tables, id, epoch);
            if (now.isEmpty()) {
                return new Commit.Fenced();
            }
            UploadRow row = now.get();
            UploadRow ended = new UploadRow(
                    id,
                    Phase.ENDED,
                    epoch,
                    row.offsetBytes(),
                    row.declaredLengthBytes(),
                    row.fileName(),
                    row.attributes(),
                    row.createdAt(),
                    row.lastCommitAt());
            return new FakeFacts(index, tables, facts).commit(() -> {
                tables.claims.remove(id);
                tables.blocks.remove(id);
                tables.uploads.put(id, new Upload(ended, NONE));
                tables.restOver(id);
            });
        });
    }

    @Override
    public BlockChecksums committedBlocks(SegmentId id) {
        return index.read(tables -> {
            BlockChecksums last = Optional.ofNullable(tables.uploads.get(id))
                    .map(Upload::shortBlock)
                    .orElse(NONE);
            return tables.blocks.getOrDefault(id, NONE).plus(last);
        });
    }

    @Override
    public List<UploadRow> openUploads(Optional<SegmentId> after, int limit) {
        return index.read(tables -> after(tables.uploads, after).values().stream()
                .filter(upload -> upload.row().phase() == Phase.OPEN)
                .limit(limit)
                .flatMap(upload -> tables.upload(upload.row().id()).stream())
                .toList());
    }

    @Override
    public Optional<SegmentRow> segment(SegmentId id) {
        return index.read(tables -> Optional.ofNullable(tables.segments.get(id)).map(FakeUploads::copy));
    }

    @Override
    public BlockChecksums blocks(SegmentId id, int firstBlock, int count) {
        return index.read(tables -> {
            BlockChecksums known = tables.blocks.getOrDefault(id, NONE);
            int[] found = new int[count];
            for (int i = 0; i < count; i++) {
                if (firstBlock + i >= known.count()) {
                    throw new StorageException(Category.CORRUPT, "segment " + id + " lacks checksums");
                }
                found[i] = known.get(firstBlock + i);
            }
            return BlockChecksums.of(found);
        });
    }

    @Override
    public List<SegmentRow> segments(Optional<SegmentId> after, int limit) {
        return index.read(tables -> after(tables.segments, after).values().stream()
                .limit(limit)
                .map(FakeUploads::copy)
                .toList());
    }

    private static <T> NavigableMap<SegmentId, T> after(NavigableMap<SegmentId, T> rows, Optional<SegmentId> after) {
        return after.isPresent() ? rows.tailMap(after.get(), false) : rows;
    }

    private static SegmentRow copy(SegmentRow segment) {
        return new SegmentRow(
                segment.id(),
                segment.kind(),
                segment.fileName(),
                segment.lengthBytes(),
                segment.sha256(),
                segment.createdAt(),
                segment.sealedAt(),
                segment.attributes().deepCopy(),
                List.copyOf(segment.terms()));
    }
}
