package io.liuhen.storage.pieces;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.pieces.Pieces.PieceWriter;
import io.liuhen.storage.testing.ManualClock;
import io.liuhen.storage.testing.SimulatedDisk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a process that died in a publication has left in the cache takes nothing with it when the power goes later. */
final class DeadPublisherTest {
    private static final Instant NOW = Instant.parse("2026-11-20T08:00:00Z");
    private static final int OPERATIONS_MAX = 40;
    private static final byte[] BYTES = "acknowledged".getBytes(StandardCharsets.UTF_8);

    private final IdGenerator ids = new IdGenerator(new ManualClock(NOW), new SplittableRandom(1));
    private final SegmentId first = ids.segment();
    private final SegmentId second = ids.segment();

    private static FilePieces open(SimulatedDisk disk) {
        return FilePieces.open(disk, new Durability(disk, () -> 0, SyncObserver.none()));
    }

    private static void receive(FilePieces pieces, SegmentId id) {
        try (PieceWriter writer = pieces.writer(id, 1, 0)) {
            writer.append(ByteBuffer.wrap(BYTES));
            writer.flush();
        }
    }

    private static Manifest manifest(SegmentId id) {
        return new Manifest(
                id,
                SegmentKind.COMPLETE,
                "original",
                BYTES.length,
                Sha256.digestOf(BYTES),
                BlockChecksums.of(1),
                NOW,
                NOW,
                CanonicalJson.object(),
                CanonicalJson.object().arrayNode());
    }

    /** A process that dies after so many operations. */
    private static void dies(SimulatedDisk disk, int operations, Consumer<FilePieces> work) {
        disk.powerOffAfter(operations);
        try {
            work.accept(open(disk));
        } catch (StorageException e) {
            // It is the end of this process, though not of the machine.
        }
        disk.restart();
    }

    @Test
    void bytesThatWereTakenBackByADyingProcessAreTakenBackDurablyByTheNext() {
        for (int published = 10; published < OPERATIONS_MAX; published++) {
            for (int takenBack = 0; takenBack < OPERATIONS_MAX; takenBack++) {
                SimulatedDisk disk = new SimulatedDisk();
                receive(open(disk), first);
                dies(disk, published, pieces -> pieces.publish(manifest(first)));
                dies(disk, takenBack, pieces -> pieces.unpublish(first, "original"));
                FilePieces next = open(disk);
                next.unpublish(first, "original");
                next.writer(first, 2, BYTES.length).close();
                disk.powerOn(new SplittableRandom(published * 1000L + takenBack));
                FilePieces after = open(disk);
                after.unpublish(first, "original");
                ByteBuffer found = ByteBuffer.allocate(BYTES.length);
                try (PieceWriter writer = after.writer(first, 3, BYTES.length)) {
                    writer.read(found, 0);
                }
                assertArrayEquals(BYTES, found.array(), published + " and " + takenBack + " operations");
            }
        }
    }

    @Test
    void aListThatADyingProcessBeganIsThereForThoseWhoWriteToItLater() {
        for (int published = 0; published < OPERATIONS_MAX; published++) {
            SimulatedDisk disk = new SimulatedDisk();
            FilePieces before = open(disk);
            receive(before, first);
            receive(before, second);
            dies(disk, published, pieces -> pieces.publish(manifest(first)));
            open(disk).publish(manifest(second));
            disk.powerOn(new SplittableRandom(published));
            Path list = Path.of("vault", "2026", "11", "20", "SHA256SUMS");
            assertTrue(disk.exists(list), published + " operations");
            try (DiskFile file = disk.openForReading(list)) {
                ByteBuffer all = ByteBuffer.allocate((int) file.sizeBytes());
                file.read(all, 0);
                String text = new String(all.array(), StandardCharsets.UTF_8);
                assertEquals(
                        2,
                        text.lines()
                                .filter(line -> line.contains("  " + second + "/"))
                                .count(),
                        text);
            }
        }
    }
}
