package io.liuhen.server.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That docs/regulations.md names no test that is not there, and leaves no row out. */
final class RegulationsDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "regulations.md");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([0-9]+) \\|");

    private static Map<String, Path> classes() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""), file -> file, (a, b) -> a));
        }
    }

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        Map<String, Path> classes = classes();
        List<MatchResult> named =
                NAMED.matcher(Files.readString(DOCUMENT)).results().toList();
        assertTrue(named.size() > 50, "the names are where this test looks for them");
        for (MatchResult name : named) {
            Path file = classes.get(name.group(1));
            assertTrue(file != null, name::group);
            if (name.group(2) != null) {
                assertTrue(Files.readString(file).contains(" void " + name.group(2) + "("), name::group);
            }
        }
    }

    @Test
    void everyRowStandsOnce() throws IOException {
        List<Integer> rows = ROW.matcher(Files.readString(DOCUMENT))
                .results()
                .map(row -> Integer.valueOf(row.group(1)))
                .toList();
        assertEquals(IntStream.rangeClosed(1, 70).boxed().toList(), rows);
    }
}
