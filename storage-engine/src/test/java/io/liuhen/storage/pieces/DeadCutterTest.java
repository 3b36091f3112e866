package io.liuhen.storage.pieces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import io.liuhen.storage.pieces.Pieces.PieceReader;
import io.liuhen.storage.pieces.Pieces.PieceWriter;
import io.liuhen.storage.testing.ManualClock;
import io.liuhen.storage.testing.SimulatedDisk;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a process that died while it cut an upload back has cut does not come back behind the seal. */
final class DeadCutterTest {
    private static final Instant NOW = Instant.parse("2026-11-20T08:00:00Z");
    private static final int OPERATIONS_OF_A_CLAIM = 8;
    private static final int LOSSES = 12;
    private static final byte[] COMMITTED = new byte[4096];
    private static final int RECEIVED_BYTES = 8192;

    private final IdGenerator ids = new IdGenerator(new ManualClock(NOW), new SplittableRandom(1));
    private final SegmentId id = ids.segment();

    private static FilePieces open(SimulatedDisk disk) {
        return FilePieces.open(disk, new Durability(disk, () -> 0, SyncObserver.none()));
    }

    /** The upload as a process finds it whose predecessor has died after so many operations of claiming it. */
    private SimulatedDisk claimedByADyingProcess(int operations) {
        SimulatedDisk disk = new SimulatedDisk();
        FilePieces pieces = open(disk);
        try (PieceWriter writer = pieces.writer(id, 1, 0)) {
            writer.append(ByteBuffer.wrap(new byte[RECEIVED_BYTES]));
            writer.flush();
        }
        disk.powerOffAfter(operations);
        try {
            pieces.writer(id, 2, COMMITTED.length);
        } catch (StorageException e) {
            // It is the end of this process, though not of the machine.
        }
        disk.restart();
        return disk;
    }

    private void seal(FilePieces pieces) {
        pieces.writer(id, 3, COMMITTED.length).close();
        pieces.publish(new Manifest(
                id,
                SegmentKind.INCOMPLETE,
                "original",
                COMMITTED.length,
                Sha256.digestOf(COMMITTED),
                BlockChecksums.of(1),
                NOW,
                NOW,
                CanonicalJson.object(),
                CanonicalJson.object().arrayNode()));
    }

    @Test
    void theOriginalIsAsLongAsItWasSealed() {
        boolean cut = false;
        for (int operations = 0; operations < OPERATIONS_OF_A_CLAIM; operations++) {
            for (long seed = 0; seed < LOSSES; seed++) {
                SimulatedDisk disk = claimedByADyingProcess(operations);
                FilePieces pieces = open(disk);
                try (PieceReader staged = pieces.stagedReader(id)) {
                    cut |= staged.sizeBytes() == COMMITTED.length;
                }
                seal(pieces);
                disk.powerOn(new SplittableRandom(seed));
                try (PieceReader original = open(disk).reader(id, "original")) {
                    assertEquals(COMMITTED.length, original.sizeBytes(), operations + " operations, seed " + seed);
                }
            }
        }
        assertTrue(cut, "no process has died after the cut");
    }
}
