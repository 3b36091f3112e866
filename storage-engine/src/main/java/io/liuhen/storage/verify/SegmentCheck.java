package io.liuhen.storage.verify;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadIndex;
import io.liuhen.storage.pieces.Pieces;
import io.liuhen.storage.pieces.Pieces.PieceReader;
import io.liuhen.storage.verify.Damage.Kind;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads one segment again, block by block, and compares it with what was sealed. A disk that cannot be read is thrown and
 * says nothing about the bytes. Confined to one thread.
 */
public final class SegmentCheck implements AutoCloseable {
    private final SegmentRow segment;
    private final Pieces pieces;
    private final UploadIndex index;
    private final PieceReader reader;
    private final int blockCount;
    private final MessageDigest digest = Sha256.newDigest();
    private final ByteBuffer block;
    private final SealedChecksums checksums;
    private int blocksRead;
    private int blocksDamaged;
    private int firstDamaged;

    private SegmentCheck(SegmentRow segment, Pieces pieces, UploadIndex index, PieceReader reader, ByteBuffer block) {
        this.segment = segment;
        this.pieces = pieces;
        this.index = index;
        this.reader = reader;
        this.block = block;
        this.checksums = new SealedChecksums(segment, index);
        this.blockCount = BlockChecksums.blockCount(segment.lengthBytes());
    }

    /** What a segment is read into; may serve one check after the other. */
    public static ByteBuffer newBlock() {
        return ByteBuffer.allocate(BlockChecksums.BLOCK_BYTES);
    }

    /**
     * Begins to read what the disk has, past all caches where that is possible.
     *
     * @param block from {@link #newBlock}
     * @throws StorageException {@code MISSING} if there is no original
     */
    public static SegmentCheck ofDisk(SegmentRow segment, Pieces pieces, UploadIndex index, ByteBuffer block) {
        return new SegmentCheck(segment, pieces, index, pieces.rereader(segment.id(), segment.fileName()), block);
    }

    /** Begins to read as everybody does, perhaps from memory. Throws as {@link #ofDisk}. */
    public static SegmentCheck ofFile(SegmentRow segment, Pieces pieces, UploadIndex index, ByteBuffer block) {
        return new SegmentCheck(segment, pieces, index, pieces.reader(segment.id(), segment.fileName()), block);
    }

    /** What is read. */
    public SegmentRow segment() {
        return segment;
    }

    /** Reads the next block; returns its bytes, 0 when there is nothing more to read. */
    public int next() {
        // A file of another length is damaged whatever is in it; the rest need not be read.
        if (blocksRead == blockCount || (blocksRead == 0 && reader.sizeBytes() != segment.lengthBytes())) {
            return 0;
        }
        // The whole buffer, also for the last block: reads past the cache want to be aligned.
        block.clear();
        int count = reader.read(block, (long) blocksRead * BlockChecksums.BLOCK_BYTES);
        block.flip();
        digest.update(block.duplicate());
        CRC32C checksum = new CRC32C();
        checksum.update(block);
        if ((int) checksum.getValue() != checksums.of(blocksRead)) {
            firstDamaged = blocksDamaged == 0 ? blocksRead : firstDamaged;
            blocksDamaged++;
        }
        blocksRead++;
        return Math.max(1, count);
    }

    /** What is wrong, once {@link #next} has nothing more to read; empty where everything is as it was sealed. */
    public Optional<Damage> damage() {
        if (reader.sizeBytes() != segment.lengthBytes()) {
            return mismatch("the original has " + reader.sizeBytes() + " bytes instead of " + segment.lengthBytes());
        }
        Sha256 found = Sha256.of(digest.digest());
        if (!found.equals(segment.sha256())) {
            return mismatch("the original has the SHA-256 " + found + " instead of " + segment.sha256() + blocks());
        }
        if (blocksDamaged > 0) {
            return mismatch("the original is whole, but not its checksums in the index" + blocks());
        }
        return manifestDamage();
    }

    private String blocks() {
        return blocksDamaged == 0
                ? ""
                : "; " + blocksDamaged + " of " + blockCount + " blocks differ, the first is " + firstDamaged;
    }

    private Optional<Damage> manifestDamage() {
        try {
            return Arrays.equals(pieces.manifest(segment.id()), sealedManifest(segment, index))
                    ? Optional.empty()
                    : mismatch("the manifest is not what was sealed");
        } catch (StorageException e) {
            if (e.category() == Category.MISSING) {
                return Optional.of(new Damage(Kind.MISSING, "the manifest is missing"));
            }
            throw e;
        }
    }

    /** The manifest as it was sealed, byte for byte, out of the index. */
    public static byte[] sealedManifest(SegmentRow segment, UploadIndex index) {
        return new Manifest(
                        segment.id(),
                        segment.kind(),
                        segment.fileName(),
                        segment.lengthBytes(),
                        segment.sha256(),
                        new SealedChecksums(segment, index).all(),
                        segment.createdAt(),
                        segment.sealedAt(),
                        segment.attributes(),
                        SegmentRow.json(segment.terms()))
                .bytes();
    }

    private static Optional<Damage> mismatch(String finding) {
        return Optional.of(new Damage(Kind.MISMATCH, finding));
    }

    /**
     * What a failure to read says about a segment: its original is missing, it is not what was sealed, or the disk or the
     * index cannot be read, which says nothing about its bytes.
     */
    public static Damage damageOf(StorageException failure) {
        if (failure instanceof UnreadableIndexException) {
            return new Damage(
                    Kind.UNREADABLE, "the index cannot tell what the original must be: " + failure.getMessage());
        }
        return switch (failure.category()) {
            case MISSING -> new Damage(Kind.MISSING, "the original is missing");
            case CORRUPT -> new Damage(Kind.MISMATCH, String.valueOf(failure.getMessage()));
            default -> new Damage(Kind.UNREADABLE, String.valueOf(failure.getMessage()));
        };
    }

    @Override
    public void close() {
        reader.close();
    }
}
