package io.liuhen.server.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.index.Term;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever a device says can be a term, and different words are different terms. */
final class TermsTest {
    private final Terms terms = new Terms("fusong");

    @Test
    void aTermIsWithinItsUnit() {
        assertNotEquals(terms.of("device", "DSJ-7"), new Terms("changchun").of("device", "DSJ-7"));
        assertNotEquals(terms.all(), new Terms("changchun").all());
        assertEquals(terms.of("device", "DSJ-7"), new Terms("fusong").of("device", "DSJ-7"));
    }

    @Test
    void differentWordsAreDifferentTerms() {
        String separator = "\u001f";
        List<String[]> different = List.of(
                new String[] {"a"},
                new String[] {"a", ""},
                new String[] {"", "a"},
                new String[] {"a", "b"},
                new String[] {"a" + separator + "b"},
                new String[] {"a" + separator, "b"},
                new String[] {"ab"},
                new String[] {"a\0b"},
                new String[] {"A"},
                new String[] {"é"},
                new String[] {"e\u0301"},
                new String[] {"x".repeat(300)},
                new String[] {"x".repeat(301)},
                new String[] {"x".repeat(255), "y".repeat(255), "z".repeat(64)},
                new String[] {"x".repeat(255), "y".repeat(254), "z".repeat(64)});
        Set<Term> made = new HashSet<>();
        for (String[] words : different) {
            assertTrue(made.add(terms.of("name", words)), () -> String.join("|", words));
        }
    }

    /** A term becomes part of a key; what is too long for it must not keep a file from being sealed. */
    @Test
    void theLongestWordsFitIntoATerm() {
        Terms longestUnit = new Terms("u".repeat(63));
        Term term = longestUnit.of("same", "d".repeat(256), "夜".repeat(85), "0".repeat(64));
        assertTrue(term.value().getBytes(StandardCharsets.UTF_8).length <= Term.VALUE_BYTES_MAX);
        assertTrue(term.value().startsWith("u".repeat(63)));
        longestUnit.of("device", "夜".repeat(100_000));
        longestUnit.of("device", "\0".repeat(100));
    }
}
