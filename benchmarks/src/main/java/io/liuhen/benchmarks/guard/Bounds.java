package io.liuhen.benchmarks.guard;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * What the hot path may cost: for each workload the rounds that were recorded and, derived from them, the bound. The
 * bound is written down for people and must agree with the rounds: nobody loosens it without having measured.
 */
final class Bounds {
    /** How far beyond the worst recorded round the bound lies: what rounds on a noisy machine differ by. */
    static final double MARGIN = 1.10;

    /** How many rounds make a record. */
    static final int RECORDED_ROUNDS = 10;

    private static final double ROUNDING = 0.006;

    private final Properties properties;

    private Bounds(Properties properties) {
        this.properties = properties;
    }

    static Bounds read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UnmeasuredException("the bounds cannot be read: " + e, e);
        }
        return new Bounds(properties);
    }

    /** The CPU ratio that the median may not exceed. */
    double bound(String key) {
        List<Double> rounds = Arrays.stream(value(key, "rounds").trim().split("\\s+"))
                .map(Bounds::number)
                .toList();
        if (rounds.size() != RECORDED_ROUNDS) {
            throw new UnmeasuredException(key + ": a record has " + RECORDED_ROUNDS + " rounds, not " + rounds.size());
        }
        double bound = number(value(key, "bound").trim());
        double derived = fromRounds(new Ratios(rounds));
        if (Math.abs(bound - derived) > ROUNDING) {
            throw new UnmeasuredException(
                    String.format(Locale.ROOT, "%s: the bound is %.2f, but its rounds give %.2f", key, bound, derived));
        }
        return bound;
    }

    private String value(String of, String what) {
        String key = of + "." + what;
        String value = properties.getProperty(key);
        if (value == null) {
            throw new UnmeasuredException("the bounds have no " + key);
        }
        return value;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new UnmeasuredException("the bounds have '" + text + "' where a number should be", e);
        }
    }

    private static double fromRounds(Ratios rounds) {
        return rounds.max() * MARGIN;
    }

    /** The lines that record these rounds. */
    static List<String> lines(String key, List<Round> rounds) {
        List<String> ratios = rounds.stream()
                .map(round -> String.format(Locale.ROOT, "%.3f", round.cpuRatio()))
                .toList();
        double bound = fromRounds(Ratios.of(rounds, Round::cpuRatio));
        return List.of(
                key + ".rounds = " + String.join(" ", ratios),
                String.format(Locale.ROOT, "%s.bound = %.2f", key, bound));
    }
}
