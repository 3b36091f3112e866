package io.liuhen.storage.pieces;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.pieces.Pieces.PieceReader;
import io.liuhen.storage.pieces.Pieces.PieceWriter;
import io.liuhen.storage.testing.ManualClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What every keeper of bytes must do, whatever it keeps them in. */
public abstract class PiecesContract {
    static final String FILE = "original.bin";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-20T08:00:00Z"));
    private final IdGenerator ids = new IdGenerator(clock, new Random(11));

    /** The pieces under test. */
    protected abstract Pieces pieces();

    /** Closes them and opens them again. */
    protected abstract void reopen();

    SegmentId id() {
        clock.move(Duration.ofMillis(1));
        return ids.segment();
    }

    static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A manifest for content of at most one block. */
    Manifest manifest(SegmentId id, byte[] content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        clock.move(Duration.ofSeconds(1));
        return new Manifest(
                id,
                SegmentKind.COMPLETE,
                FILE,
                content.length,
                Sha256.digestOf(content),
                content.length == 0 ? BlockChecksums.none() : BlockChecksums.of((int) checksum.getValue()),
                id.madeAt(),
                clock.instant(),
                CanonicalJson.object(),
                CanonicalJson.object().arrayNode());
    }

    /** Appends from an offset on, and makes it durable. */
    void write(SegmentId id, long epoch, long offset, byte[] content) {
        try (PieceWriter writer = pieces().writer(id, epoch, offset)) {
            writer.append(ByteBuffer.wrap(content));
            writer.flush();
        }
    }

    byte[] readOpen(SegmentId id, int length) {
        try (PieceWriter writer = pieces().writer(id, 99, length)) {
            ByteBuffer found = ByteBuffer.allocate(length);
            assertEquals(length, writer.read(found, 0));
            return found.array();
        }
    }

    byte[] readSealed(SegmentId id) {
        try (PieceReader reader = pieces().reader(id, FILE)) {
            ByteBuffer found = ByteBuffer.allocate(Math.toIntExact(reader.sizeBytes()));
            assertEquals(found.capacity(), reader.read(found, 0));
            return found.array();
        }
    }

    private static void assertFails(Category category, Runnable what) {
        assertEquals(category, assertThrows(StorageException.class, what::run).category());
    }

    @Test
    public void bytesAreReadBackWhereTheyWereWritten() {
        SegmentId id = id();
        byte[] content = bytes(1000, 1);
        try (PieceWriter writer = pieces().writer(id, 1, 0)) {
            writer.append(ByteBuffer.wrap(content, 0, 300));
            writer.append(ByteBuffer.wrap(content, 300, 700));
            ByteBuffer middle = ByteBuffer.allocate(500);
            assertEquals(500, writer.read(middle, 250));
            assertArrayEquals(Arrays.copyOfRange(content, 250, 750), middle.array());
            assertEquals(10, writer.read(ByteBuffer.allocate(50), 990), "there is no more");
        }
    }

    @Test
    public void whatWasFlushedIsThereAfterOpeningAgain() {
        SegmentId id = id();
        byte[] content = bytes(1000, 2);
        write(id, 1, 0, content);
        reopen();
        assertArrayEquals(content, readOpen(id, 1000));
    }

    @Test
    public void whatWasNotAcknowledgedIsCutAwayByTheNextWriter() {
        SegmentId id = id();
        write(id, 1, 0, bytes(1000, 3));
        write(id, 2, 600, bytes(100, 4));
        byte[] expected = Arrays.copyOf(bytes(1000, 3), 700);
        System.arraycopy(bytes(100, 4), 0, expected, 600, 100);
        assertArrayEquals(expected, readOpen(id, 700));
        try (PieceWriter writer = pieces().writer(id, 4, 700)) {
            assertEquals(0, writer.read(ByteBuffer.allocate(1), 700));
        }
    }

    @Test
    public void aWriterMayGoBackToAnOffset() {
        SegmentId id = id();
        byte[] content = bytes(500, 5);
        try (PieceWriter writer = pieces().writer(id, 1, 0)) {
            writer.append(ByteBuffer.wrap(content, 0, 200));
            writer.append(ByteBuffer.wrap(bytes(1000, 6)));
            writer.cutBackTo(200);
            writer.append(ByteBuffer.wrap(content, 200, 300));
            writer.flush();
        }
        assertArrayEquals(content, readOpen(id, 500));
    }

    @Test
    public void missingBytesAreCorruptionAndAreNotMadeUp() {
        SegmentId shorter = id();
        write(shorter, 1, 0, bytes(100, 7));
        assertFails(Category.CORRUPT, () -> pieces().writer(shorter, 2, 101));
        assertArrayEquals(bytes(100, 7), readOpen(shorter, 100), "what is there stays there");
        SegmentId lost = id();
        assertFails(Category.CORRUPT, () -> pieces().writer(lost, 2, 1));
        assertEquals(List.of(shorter), pieces().staged(), "an empty piece in its place would hide the loss");
    }

