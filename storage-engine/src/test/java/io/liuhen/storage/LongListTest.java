package io.liuhen.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.pieces.FilePieces;
import io.liuhen.storage.pieces.Inventory.Line;
import io.liuhen.storage.pieces.Inventory.Lines;
import io.liuhen.storage.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of a day with many segments is read and written a piece at a time: memory does not grow with the day. */
final class LongListTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final int SEGMENTS = 20_000;
    private static final int PIECE_BYTES = 64 << 10;

    @TempDir
    private Path folder;

    private final IdGenerator ids =
            new IdGenerator(new ManualClock(Instant.parse("2026-11-20T08:00:00Z")), new Random(1));
    private final List<String> lines = new ArrayList<>();
    private CountingDisk disk;
    private FilePieces pieces;
    private SegmentId last = ids.segment();

    @BeforeEach
    void fill() throws IOException {
        for (int i = 0; i < SEGMENTS; i++) {
            last = ids.segment();
            lines.add("0".repeat(64) + "  " + last + "/original.mp4");
            lines.add("1".repeat(64) + "  " + last + "/manifest.json");
        }
        Files.createDirectories(list().getParent());
        write(lines, "");
        disk = new CountingDisk(RealDisk.below(folder));
        pieces = FilePieces.open(disk, new Durability(disk, System::nanoTime, SyncObserver.none()));
    }

    @AfterEach
    void close() {
        pieces.close();
        assertTrue(disk.largestBytes() <= PIECE_BYTES, disk.largestBytes() + " bytes at once");
    }

    private Path list() {
        return folder.resolve("vault/2026/11/20/SHA256SUMS");
    }

    private void write(List<String> whole, String half) throws IOException {
        Files.writeString(list(), String.join("\n", whole) + "\n" + half);
    }

    private List<String> stored() throws IOException {
        return Files.readAllLines(list());
    }

    private List<Line> read(int atOnce) {
        List<Line> all = new ArrayList<>();
        try (Lines open = pieces.inventory().lines(DAY)) {
            List<Line> some = open.next(atOnce);
            while (!some.isEmpty()) {
                assertTrue(some.size() <= atOnce);
                all.addAll(some);
                some = open.next(atOnce);
            }
        }
        return all;
    }

    @Test
    void itIsReadInItsOrder() {
        assertEquals(lines, read(997).stream().map(Line::text).toList());
    }

    @Test
    void aSealIsTakenBackOutOfIt() throws IOException {
        Files.createDirectories(list().resolveSibling(last.toString()));
        assertTrue(pieces.unpublish(last, "original.mp4"));
        assertEquals(lines.subList(0, lines.size() - 2), stored());
    }

    @Test
    void whatIsDestroyedLeavesIt() throws IOException {
        SegmentId first = SegmentId.parse(lines.get(0).substring(66, 102)).orElseThrow();
        assertEquals(Map.of(), pieces.destroy(Map.of(first, "original.mp4", last, "original.mp4")));
        assertEquals(lines.subList(2, lines.size() - 2), stored());
    }

    @Test
    void whatAPowerCutLeftInItGoesWithTheNextRewriting() throws IOException {
        List<String> kept = List.copyOf(lines);
        lines.add(500, "\0".repeat(100));
        lines.add(700, "x".repeat(200_000));
        write(lines, "0".repeat(30));
        assertEquals(4096, read(1000).get(700).text().length(), "of a line that is none only so much is told");
        assertEquals(Map.of(), pieces.destroy(Map.of(last, "original.mp4")));
        assertEquals(kept.subList(0, kept.size() - 2), stored());
    }

    @Test
    void aListOfNothingElseGoes() throws IOException {
        write(lines.subList(lines.size() - 2, lines.size()), "");
        assertEquals(Map.of(), pieces.destroy(Map.of(last, "original.mp4")));
        assertFalse(Files.exists(list()));
        assertEquals(List.of(), read(10));
    }

    @Test
    void aReaderSeesTheListAsItWas() throws IOException {
        try (Lines open = pieces.inventory().lines(DAY)) {
            open.next(10);
            pieces.destroy(Map.of(last, "original.mp4"));
            assertEquals(
                    lines.subList(10, lines.size()),
                    open.next(SEGMENTS * 3).stream().map(Line::text).toList());
        }
        assertEquals(lines.size() - 2, stored().size());
    }
}
