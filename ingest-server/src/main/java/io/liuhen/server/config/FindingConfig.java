package io.liuhen.server.config;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What counts as nothing when recordings are looked at, and which recorders there are.
 *
 * @param gap between two pieces of a recording
 * @param buffer by which a piece may begin before the one before it ended
 * @param clock between two clocks of one device
 * @param ahead by which a recording may seem to have been made after it came
 * @param black for which a picture may be dark all over
 * @param frozen for which nothing may move in it
 * @param silent for which nothing may be heard
 * @param hidden of a beginning that players are told not to show
 * @param lengths by which picture and sound may begin or end apart
 * @param knownWriters programs that the agency uses itself, by how their names begin
 * @param learnFrom files from which a model of recorders is learnt
 * @param recorders models that the agency has
 */
public record FindingConfig(
        Duration gap,
        Duration buffer,
        Duration clock,
        Duration ahead,
        Duration black,
        Duration frozen,
        Duration silent,
        Duration hidden,
        Duration lengths,
        List<String> knownWriters,
        int learnFrom,
        List<RecorderConfig> recorders) {
    private static final int LEARN_FROM_MAX = 100;

    /** Refuses what makes no sense. */
    public FindingConfig {
        if (learnFrom < 1 || learnFrom > LEARN_FROM_MAX) {
            throw new IllegalArgumentException("findings.learnFrom is a number from 1 to " + LEARN_FROM_MAX);
        }
        if (knownWriters.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("findings.knownWriters are texts with which names of programs begin");
        }
        knownWriters = List.copyOf(knownWriters);
        recorders = List.copyOf(recorders);
    }

    /** For recorders that nobody has said anything about. */
    public static FindingConfig defaults() {
        return new Said(null, null, null, null, null, null, null, null, null, null, null, null).config();
    }

    /** As it stands in the file; what is not there is null. */
    public record Said(
            @Nullable String gap,
            @Nullable String buffer,
            @Nullable String clock,
            @Nullable String ahead,
            @Nullable String black,
            @Nullable String frozen,
            @Nullable String silent,
            @Nullable String hidden,
            @Nullable String lengths,
            @Nullable List<String> knownWriters,
            @Nullable Integer learnFrom,
            @Nullable List<RecorderConfig.Said> recorders) {
        FindingConfig config() {
            return new FindingConfig(
                    ConfigFile.duration("findings.gap", gap, Duration.ofSeconds(2)),
                    ConfigFile.duration("findings.buffer", buffer, Duration.ofSeconds(30)),
                    ConfigFile.duration("findings.clock", clock, Duration.ofSeconds(5)),
                    ConfigFile.duration("findings.ahead", ahead, Duration.ofMinutes(2)),
                    ConfigFile.duration("findings.black", black, Duration.ofSeconds(2)),
                    ConfigFile.duration("findings.frozen", frozen, Duration.ofSeconds(5)),
                    ConfigFile.duration("findings.silent", silent, Duration.ofSeconds(10)),
                    ConfigFile.duration("findings.hidden", hidden, Duration.ofMillis(80)),
                    ConfigFile.duration("findings.lengths", lengths, Duration.ofSeconds(1)),
                    requireNonNullElse(knownWriters, List.of()),
                    requireNonNullElse(learnFrom, 5),
                    requireNonNullElse(recorders, List.<RecorderConfig.Said>of()).stream()
                            .map(RecorderConfig.Said::config)
                            .toList());
        }
    }
}
