package io.liuhen.server.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.finding.Finding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 望花第十二条(四): 不得断续记录。 吉林民政实施办法第十四条(四): 进行全程不间断记录。 */
final class ContinuityTest {
    private static final Instant START = Instant.parse("2026-11-20T08:00:00Z");

    private final Continuity continuity = new Continuity(Tolerances.USUAL);

    private static Piece piece(String id, int number, double startSeconds, double seconds) {
        return new Piece(
                id,
                Optional.of(number),
                Optional.of(START.plusMillis((long) (startSeconds * 1000))),
                Optional.empty(),
                Optional.of(Duration.ofMillis((long) (seconds * 1000))),
                START.plusSeconds(86_400));
    }

    private List<Kind> kinds(Piece... pieces) {
        return continuity.of(List.of(pieces)).stream().map(Finding::kind).toList();
    }

    @ParameterizedTest(name = "the second begins {0} s after the first, which plays 600 s: {1}")
    @CsvSource({
        "600, ",
        "599.96, ",
        "602, ",
        "602.001, GAP",
        "683.2, GAP",
        "598, ",
        "597.9, BUFFER",
        "570, BUFFER",
        "569.9, OVERLAP",
        "0, OVERLAP",
        "-0.001, CLOCK_STEP",
        "-3600, CLOCK_STEP"
    })
    void twoPiecesFollowEachOtherOrDoNot(double second, Kind expected) {
        assertEquals(
                Optional.ofNullable(expected).map(List::of).orElse(List.of()),
                kinds(piece("a", 1, 0, 600), piece("b", 2, second, 600)));
    }

    @Test
    void aGapIsToldInSecondsWithBothEndsInTwoLanguagesAndItsArticle() {
        Finding gap = continuity
                .of(List.of(piece("b", 2, 683.2, 10), piece("a", 1, 0, 600)))
                .get(0);
        assertEquals(Kind.GAP, gap.kind());
        assertEquals(83_200L, gap.values().get("millis"));
        assertEquals("2026-11-20T08:10:00Z", gap.values().get("from"));
        assertEquals("2026-11-20T08:11:23.200Z", gap.values().get("to"));
        assertEquals(List.of("a", "b"), gap.segments());
        assertTrue(gap.chinese().contains("83.2"), gap::chinese);
        assertTrue(gap.english().contains("83.2 s"), gap::english);
        assertTrue(gap.kind().articles().contains("望花第十二条(四)"));
    }

    @Test
    void aNumberThatIsNotHereIsMissedButNotWhatMightFollowTheLast() {
        Finding missing = continuity
                .of(List.of(piece("c", 3, 0, 10), piece("f", 6, 10, 10)))
                .get(0);
        assertEquals(Kind.NUMBER_MISSING, missing.kind());
        assertEquals(List.of(1, 2, 4, 5), missing.values().get("numbers"));
        assertEquals(List.of(), kinds(piece("a", 1, 0, 10)));
    }

    @Test
    void aNumberOfManyDigitsNamesNoMoreThanSomebodyReads() {
        Finding missing = continuity.of(List.of(piece("z", 999_999_999, 0, 10))).get(0);
        assertEquals(999_999_998, missing.values().get("count"));
        assertEquals(
                100,
                assertInstanceOf(List.class, missing.values().get("numbers")).size());
    }

    @Test
    void theSameNumberTwiceIsToldWithBoth() {
        Finding twice = continuity
                .of(List.of(piece("a", 1, 0, 10), piece("b", 1, 10, 10)))
                .get(0);
        assertEquals(Kind.NUMBER_TWICE, twice.kind());
        assertEquals(List.of("a", "b"), twice.segments());
    }

    @Test
    void whereNothingIsKnownNothingIsClaimed() {
        Piece unknown = new Piece("b", Optional.of(2), Optional.empty(), Optional.empty(), Optional.empty(), START);
        assertEquals(List.of(Kind.TIME_UNKNOWN), kinds(piece("a", 1, 0, 10), unknown));
        assertEquals(List.of(), kinds(unknownAlone()));
    }

    private static Piece unknownAlone() {
        return new Piece("x", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), START);
    }

    @Test
    void theOrderInWhichPiecesComeChangesNothing() {
        long seed = 20_261_121;
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            List<Piece> pieces = new ArrayList<>();
            double at = 0;
            int gaps = 0;
            for (int i = 1; i <= 1 + random.nextInt(12); i++) {
                boolean gap = i > 1 && random.nextInt(4) == 0;
                gaps += gap ? 1 : 0;
                at += gap ? 10 : 0;
                pieces.add(piece("s" + i, i, at, 60));
                at += 60;
            }
            Collections.shuffle(pieces, random);
            List<Finding> found = continuity.of(pieces);
            assertEquals(gaps, found.size(), () -> "seed " + seed);
            assertTrue(found.stream().allMatch(finding -> finding.kind() == Kind.GAP), () -> "seed " + seed);
        }
    }
}
