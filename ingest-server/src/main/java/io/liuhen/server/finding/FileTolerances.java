package io.liuhen.server.finding;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What counts as nothing in one file.
 *
 * @param black for which a picture may be dark all over
 * @param frozen for which nothing may move in it
 * @param silent for which nothing may be heard
 * @param hidden of a beginning that players are told not to show: coders of sound need some
 * @param lengths by which picture and sound may begin or end apart
 * @param clock between two clocks in one file
 * @param knownWriters programs that this agency uses itself, by how their names begin: docks that put recordings into
 *     another container
 */
public record FileTolerances(
        Duration black,
        Duration frozen,
        Duration silent,
        Duration hidden,
        Duration lengths,
        Duration clock,
        List<String> knownWriters) {
    /** For recorders that nobody has said anything about. */
    public static final FileTolerances USUAL = new FileTolerances(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofMillis(80),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            List.of());

    /** Refuses times below zero. */
    public FileTolerances {
        for (Duration each : List.of(black, frozen, silent, hidden, lengths, clock)) {
            if (each.isNegative()) {
                throw new IllegalArgumentException("a tolerance is not below zero");
            }
        }
        knownWriters = List.copyOf(knownWriters);
    }

    /** Whether a program is one that this agency uses. */
    boolean knows(String writer) {
        String lower = writer.toLowerCase(Locale.ROOT);
        return knownWriters.stream().anyMatch(known -> lower.startsWith(known.toLowerCase(Locale.ROOT)));
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
