package io.liuhen.server.access.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each header field of a request that the server reads is either one that a signature must cover, or named here with the
 * reason why who is on the line may change it.
 */
final class SteeringFieldsTest {
    private static final Path SOURCE = Path.of("src", "main", "java", "io", "liuhen", "server", "http");

    /** Literals that look like a field's name, and what is asked for by Vert.x's own names. */
    private static final Pattern NAME = Pattern.compile(
            "\"([A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]*)+|Range|Trailer|Expect|Accept|Origin|Host|Authorization)\"");

    private static final Pattern ASKED = Pattern.compile("(?:getHeader|getAll|contains)\\(HttpHeaders\\.([A-Z_]+)");

    private static final Map<String, Set<String>> HARMLESS = Map.of(
            "it proves itself",
            Set.of("authorization"),
            "it frames the body, which its digest binds",
            Set.of("transfer-encoding", "trailer"),
            "with it a request is refused, or it is as without",
            Set.of("content-range", "origin", "host", "expect"),
            "it says how the answer is to look, which who is on the line can change anyway",
            Set.of("accept", "range", "if-range", "if-none-match"));

    /** Only the server says them. */
    private static final Set<String> ANSWERS = Set.of(
            "accept-signature",
            "liuhen-limits",
            "tus-checksum-algorithm",
            "tus-extension",
            "tus-max-size",
            "tus-version",
            "www-authenticate",
            "x-content-type-options");

    /** By lower-case name, all that the source of the routes names. */
    private static Set<String> named() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCE)) {
            List<String> texts = files.filter(file -> file.toString().endsWith(".java"))
                    .map(SteeringFieldsTest::text)
                    .toList();
            Set<String> names = new TreeSet<>();
            for (String text : texts) {
                for (Pattern pattern : List.of(NAME, ASKED)) {
                    Matcher found = pattern.matcher(text);
                    while (found.find()) {
                        names.add(found.group(1).toLowerCase(Locale.ROOT).replace('_', '-'));
                    }
                }
            }
            return names;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noFieldThatIsReadMayBeChangedUnseen() throws IOException {
        Set<String> open = new TreeSet<>(named());
        assertTrue(
                open.containsAll(List.of("upload-metadata", "content-disposition", "if-match")),
                () -> "the source is where this test looks for it: " + open);
        open.removeIf(HmacSignatures::steers);
        HARMLESS.values().forEach(open::removeAll);
        open.removeAll(ANSWERS);
        assertEquals(Set.of(), open, "let a signature cover them, or say here why not");
    }

    @Test
    void noneIsBoth() {
        Stream.concat(HARMLESS.values().stream().flatMap(Set::stream), ANSWERS.stream())
                .forEach(name -> assertTrue(!HmacSignatures.steers(name), name));
    }
}
