package io.liuhen.server.config;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which regulation a unit follows from a day on.
 *
 * @param pack the code of a rule pack that ships, or the file of the unit's own
 * @param from the first day; empty for the first choice: since the pack is in force
 */
public record RuleChoice(String pack, Optional<LocalDate> from) {
    /** One choice as the configuration writes it. */
    record Written(@Nullable String pack, @Nullable String from) {}

    static List<RuleChoice> all(List<Written> written) {
        List<RuleChoice> choices = new ArrayList<>();
        for (Written each : written) {
            if (each.pack() == null) {
                throw new IllegalArgumentException("each of unit.rules names its pack");
            }
            choices.add(
                    new RuleChoice(each.pack(), Optional.ofNullable(each.from()).map(RuleChoice::day)));
        }
        for (int i = 1; i < choices.size(); i++) {
            Optional<LocalDate> before = choices.get(i - 1).from();
            Optional<LocalDate> from = choices.get(i).from();
            if (from.isEmpty() || (before.isPresent() && !from.get().isAfter(before.get()))) {
                throw new IllegalArgumentException(
                        "unit.rules are in the order of their days: each after the first has a later from");
            }
        }
        return choices;
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("from of unit.rules is a day, like 2026-01-01, not " + text, e);
        }
    }
}
