package io.liuhen.storage.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens to disk, index, power, clock and process: what was acknowledged is there, and nothing else passes for
 * it. {@code -Dliuhen.seeds=N} runs N lives instead, {@code -Dliuhen.seed=S} begins with seed S; {@code
 * .ci/steps/simulate.sh --from S} does the same from a shell.
 */
final class SimulationTest {
    private static final int LIVES = 3000;

    @Test
    void everyPromiseIsKeptInEveryLife() {
        long first = Long.getLong("liuhen.seed", 0);
        int lives = Integer.getInteger("liuhen.lives", LIVES);
        List<String> findings = LongStream.range(first, first + lives)
                .parallel()
                .mapToObj(SimulationTest::finding)
                .flatMap(Optional::stream)
                .toList();
        assertEquals(List.of(), findings);
    }

    private static Optional<String> finding(long seed) {
        try {
            new Life(seed).live();
            return Optional.empty();
        } catch (RuntimeException | AssertionError e) {
            if (Boolean.getBoolean("liuhen.trace")) {
                throw new AssertionError("seed " + seed, e);
            }
            return Optional.of("seed " + seed + ": " + e.getMessage()
                    + "; replay it with mvn -pl storage-engine test -Dtest=SimulationTest -Dliuhen.lives=1"
                    + " -Dliuhen.seed=" + seed);
        }
    }
}
