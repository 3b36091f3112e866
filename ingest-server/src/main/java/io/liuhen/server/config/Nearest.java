package io.liuhen.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Guesses what was meant by a word that nobody knows. Pure. */
public final class Nearest {
    private Nearest() {}

    /** The known word that needs the fewest changes; empty where none is known. */
    public static String to(String wrong, Collection<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(right -> distance(wrong, right))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse("");
    }

    /** A question and the list, for a sentence: {@code ; did you mean "usual"? Known here: usual, viewer}. */
    public static String sentence(String wrong, Collection<String> known) {
        return "; did you mean \"" + to(wrong, known) + "\"? Known here: "
                + String.join(", ", known.stream().sorted().toList());
    }

    /** Levenshtein's distance, whatever the letters' case. */
    private static int distance(String wrong, String right) {
        String one = wrong.toLowerCase(Locale.ROOT);
        String other = right.toLowerCase(Locale.ROOT);
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int substitute = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
