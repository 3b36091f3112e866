package io.liuhen.server.media;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How well workers are walled in on this host: not what was asked for, but what a worker found when it ran against each
 * wall. See {@link WallTrial}.
 *
 * @param walls those that held
 * @param how in a word for a person: which way of starting workers was chosen
 */
public record Isolation(Set<Wall> walls, String how) {
    /** What the walls that held come to, from nothing to all; each level includes those before it. */
    public enum Level {
        /** A process of its own, with no environment, and ended when it takes too long or grows too large. */
        PROCESS,
        /** And bounded by the kernel. */
        LIMITS,
        /** And without network. */
        NETWORK,
        /** And without the store, other processes and privileges. */
        SEALED
    }

    public Isolation {
        walls = Set.copyOf(walls);
        how = PlainText.clean(how, StreamFacts.MAX_TEXT_CHARS);
    }

    /** The level reached. */
    public Level level() {
        if (!walls.contains(Wall.LIMITS)) {
            return Level.PROCESS;
        }
        if (!walls.contains(Wall.NETWORK)) {
            return Level.LIMITS;
        }
        return walls.containsAll(EnumSet.allOf(Wall.class)) ? Level.SEALED : Level.NETWORK;
    }

    /** Whether this is at least as much as is asked for. */
    public boolean reaches(Level least) {
        return level().compareTo(least) >= 0;
    }

    /** For people: {@code sealed (limits, network, …)}. */
    public String description() {
        String held = EnumSet.allOf(Wall.class).stream()
                .filter(walls::contains)
                .map(Wall::code)
                .collect(Collectors.joining(", "));
        return level().name().toLowerCase(Locale.ROOT) + " (" + (held.isEmpty() ? "no wall" : held) + "; " + how + ")";
    }
}
