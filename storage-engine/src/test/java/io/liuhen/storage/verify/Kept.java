package io.liuhen.storage.verify;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.DisposalIndex.Request;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.pieces.FilePieces;
import io.liuhen.storage.pieces.Pieces.PieceWriter;
import io.liuhen.storage.rocks.RocksIndex;
import io.liuhen.storage.testing.ManualClock;
import io.liuhen.storage.testing.SimulatedDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.CRC32C;

/** A vault on a simulated disk with its index, for tests that damage it: sealed as the engine does, but by hand. */
final class Kept implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-20T08:00:00Z");
    private static final int BLOCK = BlockChecksums.BLOCK_BYTES;

    private final SimulatedDisk disk = new SimulatedDisk();
    private final ManualClock clock = new ManualClock(START);
    private final IdGenerator ids = new IdGenerator(clock, new Random(7));
    private final FilePieces pieces;
    private final Path folder;
    private final Durability durability;
    private Index index;

    Kept(Path folder) {
        this.folder = folder;
        durability = new Durability(disk, () -> 0, SyncObserver.none());
        pieces = FilePieces.open(disk, durability);
        index = RocksIndex.open(folder, durability);
    }

    ManualClock clock() {
        return clock;
    }

    /** Time that passes with the clock, as long as that is not set. */
    long nanoTime() {
        return Duration.between(START, clock.instant()).toNanos();
    }

    FilePieces pieces() {
        return pieces;
    }

    Index index() {
        return index;
    }

    /** Opens the index again after something was done to its files. */
    void reopenIndex(Runnable meanwhile) {
        index.close();
        // Once, so that everything is in tables.
        RocksIndex.open(folder, durability).close();
        meanwhile.run();
        index = RocksIndex.open(folder, durability);
    }

    SegmentRow sealed(int length) {
        SegmentId id = opened(length);
        return seal(id, length);
    }

    /** An upload whose bytes are all there. */
    SegmentId opened(int length) {
        clock.move(Duration.ofMillis(1));
        SegmentId id = ids.segment();
        index.uploads()
                .create(
                        UploadRow.opened(
                                id,
                                OptionalLong.of(length),
                                "original",
                                CanonicalJson.object().put("name", "夜间"),
                                clock.instant()),
                        Facts.none());
        try (PieceWriter writer = pieces.writer(id, 1, 0)) {
            writer.append(ByteBuffer.wrap(content(id, length)));
            writer.flush();
        }
        return id;
    }

    private static byte[] content(SegmentId id, int length) {
        byte[] content = new byte[length];
        new Random(id.uuid().getLeastSignificantBits()).nextBytes(content);
        return content;
    }

    SegmentRow seal(SegmentId id, int length) {
        Manifest manifest = published(id, length);
        UploadRow claimed = index.uploads().claim(id).orElseThrow();
        int whole = length / BLOCK;
        int[] checksums = new int[whole];
        for (int i = 0; i < whole; i++) {
            checksums[i] = manifest.blocks().get(i);
        }
        BlockChecksums last = length % BLOCK == 0
                ? BlockChecksums.none()
                : BlockChecksums.of(manifest.blocks().get(whole));
        index.uploads().commit(id, claimed.epoch(), 0, length, 0, BlockChecksums.of(checksums), last, clock.instant());
        SegmentRow row = SegmentRow.of(manifest);
        index.uploads().seal(claimed.epoch(), row, last, Facts.none());
        return row;
    }

    /** The first half of a seal: the files are in the vault, and the index does not know it yet. */
    Manifest published(SegmentId id, int length) {
        byte[] content = content(id, length);
        int[] checksums = new int[BlockChecksums.blockCount(length)];
        for (int i = 0; i < checksums.length; i++) {
            CRC32C checksum = new CRC32C();
            checksum.update(content, i * BLOCK, Math.min(BLOCK, length - i * BLOCK));
            checksums[i] = (int) checksum.getValue();
        }
        UploadRow upload = index.uploads().upload(id).orElseThrow();
        Manifest manifest = new Manifest(
                id,
                SegmentKind.COMPLETE,
                "original",
                length,
                Sha256.digestOf(content),
                BlockChecksums.of(checksums),
                upload.createdAt(),
                clock.instant(),
                upload.attributes(),
                SegmentRow.json(List.of()));
        pieces.publish(manifest);
        return manifest;
    }

    /** The index gives a segment up; its files are still there. */
    void giveUp(SegmentRow segment) {
        index.disposals()
                .dispose(new Request(
                        segment.id(),
                        CanonicalJson.object().put("who", "x"),
                        List.of(),
                        clock.instant(),
                        Facts.none()));
    }

    void dispose(SegmentRow segment) {
        giveUp(segment);
        pieces.destroy(Map.of(segment.id(), segment.fileName()));
        index.disposals().finished(List.of(segment.id()));
    }

    static Path day() {
        return Path.of("vault", "2026", "11", "20");
    }

    static Path file(SegmentRow segment, String name) {
        return day().resolve(segment.id().toString()).resolve(name);
    }

    Disk disk() {
        return disk;
    }

    /** Changes one bit, past every protection. */
    void flip(Path path, int position) {
        byte[] content = read(path);
        content[position] ^= 1;
        write(path, content);
    }

    byte[] read(Path path) {
        try (DiskFile file = disk.openForReading(path)) {
            ByteBuffer all = ByteBuffer.allocate((int) file.sizeBytes());
            file.read(all, 0);
            return all.array();
        }
    }

    void write(Path path, byte[] content) {
        disk.delete(path);
        try (DiskFile file = disk.create(path)) {
            file.write(ByteBuffer.wrap(content), 0);
        }
    }

    void swap(Path one, Path other) {
        byte[] content = read(one);
        write(one, read(other));
        write(other, content);
    }

    /** What a driver has learnt. */
    static final class Seen {
        final List<Turn.Checked> checked = new ArrayList<>();
        final List<Turn.Walked> walked = new ArrayList<>();
        final List<Stray> unreadable = new ArrayList<>();
        long bytes;
        int rests;

        List<Damage.Kind> kinds() {
            List<Damage.Kind> kinds = new ArrayList<>();
            checked.forEach(each -> each.damage().ifPresent(damage -> kinds.add(damage.kind())));
            return kinds;
        }

        List<Stray> strays() {
            return walked.stream().flatMap(each -> each.strays().stream()).toList();
        }
    }

    /** Drives a scrubber for so long by the clock, and records what is intact and what is not, as a server does. */
    Seen drive(Scrubber scrubber, Duration time) {
        Seen seen = new Seen();
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            Turn turn = scrubber.turn();
            if (turn instanceof Turn.Rest rest) {
                seen.rests++;
                // Where it only waits for something to do, a long time passes in long steps.
                long step =
                        rest.nanos() == 1_000_000_000L ? Math.max(rest.nanos(), time.toNanos() / 1000) : rest.nanos();
                clock.move(Duration.ofNanos(Math.max(1000, step)));
            } else if (turn instanceof Turn.Read read) {
                seen.bytes += read.bytes();
            } else if (turn instanceof Turn.Checked checked) {
                boolean intact = checked.damage().isEmpty();
                index.fixity().looked(checked.segment().id(), clock.instant(), intact, Facts.none());
                seen.checked.add(checked);
            } else if (turn instanceof Turn.Unreadable unreadable) {
                seen.unreadable.add(unreadable.stray());
            } else if (turn instanceof Turn.Walked walked) {
                seen.walked.add(walked);
            }
        }
        return seen;
    }

    Scrubber scrubber(long bytesPerSecond) {
        return scrubber(bytesPerSecond, new Rhythm(Duration.ofDays(30), Duration.ofDays(1)));
    }

    Scrubber scrubber(long bytesPerSecond, Rhythm rhythm) {
        return new Scrubber(pieces, index, new Pace(() -> bytesPerSecond, this::nanoTime), rhythm, clock);
    }

    @Override
    public void close() {
        pieces.close();
        index.close();
    }
}
