package io.liuhen.storage.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.verify.Damage.Kind;
import io.liuhen.storage.verify.Kept.Seen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged block of the index is damage of the index: it is told, and everything else is read all the same. */
final class DamagedIndexScrubTest {
    private static final int SEGMENTS = 300;

    /** Within the first data block of every table. */
    private static final int POSITION = 20;

    @TempDir
    private Path folder;

    /** Flips a bit in the first block of each table of a family; a table says by its properties whose it is. */
    private void damage(String family) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> tables = files.filter(file -> file.toString().endsWith(".sst"))
                    .filter(file -> new String(content(file), StandardCharsets.ISO_8859_1).contains("name" + family))
                    .toList();
            assertFalse(tables.isEmpty(), "tables of " + family);
            for (Path table : tables) {
                byte[] content = content(table);
                content[POSITION] ^= 1;
                Files.write(table, content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Kept full(Path folder) {
        Kept kept = new Kept(folder);
        for (int i = 0; i < SEGMENTS; i++) {
            kept.sealed(10);
        }
        return kept;
    }

    @Test
    void whatCannotBeToldOfIsPassedOverAndTheOthersAreRead() {
        try (Kept kept = full(folder)) {
            kept.reopenIndex(() -> damage("segments"));
            kept.clock().move(Duration.ofDays(40));
            Seen seen = kept.drive(kept.scrubber(1 << 30), Duration.ofHours(1));
            Set<SegmentId> read = new HashSet<>();
            seen.checked.forEach(each -> read.add(each.segment().id()));
            assertTrue(read.size() > SEGMENTS / 2, read.size() + " of " + SEGMENTS + " were read");
            assertTrue(read.size() < SEGMENTS, "and some could not be found");
            assertEquals(List.of(), seen.kinds(), "of those that were read none is damaged");
            assertTrue(seen.unreadable.stream().allMatch(stray -> stray.kind() == Kind.UNREADABLE));
            assertFalse(seen.unreadable.isEmpty());
            List<Stray> standing = seen.strays();
            assertEquals(List.of("index"), standing.stream().map(Stray::path).toList());
            assertTrue(standing.get(0).finding().contains(" more"), standing.toString());
        }
    }

    @Test
    void theyAreTriedAgainWithTheNextWalk() {
        try (Kept kept = full(folder)) {
            kept.reopenIndex(() -> damage("segments"));
            kept.clock().move(Duration.ofDays(40));
            Scrubber scrubber = kept.scrubber(1 << 30);
            kept.drive(scrubber, Duration.ofHours(1));
            Seen later = kept.drive(scrubber, Duration.ofDays(3));
            assertFalse(later.unreadable.isEmpty());
            assertTrue(
                    later.walked.stream()
                            .filter(walked -> walked.day().isEmpty())
                            .allMatch(walked -> !walked.strays().isEmpty()),
                    "it stands there as long as it is so");
        }
    }

    @Test
    void checksumsThatTheIndexCannotTellAreNoDamageOfTheOriginal() {
        try (Kept kept = full(folder)) {
            kept.reopenIndex(() -> damage("blocks"));
            kept.clock().move(Duration.ofDays(40));
            Seen seen = kept.drive(kept.scrubber(1 << 30), Duration.ofHours(1));
            assertEquals(SEGMENTS, seen.checked.size());
            assertFalse(seen.kinds().isEmpty());
            assertEquals(Set.of(Kind.UNREADABLE), Set.copyOf(seen.kinds()));
        }
    }

    @Test
    void anIndexThatCannotTellWhoWaitsIsToldOnceAndTheWalkGoesOn() {
        try (Kept kept = full(folder)) {
            kept.reopenIndex(() -> damage("looks_due"));
            kept.clock().move(Duration.ofDays(40));
            Seen seen = kept.drive(kept.scrubber(1 << 30), Duration.ofHours(1));
            long walks = seen.walked.stream()
                    .filter(walked -> walked.day().isEmpty())
                    .count();
            assertEquals(walks + 1, seen.unreadable.size(), "once in each walk");
            assertEquals(List.of(), seen.checked);
            assertTrue(seen.walked.size() >= 2, seen.walked.toString());
            assertTrue(seen.rests > 0, "it does not spin");
        }
    }
}
