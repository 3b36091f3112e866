package io.liuhen.server.policy.rule;

import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * When a statement applies: to everything, or to what is of one of these kinds or circumstances, but for others.
 *
 * @param any one of these must hold; empty: always
 * @param unless none of these may hold
 */
public record Condition(List<String> any, List<String> unless) {
    /** Holds always. */
    public static final Condition ALWAYS = new Condition(List.of(), List.of());

    public Condition {
        any = List.copyOf(any);
        unless = List.copyOf(unless);
    }

    /** Whether it holds under these circumstances. */
    public boolean holds(Collection<String> circumstances) {
        return (any.isEmpty() || !Collections.disjoint(any, circumstances))
                && Collections.disjoint(unless, circumstances);
    }
}
