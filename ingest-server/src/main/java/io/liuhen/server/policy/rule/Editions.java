package io.liuhen.server.policy.rule;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All editions of one pack: what happened is judged by the one that was in force then. */
public record Editions(List<RulePack> packs) {
    public Editions {
        packs = packs.stream()
                .sorted(Comparator.comparingInt(RulePack::version))
                .toList();
        if (packs.stream().map(RulePack::code).distinct().count() > 1) {
            throw new IllegalArgumentException("editions of one pack have one code");
        }
        if (packs.stream().map(RulePack::version).distinct().count() < packs.size()) {
            throw new IllegalArgumentException("two editions have the same version");
        }
    }

    /** The newest edition among those in force on that day; empty where there was none. */
    public Optional<RulePack> inForce(LocalDate date) {
        return packs.stream().filter(pack -> pack.inForce(date)).reduce((before, after) -> after);
    }
}
