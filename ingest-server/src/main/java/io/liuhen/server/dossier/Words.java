package io.liuhen.server.dossier;

import java.util.Collection;
import java.util.Set;

/**
 * The words that the unit's rule packs know. Where there are none, every word is taken.
 *
 * @param kinds of acts
 * @param circumstances that conditions name
 * @param longTerm classes that are kept without an end
 */
public record Words(Set<String> kinds, Set<String> circumstances, Set<String> longTerm) {
    public Words {
        kinds = Set.copyOf(kinds);
        circumstances = Set.copyOf(circumstances);
        longTerm = Set.copyOf(longTerm);
    }

    /** A word that no rule knows would be followed by nothing, and nobody would notice. */
    static void check(Statement statement, String name, Collection<String> said, Set<String> known) {
        if (!known.isEmpty()) {
            said.stream()
                    .filter(word -> !known.contains(word))
                    .forEach(word -> statement.wrong(
                            name,
                            "has \"" + word + "\", which the rule pack does not know; it knows "
                                    + String.join(", ", known.stream().sorted().toList())));
        }
    }
}
