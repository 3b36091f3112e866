package io.liuhen.benchmarks.guard;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Ratios of several rounds, in order of size. */
public record Ratios(List<Double> sorted) {
    public Ratios {
        if (sorted.isEmpty() || sorted.stream().anyMatch(ratio -> !Double.isFinite(ratio) || ratio <= 0)) {
            throw new UnmeasuredException("these are no ratios: " + sorted);
        }
        sorted = sorted.stream().sorted().toList();
    }

    static Ratios of(List<Round> rounds, ToDoubleFunction<Round> ratio) {
        return new Ratios(rounds.stream().mapToDouble(ratio).boxed().toList());
    }

    /** The one in the middle; of an even number, the mean of the two in the middle. */
    public double median() {
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    public double min() {
        return sorted.get(0);
    }

    /** The worst. */
    public double max() {
        return sorted.get(sorted.size() - 1);
    }
}
