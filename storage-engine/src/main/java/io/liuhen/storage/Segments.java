package io.liuhen.storage;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.pieces.Pieces.PieceReader;
import io.liuhen.storage.verify.Damage;
import io.liuhen.storage.verify.SegmentCheck;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Sealed segments. Thread-safe; every method blocks on the disk, so none belongs on an event loop. */
public final class Segments {
    /** Comparisons read for minutes: they must leave threads to those who receive, and memory to all. */
    private static final int COMPARING_MAX = 2;

    private final EngineParts parts;
    private final Executor comparing;
    private volatile boolean closed;

    Segments(EngineParts parts) {
        this.parts = parts;
        this.comparing = new BoundedExecutor(parts.threads(), COMPARING_MAX);
    }

    /** What a whole re-read of an original has found. */
    public sealed interface Verification {
        /** Every byte is as it was sealed. */
        record Intact() implements Verification {}

        /** It is not. */
        record Damaged(Damage damage) implements Verification {
            /** What was seen, for people. */
            public String finding() {
                return damage.finding();
            }
        }
    }

    /** A sealed segment. */
    public Optional<SegmentRow> find(SegmentId id) {
        return parts.index().uploads().segment(id);
    }

    /** Sealed segments in the order of their ids, after the given one. */
    public List<SegmentRow> list(Optional<SegmentId> after, int limit) {
        return parts.index().uploads().segments(after, limit);
    }

    /** Opens an original for checked reading, with memory of its own on the heap. To be closed by the caller. */
    public SegmentReader open(SegmentRow segment) {
        return open(segment, ByteBuffer.allocate(SegmentReader.memoryBytes(segment)));
    }

    /**
     * Opens an original for checked reading. To be closed by the caller.
     *
     * @param memory where a block lies while it is handed out, of {@link BlockChecksums#BLOCK_BYTES}; nobody else may use it
     *     until the reader is closed
     */
    public SegmentReader open(SegmentRow segment, ByteBuffer memory) {
        if (memory.capacity() < SegmentReader.memoryBytes(segment)) {
            throw new IllegalArgumentException(
                    "no block of " + segment.id() + " fits into " + memory.capacity() + " bytes");
        }
        PieceReader piece = parts.pieces().reader(segment.id(), segment.fileName());
        return new SegmentReader(segment, piece, parts.index().uploads(), memory);
    }

    /**
     * The manifest as it was sealed, byte for byte.
     *
     * @throws StorageException {@code CORRUPT} if it is not what the index knows of the segment; it is not handed out
     */
    public byte[] manifest(SegmentId id) {
        byte[] content = parts.pieces().manifest(id);
        SegmentRow segment =
                find(id).orElseThrow(() -> new StorageException(Category.MISSING, "there is no segment " + id));
        if (!Arrays.equals(
                content, SegmentCheck.sealedManifest(segment, parts.index().uploads()))) {
            throw new StorageException(Category.CORRUPT, "the manifest of segment " + id + " is not what was sealed");
        }
        return content;
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
        try (SegmentCheck check =
                SegmentCheck.ofFile(segment, parts.pieces(), parts.index().uploads(), SegmentCheck.newBlock())) {
            while (check.next() > 0) {
                if (cancelled.getAsBoolean()) {
                    throw new StorageException(Category.CLOSED, "the verification was cut off");
                }
            }
            return check.damage().<Verification>map(Verification.Damaged::new).orElseGet(Verification.Intact::new);
        } catch (StorageException e) {
            if (e.category() == Category.MISSING || e.category() == Category.CORRUPT) {
                return new Verification.Damaged(SegmentCheck.damageOf(e));
            }
            throw e;
        }
    }

    /**
     * As {@link #verify(SegmentRow)}, without a thread of the caller's: two segments at a time, the others wait. The stage
     * completes on a storage thread, and fails with {@code CLOSED} when the store closes meanwhile.
     */
    public CompletionStage<Verification> compare(SegmentRow segment) {
        return closed
                ? CompletableFuture.failedFuture(new StorageException(Category.CLOSED, "the store is closing"))
                : CompletableFuture.supplyAsync(() -> verify(segment, () -> closed), comparing);
    }

    /** Ends what is being compared. */
    void close() {
        closed = true;
    }
}
