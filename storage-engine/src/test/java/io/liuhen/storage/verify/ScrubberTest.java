package io.liuhen.storage.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.verify.Damage.Kind;
import io.liuhen.storage.verify.Kept.Seen;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything is read again, within its budget, and whatever is wrong is found; and nothing else is. */
final class ScrubberTest {
    private static final int MIB = 1 << 20;
    private static final Duration LONG = Duration.ofDays(40);

    @TempDir
    private Path folder;

    private List<Kept> opened = new ArrayList<>();

    @BeforeEach
    void open() {
        opened.add(new Kept(folder.resolve("index")));
    }

    @AfterEach
    void close() {
        kept().close();
    }

    private Kept kept() {
        return opened.get(0);
    }

    private static List<SegmentId> ids(Seen seen) {
        return seen.checked.stream().map(each -> each.segment().id()).toList();
    }

    /** Lets a month pass, so that everything is due, and reads everything once. */
    private Seen readAll() {
        kept().clock().move(LONG);
        return kept().drive(kept().scrubber(10 * MIB), Duration.ofHours(1));
    }

    private Damage only(Seen seen, SegmentRow segment) {
        List<Turn.Checked> damaged =
                seen.checked.stream().filter(each -> each.damage().isPresent()).toList();
        assertEquals(1, damaged.size(), damaged.toString());
        assertEquals(segment, damaged.get(0).segment());
        return damaged.get(0).damage().orElseThrow();
    }

    private static Path list() {
        return Kept.day().resolve("SHA256SUMS");
    }

    @Test
    void whereNothingIsWrongNothingIsFound() {
        List<SegmentId> ids = new ArrayList<>();
        for (int length : new int[] {0, 1, 1000, MIB - 1, MIB, MIB + 1, 3 * MIB + 5}) {
            ids.add(kept().sealed(length).id());
        }
        kept().opened(500);
        Seen seen = readAll();
        assertEquals(ids, ids(seen), "each once, longest unread first");
        assertEquals(List.of(), seen.kinds());
        assertEquals(List.of(), seen.strays());
        assertEquals(6L * MIB + 1006, seen.bytes);
        assertEquals(
                List.of(Optional.of(java.time.LocalDate.of(2026, 11, 20)), Optional.empty()),
                seen.walked.stream().map(Turn.Walked::day).toList());
    }

    @Test
    void aFlippedBitIsFoundWithItsBlock() {
        kept().sealed(100);
        SegmentRow segment = kept().sealed(3 * MIB + 7);
        kept().flip(Kept.file(segment, "original"), MIB + 17);
        Damage damage = only(readAll(), segment);
        assertEquals(Kind.MISMATCH, damage.kind());
        assertTrue(damage.finding().contains("1 of 4 blocks differ, the first is 1"), damage.finding());
    }

    @Test
    void swappedOriginalsAreFoundAndNamedByWhatTheyAre() {
        SegmentRow one = kept().sealed(2000);
        SegmentRow other = kept().sealed(2000);
        kept().swap(Kept.file(one, "original"), Kept.file(other, "original"));
        Seen seen = readAll();
        assertEquals(List.of(Kind.MISMATCH, Kind.MISMATCH), seen.kinds());
        Damage damage = seen.checked.get(0).damage().orElseThrow();
        assertTrue(damage.finding().contains("has the SHA-256 " + other.sha256()), damage.finding());
    }

    @Test
    void aTruncatedAndAGrownOriginalAreFound() {
        SegmentRow shorter = kept().sealed(2000);
        SegmentRow longer = kept().sealed(2000);
        byte[] content = kept().read(Kept.file(shorter, "original"));
        kept().write(Kept.file(shorter, "original"), java.util.Arrays.copyOf(content, 1999));
        byte[] other = kept().read(Kept.file(longer, "original"));
        kept().write(Kept.file(longer, "original"), java.util.Arrays.copyOf(other, 2001));
        Seen seen = readAll();
        assertEquals(List.of(Kind.MISMATCH, Kind.MISMATCH), seen.kinds());
        assertEquals(
                "the original has 1999 bytes instead of 2000",
                seen.checked.get(0).damage().orElseThrow().finding());
    }

    @Test
    void whatIsMissingIsFound() {
        SegmentRow original = kept().sealed(10);
        SegmentRow manifest = kept().sealed(10);
        SegmentRow both = kept().sealed(10);
        kept().disk().delete(Kept.file(original, "original"));
        kept().disk().delete(Kept.file(manifest, "manifest.json"));
        kept().disk().delete(Kept.file(both, "original"));
        kept().disk().delete(Kept.file(both, "manifest.json"));
        kept().disk().delete(Kept.day().resolve(both.id().toString()));
        Seen seen = readAll();
        assertEquals(List.of(Kind.MISSING, Kind.MISSING, Kind.MISSING), seen.kinds());
        assertEquals(
                List.of("the original is missing", "the manifest is missing", "the original is missing"),
                seen.checked.stream()
                        .map(each -> each.damage().orElseThrow().finding())
                        .toList());
    }

