package io.liuhen.benchmarks.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Rounds of an alternation, as many as there is time for. */
final class Rounds {
    private static final int WARM_UP_TURNS = 3;
    private static final int ROUNDS_MIN = 3;

    /** A running thread's time may be some milliseconds old; in less than this that would be most of the ratio. */
    private static final double CPU_SECONDS_MIN = 0.02;

    private final Alternation alternation;
    private final int turns;
    private final Function<List<Cost>, Cost> summary;
    private final long timeMaxNanos;

    /**
     * Rounds that have not begun.
     *
     * @param turns of each contender in a round
     * @param summary what stands for the turns of a contender in a round
     * @param timeMax after which no further round is begun, if there are a few
     */
    Rounds(List<Contender> contenders, int turns, Function<List<Cost>, Cost> summary, Duration timeMax) {
        this.alternation = new Alternation(contenders);
        this.turns = turns;
        this.summary = summary;
        this.timeMaxNanos = timeMax.toNanos();
    }

    /** For each round what each contender has cost, in their order. The cheapest must have cost enough to tell. */
    List<List<Cost>> measure(int rounds) {
        long startNanos = System.nanoTime();
        alternation.round(WARM_UP_TURNS);
        List<List<Cost>> measured = new ArrayList<>();
        while (measured.size() < Math.min(rounds, ROUNDS_MIN)
                || (measured.size() < rounds && System.nanoTime() - startNanos < timeMaxNanos)) {
            List<Cost> costs = alternation.round(turns, summary);
            for (Cost cost : costs) {
                if (cost.cpuSeconds() < CPU_SECONDS_MIN) {
                    throw new UnmeasuredException("a round of " + cost.cpuSeconds() + " s of CPU is too short to tell");
                }
            }
            measured.add(costs);
        }
        return measured;
    }
}
