package io.liuhen.storage;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.pieces.Pieces.PieceReader;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Sealed segments. Thread-safe; every method blocks on the disk, so none belongs on an event loop. */
public final class Segments {
    private final EngineParts parts;

    Segments(EngineParts parts) {
        this.parts = parts;
    }

    /** What a whole re-read of an original has found. */
    public sealed interface Verification {
        /** Every byte is as it was sealed. */
        record Intact() implements Verification {}

        /** It is not; the finding says what was seen, for people. */
        record Damaged(String finding) implements Verification {}
    }

    /** A sealed segment. */
    public Optional<SegmentRow> find(SegmentId id) {
        return parts.index().uploads().segment(id);
    }

    /** Sealed segments in the order of their ids, after the given one. */
    public List<SegmentRow> list(Optional<SegmentId> after, int limit) {
        return parts.index().uploads().segments(after, limit);
    }

    /** Opens an original for checked reading. To be closed by the caller. */
    public SegmentReader open(SegmentRow segment) {
        return new SegmentReader(
                segment,
                parts.pieces().reader(segment.id(), segment.fileName()),
                parts.index().uploads());
    }

    /**
     * The manifest as it was sealed, byte for byte. One that says anything else than the index is {@code CORRUPT} and is not
     * handed out: the index has everything that stands in it, guarded by checksums of its own.
     */
    public byte[] manifest(SegmentId id) {
        byte[] bytes = parts.pieces().manifest(id);
        Manifest manifest = Manifest.parse(bytes);
        SegmentRow row = find(id).orElseThrow(() -> new StorageException(Category.MISSING, "no segment " + id));
        boolean same = Arrays.equals(bytes, manifest.bytes())
                && SegmentRow.of(manifest, row.terms()).equals(row)
                && parts.index()
                        .uploads()
                        .blocks(id, 0, BlockChecksums.blockCount(row.lengthBytes()))
                        .equals(manifest.blocks());
        if (!same) {
            throw new StorageException(Category.CORRUPT, "the manifest of " + id + " is not what was sealed");
        }
        return bytes;
    }

    /** As {@link #verify(SegmentRow, BooleanSupplier)}, to its end. */
    public Verification verify(SegmentRow segment) {
        return verify(segment, () -> false);
    }

    /**
     * Reads an original again from its first to its last byte and compares it with what was sealed. A disk that cannot be
     * read now says nothing about the bytes: that is thrown.
     *
     * @param cancelled asked again and again; once it says yes, this ends with {@code CLOSED}. Threads must not be
     *     interrupted instead: that would close files which others use
     */
    public Verification verify(SegmentRow segment, BooleanSupplier cancelled) {
        try (PieceReader reader = parts.pieces().reader(segment.id(), segment.fileName())) {
            if (reader.sizeBytes() != segment.lengthBytes()) {
                return new Verification.Damaged(
                        "the original has " + reader.sizeBytes() + " bytes instead of " + segment.lengthBytes());
            }
            Sha256 found = digest(reader, segment.lengthBytes(), cancelled);
            return found.equals(segment.sha256())
                    ? new Verification.Intact()
                    : new Verification.Damaged(
                            "the original has the SHA-256 " + found + " instead of " + segment.sha256());
        } catch (StorageException e) {
            if (e.category() == Category.MISSING) {
                return new Verification.Damaged("the original is missing");
            }
            throw e;
        }
    }

    private static Sha256 digest(PieceReader reader, long lengthBytes, BooleanSupplier cancelled) {
        MessageDigest digest = Sha256.newDigest();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        for (long position = 0; position < lengthBytes; position += buffer.limit()) {
            if (cancelled.getAsBoolean()) {
                throw new StorageException(Category.CLOSED, "the verification was cut off");
            }
            buffer.clear();
            reader.read(buffer, position);
            digest.update(buffer.flip());
            if (buffer.limit() == 0) {
                break;
            }
        }
        return Sha256.of(digest.digest());
    }
}