    @Test
    void aChangedManifestIsFound() {
        kept().sealed(10);
        SegmentRow segment = kept().sealed(10);
        Path manifest = Kept.file(segment, "manifest.json");
        String text = new String(kept().read(manifest), StandardCharsets.UTF_8);
        kept().write(manifest, text.replace("夜间", "白天").getBytes(StandardCharsets.UTF_8));
        Damage damage = only(readAll(), segment);
        assertEquals(new Damage(Kind.MISMATCH, "the manifest is not what was sealed"), damage);
    }

    @Test
    void aFileThatNobodyKnowsIsFoundWhereverItIs() {
        SegmentRow segment = kept().sealed(10);
        SegmentRow gone = kept().sealed(10);
        byte[] content = kept().read(Kept.file(gone, "original"));
        kept().dispose(gone);
        List<String> paths = new ArrayList<>();
        for (Path path : List.of(
                Kept.day().resolve("notes.txt"),
                Kept.file(segment, "original.mp4"),
                Path.of("vault", "2026", "11", "31"),
                Path.of("vault", "lost"))) {
            kept().write(path, new byte[10]);
            paths.add(path.toString());
        }
        // What was disposed of comes back, as from a backup.
        kept().disk().createDirectory(Kept.day().resolve(gone.id().toString()));
        kept().write(Kept.file(gone, "original"), content);
        paths.add(Kept.day().resolve(gone.id().toString()).toString());
        Seen seen = readAll();
        assertEquals(
                paths.stream().sorted().toList(),
                seen.strays().stream().map(Stray::path).sorted().toList());
        assertTrue(seen.strays().stream().allMatch(stray -> stray.kind() == Kind.UNTRACKED));
        assertEquals(List.of(), seen.kinds(), "the segments are what they were");
    }

    @Test
    void aListThatIsWrongIsFound() {
        SegmentRow segment = kept().sealed(10);
        kept().sealed(10);
        byte[] right = kept().read(list());
        String text = new String(right, StandardCharsets.UTF_8);
        String first = text.lines().findFirst().orElseThrow() + "\n";
        for (String wrong : List.of(
                text.replace(first, ""),
                text + first,
                text.replace(segment.sha256().toString(), "0".repeat(64)),
                text.replace("manifest.json", "manifest.jsom"),
                text + "0".repeat(64) + "  " + "nobody/original\n",
                text + first.replace(segment.id().toString(), "01a1fb27-b057-74b5-87da-864848bd0e61"),
                "")) {
            kept().write(list(), wrong.getBytes(StandardCharsets.UTF_8));
            Seen seen = readAll();
            assertEquals(1, seen.strays().size(), wrong);
            assertEquals(Kind.MISMATCH, seen.strays().get(0).kind());
            assertEquals(list().toString(), seen.strays().get(0).path());
            kept().clock().move(Duration.ofDays(2));
        }
        kept().disk().delete(list());
        assertEquals(1, readAll().strays().size());
        kept().write(list(), right);
        assertEquals(List.of(), readAll().strays());
    }

    @Test
    void sealsAndDisposalsUnderWayAreNoFindings() {
        SegmentRow segment = kept().sealed(2 * MIB);
        SegmentRow half = kept().sealed(10);
        SegmentRow whole = kept().sealed(10);
        kept().published(kept().opened(10), 10);
        kept().giveUp(half);
        kept().dispose(whole);
        kept().clock().move(LONG);
        Scrubber scrubber = kept().scrubber(10 * MIB);
        // In the middle of reading it, the segment goes.
        Turn turn = scrubber.turn();
        while (!(turn instanceof Turn.Read read && read.bytes() > 0)) {
            kept().clock().move(Duration.ofSeconds(1));
            turn = scrubber.turn();
        }
        kept().dispose(segment);
        Seen seen = kept().drive(scrubber, Duration.ofHours(1));
        assertEquals(List.of(), seen.strays());
        assertEquals(List.of(segment.id()), ids(seen));
        assertEquals(List.of(), kept().index().fixity().due(10), "and what was seen of it is not recorded");
        assertEquals(Optional.empty(), kept().index().fixity().intactAt(segment.id()));
    }

    @Test
    void theBudgetIsHeldWhateverTimeIsLookedAt() {
        for (int i = 0; i < 6; i++) {
            kept().sealed(5 * MIB + i);
        }
        kept().clock().move(LONG);
        Scrubber scrubber = kept().scrubber(MIB / 2, new Rhythm(Duration.ofDays(30), Duration.ofDays(30)));
        long before = 0;
        for (int second = 0; second < 50; second += 10) {
            Seen seen = kept().drive(scrubber, Duration.ofSeconds(10));
            assertTrue(seen.bytes <= 6L * MIB, seen.bytes + " bytes in 10 s");
            before += seen.bytes;
        }
        assertTrue(before <= 26L * MIB && before >= 20L * MIB, before + " bytes in 50 s");
    }

