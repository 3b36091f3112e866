package io.liuhen.server.access;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which unit (单位) is a part of which. A unit that is not named stands alone. Immutable. */
public final class UnitTree {
    private final Map<String, String> parents;

    /**
     * A tree.
     *
     * @param parents each unit's next higher one, by its id
     * @throws IllegalArgumentException if a unit were a part of itself
     */
    public UnitTree(Map<String, String> parents) {
        this.parents = Map.copyOf(parents);
        for (String unit : this.parents.keySet()) {
            Set<String> seen = new HashSet<>();
            for (String each = unit; this.parents.containsKey(each); each = this.parents.getOrDefault(each, "")) {
                if (!seen.add(each)) {
                    throw new IllegalArgumentException("the unit " + unit + " would be a part of itself");
                }
            }
        }
    }

    /** Whether a unit is this one or below it. */
    boolean contains(String scope, String unit) {
        Optional<String> each = Optional.of(unit);
        while (each.isPresent() && !each.get().equals(scope)) {
            each = Optional.ofNullable(parents.get(each.get()));
        }
        return each.isPresent();
    }
}