    @Test
    public void anUploadBecomesAnOriginalWithItsManifest() {
        SegmentId id = id();
        byte[] content = bytes(1000, 8);
        write(id, 1, 0, content);
        Manifest manifest = manifest(id, content);
        pieces().publish(manifest);
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(content, readSealed(id));
            assertArrayEquals(manifest.bytes(), pieces().manifest(id));
            assertEquals(List.of(), pieces().staged());
            reopen();
        }
    }

    @Test
    public void anUploadWithoutBytesBecomesAnOriginalToo() {
        SegmentId id = id();
        write(id, 1, 0, new byte[0]);
        pieces().publish(manifest(id, new byte[0]));
        assertArrayEquals(new byte[0], readSealed(id));
    }

    @Test
    public void aPublicationThatIsTakenBackLeavesTheUploadAsItWas() {
        SegmentId id = id();
        byte[] content = bytes(1000, 9);
        write(id, 1, 0, content);
        pieces().publish(manifest(id, content));
        assertTrue(pieces().unpublish(id, FILE));
        assertFalse(pieces().unpublish(id, FILE), "nothing is left to take back");
        assertArrayEquals(content, readOpen(id, 1000));
        assertEquals(List.of(id), pieces().staged());
        assertFails(Category.MISSING, () -> pieces().reader(id, FILE));
        assertFails(Category.MISSING, () -> pieces().manifest(id));

        write(id, 2, 1000, bytes(10, 10));
        byte[] longer = Arrays.copyOf(content, 1010);
        System.arraycopy(bytes(10, 10), 0, longer, 1000, 10);
        pieces().publish(manifest(id, longer));
        assertArrayEquals(longer, readSealed(id));
    }

    @Test
    public void whatWasNeverPublishedIsNotTakenBack() {
        SegmentId id = id();
        write(id, 1, 0, bytes(10, 11));
        assertFalse(pieces().unpublish(id, FILE));
        assertArrayEquals(bytes(10, 11), readOpen(id, 10));
    }

    @Test
    public void whatIsDestroyedIsGoneAndItsNeighboursStay() {
        List<SegmentId> ids = IntStream.range(0, 4).mapToObj(i -> id()).toList();
        for (SegmentId id : ids) {
            write(id, 1, 0, id.bytes());
            pieces().publish(manifest(id, id.bytes()));
        }
        pieces().destroy(Map.of(ids.get(0), FILE, ids.get(2), FILE));
        for (int i = 0; i < 2; i++) {
            for (SegmentId gone : List.of(ids.get(0), ids.get(2))) {
                assertFails(Category.MISSING, () -> pieces().reader(gone, FILE));
                assertFails(Category.MISSING, () -> pieces().rereader(gone, FILE));
                assertFails(Category.MISSING, () -> pieces().manifest(gone));
            }
            for (SegmentId there : List.of(ids.get(1), ids.get(3))) {
                assertArrayEquals(there.bytes(), readSealed(there));
            }
            Inventory inventory = pieces().inventory();
            assertEquals(List.of(ids.get(0).date()), inventory.days());
            assertEquals(
                    List.of(ids.get(1).toString(), ids.get(3).toString()),
                    inventory.names(ids.get(0).date()));
            assertEquals(
                    List.of(ids.get(1), ids.get(1), ids.get(3), ids.get(3)),
                    listed(inventory, ids.get(0).date()));
            reopen();
            pieces().destroy(Map.of(ids.get(0), FILE, id(), FILE));
        }
    }

    private static List<SegmentId> listed(Inventory inventory, LocalDate day) {
        try (Inventory.Lines lines = inventory.lines(day)) {
            return lines.next(100).stream()
                    .map(line -> line.segment().orElseThrow())
                    .toList();
        }
    }

    @Test
    public void rereadingFindsTheSameBytes() {
        SegmentId id = id();
        byte[] content = bytes(300_001, 13);
        write(id, 1, 0, content);
        pieces().publish(manifest(id, content));
        Random random = new Random(14);
        try (PieceReader reader = pieces().rereader(id, FILE)) {
            assertEquals(content.length, reader.sizeBytes());
            for (int i = 0; i < 50; i++) {
                int from = random.nextInt(content.length + 10);
                ByteBuffer found = ByteBuffer.allocate(random.nextInt(100_000));
                int count = reader.read(found, from);
                assertEquals(Math.max(0, Math.min(found.capacity(), content.length - from)), count);
                assertArrayEquals(
                        Arrays.copyOfRange(
                                content, Math.min(from, content.length), Math.min(from, content.length) + count),
                        Arrays.copyOf(found.array(), count),
                        "from " + from + ", seed 14");
            }
        }
    }

    @Test
    public void discardedBytesAreGone() {
        SegmentId id = id();
        write(id, 1, 0, bytes(10, 12));
        pieces().discard(id);
        pieces().discard(id);
        assertEquals(List.of(), pieces().staged());
        assertFails(Category.CORRUPT, () -> pieces().writer(id, 2, 10));
    }

    @Test
    public void stagedPiecesAreListedInTheOrderOfTheirIds() {
        List<SegmentId> all = IntStream.range(0, 20).mapToObj(i -> id()).toList();
        IntStream.range(0, 20).forEach(i -> write(all.get((i * 7) % 20), 1, 0, bytes(3, i)));
        assertEquals(all, pieces().staged());
    }
}