    @Test
    void theBudgetMayChangeAndBeNothing() {
        kept().sealed(8 * MIB);
        kept().clock().move(LONG);
        AtomicLong rate = new AtomicLong();
        Scrubber scrubber = new Scrubber(
                kept().pieces(),
                kept().index(),
                new Pace(rate::get, kept()::nanoTime),
                new Rhythm(Duration.ofDays(30), Duration.ofDays(30)),
                kept().clock());
        assertEquals(0, kept().drive(scrubber, Duration.ofSeconds(100)).bytes);
        rate.set(MIB);
        long some = kept().drive(scrubber, Duration.ofSeconds(3)).bytes;
        assertTrue(some >= 2L * MIB && some <= 4L * MIB, some + " bytes in 3 s");
        rate.set(MIB / 4);
        long fewer = kept().drive(scrubber, Duration.ofSeconds(8)).bytes;
        assertTrue(fewer >= MIB && fewer <= 3L * MIB, fewer + " bytes in 8 s");
    }

    @Test
    void afterARestartItGoesOnWithWhatWaitsLongest() {
        List<SegmentId> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(kept().sealed(MIB).id());
        }
        kept().clock().move(LONG);
        List<SegmentId> read = new ArrayList<>();
        int servers = 0;
        while (read.size() < 10) {
            // Each server lives long enough for some segments, and dies in the middle of another.
            try (Scrubber scrubber = kept().scrubber(MIB)) {
                read.addAll(ids(kept().drive(scrubber, Duration.ofMillis(2500))));
            }
            servers++;
        }
        assertTrue(servers > 2, servers + " servers");
        assertEquals(ids, read, "none twice, none left out");
        Instant oldest = kept().index().fixity().due(1).get(0).since();
        assertTrue(oldest.isAfter(Kept.START.plus(LONG)), oldest.toString());
    }

    @Test
    void nothingIsReadAgainBeforeItsPeriod() {
        SegmentRow segment = kept().sealed(1000);
        kept().clock().move(LONG);
        Scrubber scrubber = kept().scrubber(MIB);
        assertEquals(List.of(segment.id()), ids(kept().drive(scrubber, Duration.ofDays(29))));
        SegmentRow fresh = kept().sealed(1000);
        assertEquals(List.of(segment.id()), ids(kept().drive(scrubber, Duration.ofDays(2))));
        assertEquals(List.of(fresh.id()), ids(kept().drive(scrubber, Duration.ofDays(29))));
    }

    @Test
    void afterASpellWithTheClockAheadEverythingIsReadInItsTurn() {
        List<SegmentId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(kept().sealed(1000).id());
        }
        kept().clock().move(Duration.ofDays(3650));
        assertEquals(ids, ids(kept().drive(kept().scrubber(MIB), Duration.ofHours(1))));
        kept().clock().move(Duration.ofDays(-3640));
        Scrubber scrubber = kept().scrubber(MIB);
        assertEquals(ids, ids(kept().drive(scrubber, Duration.ofDays(10))), "all have looks that are still to come");
        assertEquals(List.of(), ids(kept().drive(scrubber, Duration.ofDays(15))), "and none is read twice");
        assertEquals(ids, ids(kept().drive(scrubber, Duration.ofDays(10))), "until its period is over");
    }

    @Test
    void aClockThatIsSetBackEndsNoWalks() {
        kept().sealed(10);
        kept().clock().move(Duration.ofDays(3650));
        AtomicLong nanos = new AtomicLong();
        Scrubber scrubber = new Scrubber(
                kept().pieces(),
                kept().index(),
                new Pace(() -> MIB, () -> nanos.addAndGet(1_000_000_000)),
                new Rhythm(Duration.ofDays(30), Duration.ofDays(1)),
                kept().clock());
        assertTrue(kept().drive(scrubber, Duration.ofHours(1)).walked.size() > 1);
        kept().clock().move(Duration.ofDays(-3640));
        assertTrue(kept().drive(scrubber, Duration.ofHours(1)).walked.size() > 1);
    }

    @Test
    void whatTheDiskCannotReadIsNotCalledDamaged() {
        SegmentRow segment = kept().sealed(1000);
        kept().clock().move(LONG);
        Scrubber scrubber = new Scrubber(
                new Unreadable(kept().pieces()),
                kept().index(),
                new Pace(() -> MIB, kept()::nanoTime),
                new Rhythm(Duration.ofDays(30), Duration.ofDays(1)),
                kept().clock());
        Seen seen = kept().drive(scrubber, Duration.ofHours(1));
        assertEquals(List.of(Kind.UNREADABLE), seen.kinds());
        assertEquals(List.of(segment.id()), ids(seen), "and it waits its turn, instead of being tried for ever");
    }
}
