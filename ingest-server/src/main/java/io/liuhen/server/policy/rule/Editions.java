package io.liuhen.server.policy.rule;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one unit follows, by days: all editions of its pack, or one pack after another. What happened is judged by the one that
 * was in force then.
 */
public record Editions(List<RulePack> packs) {
    public Editions {
        packs = packs.stream()
                .sorted(Comparator.comparingInt(RulePack::version))
                .toList();
        for (int later = 1; later < packs.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                check(packs.get(earlier), packs.get(later));
            }
        }
    }

    private static void check(RulePack one, RulePack other) {
        if (!one.overlaps(other)) {
            return;
        }
        if (!one.code().equals(other.code())) {
            throw new IllegalArgumentException(one.code() + " and " + other.code() + " are in force on the same day");
        }
        if (one.version() == other.version()) {
            throw new IllegalArgumentException("two editions of " + one.code() + " have the same version");
        }
    }

    /** The newest edition among those in force on that day; empty where there was none. */
    public Optional<RulePack> inForce(LocalDate date) {
        return packs.stream().filter(pack -> pack.inForce(date)).reduce((before, after) -> after);
    }
}
