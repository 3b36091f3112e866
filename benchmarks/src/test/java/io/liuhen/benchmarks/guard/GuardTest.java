package io.liuhen.benchmarks.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GuardTest {
    private static final String KEY = "8MiB";

    private static final String RECORD = """
            8MiB.rounds = 1.10 1.00 1.02 1.04 1.06 1.08 1.05 1.05 1.05 1.05
            8MiB.bound = 1.21
            256KiB.rounds = 1.40 1.50 1.40 1.40 1.40 1.40 1.40 1.40 1.40 1.40
            256KiB.bound = 1.65
            """;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void withinTheBoundsIsZero() throws IOException {
        assertEquals(0, judge(RECORD, (key, rounds) -> rounds(1.15, 1.20, 1.21)));
        assertEquals(2, lines("ok "));
    }

    @Test
    void aWorseMedianIsOne() throws IOException {
        assertEquals(1, judge(RECORD, (key, rounds) -> rounds(1.10, 1.22, 1.23)));
        assertTrue(output().contains("not ok hot-path guard, 8MiB (CPU ratio 1.220, bound 1.21)"), output());
        assertTrue(output().contains("\nok hot-path guard, 256KiB (CPU ratio 1.220, bound 1.65)"), output());
    }

    @Test
    void oneWildRoundDoesNotDecide() throws IOException {
        assertEquals(0, judge(RECORD, (key, rounds) -> rounds(1.10, 9.00, 1.12)));
    }

    @Test
    void wallTimeDoesNotDecide() throws IOException {
        Round slow = new Round(new Cost(1_000_000, 1_000_000), new Cost(1_100_000, 50_000_000));
        assertEquals(0, judge(RECORD, (key, rounds) -> List.of(slow)));
    }

    @Test
    void aFailedMeasurementIsTwoAndSaysSo() throws IOException {
        assertEquals(2, judge(RECORD, (key, rounds) -> {
            throw new UnmeasuredException("no clock");
        }));
        assertTrue(output().contains("not ok hot-path guard, 8MiB (not measured: no clock)"), output());
        assertFalse(output().contains("\nok "), output());
    }

    @Test
    void anEngineThatBreaksDownIsTwo() throws IOException {
        assertEquals(2, judge(RECORD, (key, rounds) -> {
            throw new IllegalStateException("the commit was refused");
        }));
    }

    @Test
    void noRoundsAtAllAreTwo() throws IOException {
        assertEquals(2, judge(RECORD, (key, rounds) -> List.of()));
    }

    @Test
    void aWorkloadWithoutBoundIsTwo() throws IOException {
        String half = RECORD.lines().limit(2).reduce("", (all, line) -> all + line + "\n");
        assertEquals(2, judge(half, (key, rounds) -> rounds(1.0)));
        assertEquals(1, lines("ok "));
    }

    @Test
    void missingBoundsAreTwo() {
        assertEquals(2, guard((key, rounds) -> rounds(1.0)).judge(folder.resolve("none"), 7));
    }

    @Test
    void asManyRoundsAreMeasuredAsWereAskedFor() throws IOException {
        judge(RECORD, (key, rounds) -> {
            assertEquals(7, rounds);
            return rounds(1.0);
        });
    }

    @Test
    void aBoundThatItsRoundsDoNotGiveIsRefused() {
        String loosened = RECORD.replace("8MiB.bound = 1.21", "8MiB.bound = 1.30");
        assertThrows(UnmeasuredException.class, () -> bounds(loosened).bound(KEY));
        assertEquals(1.21, bounds(RECORD).bound(KEY));
    }

    @Test
    void aRecordNeedsTenRounds() {
        String short9 = RECORD.replace("1.10 1.00", "1.10");
        assertThrows(UnmeasuredException.class, () -> bounds(short9).bound(KEY));
    }

    @Test
    void whatIsNoNumberIsRefused() {
        String words = RECORD.replace("1.02", "fast");
        assertThrows(UnmeasuredException.class, () -> bounds(words).bound(KEY));
        assertThrows(
                UnmeasuredException.class,
                () -> bounds(RECORD.replace("1.02", "NaN")).bound(KEY));
    }

    @Test
    void whatIsRecordedIsWhatIsRead() throws IOException {
        List<Round> ten = rounds(1.101, 1.002, 1.2345, 1.0, 1.1, 1.15, 1.12, 1.13, 1.14, 1.11);
        List<String> lines = Bounds.lines(KEY, ten);
        assertEquals("8MiB.rounds = 1.101 1.002 1.235 1.000 1.100 1.150 1.120 1.130 1.140 1.110", lines.get(0));
        assertEquals("8MiB.bound = 1.36", lines.get(1));
        assertEquals(1.36, bounds(String.join("\n", lines)).bound(KEY));
    }

    @Test
    void recordingPrintsTheLinesOfEveryWorkload() throws IOException {
        guard((key, rounds) -> {
                    assertEquals(Bounds.RECORDED_ROUNDS, rounds);
                    return rounds(1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.2);
                })
                .record();
        assertEquals(1, lines("8MiB.bound = 1.32"));
        assertEquals(1, lines("256KiB.bound = 1.32"));
    }

    @Test
    void theCommittedBoundsAreUsable() {
        Bounds committed = Bounds.read(Path.of("guard.properties"));
        for (Measurement measurement : Guard.all(folder, Duration.ZERO)) {
            for (String key : measurement.keys()) {
                assertTrue(committed.bound(key) > 0.5, key);
            }
        }
    }

    @Test
    void theMedianIsTheMiddle() {
        assertEquals(2.0, new Ratios(List.of(9.0, 1.0, 2.0)).median());
        assertEquals(2.5, new Ratios(List.of(3.0, 1.0, 2.0, 9.0)).median());
        assertEquals(1.0, new Ratios(List.of(9.0, 1.0, 2.0)).min());
        assertEquals(9.0, new Ratios(List.of(9.0, 1.0, 2.0)).max());
    }

    @Test
    void costsOfTurnsAddUpAndGoInOppositeOrderEverySecondTime() {
        StringBuilder order = new StringBuilder();
        Alternation alternation = new Alternation(List.of(() -> order.append('a'), () -> order.append('b')));
        List<Cost> costs = alternation.round(3);
        assertEquals("abbaab", order.toString());
        assertTrue(costs.stream().allMatch(cost -> cost.wallNanos() > 0), costs.toString());
    }

    @Test
    void ofSeveralKeysThatAreMeasuredTogetherEachIsJudged() throws IOException {
        Measurement together = new Measurement() {
            @Override
            public List<String> keys() {
                return List.of("8MiB", "256KiB");
            }

            @Override
            public Map<String, List<Round>> measure(int rounds) {
                return Map.of("8MiB", rounds(1.0), "256KiB", rounds(1.7));
            }
        };
        Path file = Files.writeString(folder.resolve("guard.properties"), RECORD);
        Guard guard = new Guard(List.of(together), new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertEquals(1, guard.judge(file, 7));
        assertTrue(output().contains("\nok hot-path guard, 8MiB (CPU ratio 1.000, bound 1.21)"), output());
        assertTrue(output().contains("\nnot ok hot-path guard, 256KiB (CPU ratio 1.700, bound 1.65)"), output());
    }

    @Test
    void theTurnInTheMiddleHidesAWildOne() {
        List<Cost> turns = List.of(new Cost(3, 30), new Cost(90, 1), new Cost(2, 20));
        assertEquals(new Cost(3, 30), Cost.median(turns));
        assertEquals(new Cost(95, 51), Cost.sum(turns));
    }

    private int judge(String bounds, Faked measurement) throws IOException {
        Path file = Files.writeString(folder.resolve("guard.properties"), bounds);
        return guard(measurement).judge(file, 7);
    }

    /** What a measurement of one key would give. */
    private interface Faked {
        List<Round> measure(String key, int rounds);
    }

    private Guard guard(Faked faked) {
        List<Measurement> measurements = Stream.of(KEY, "256KiB")
                .<Measurement>map(key -> new Measurement() {
                    @Override
                    public List<String> keys() {
                        return List.of(key);
                    }

                    @Override
                    public Map<String, List<Round>> measure(int rounds) {
                        return Map.of(key, faked.measure(key, rounds));
                    }
                })
                .toList();
        return new Guard(measurements, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private Bounds bounds(String content) {
        try {
            return Bounds.read(Files.writeString(folder.resolve("bounds"), content));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Rounds in which the engine took so many times the CPU time of the plain loop. */
    private static List<Round> rounds(double... ratios) {
        return Arrays.stream(ratios)
                .mapToObj(ratio -> new Round(new Cost(1_000_000_000, 1), new Cost(Math.round(ratio * 1e9), 1)))
                .toList();
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private long lines(String start) {
        return output().lines().filter(line -> line.startsWith(start)).count();
    }
}
