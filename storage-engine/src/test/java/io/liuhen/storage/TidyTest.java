package io.liuhen.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Taste that a machine can check, over the text of the sources. */
final class TidyTest {
    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Path TEST = Path.of("src", "test", "java");
    private static final int LINES_MAX = 350;

    /** Words of the regulations, of the protocols and of the products above: mechanism, never meaning. */
    private static final Map<String, Pattern> FOREIGN_WORDS = Stream.of(
                    "retention",
                    "retained?",
                    "officers?",
                    "recorders?",
                    "recordings?",
                    "regulations?",
                    "polic(e|y|ies)",
                    "custody",
                    "courts?",
                    "laws?",
                    "lawful",
                    "legal",
                    "suspects?",
                    "victims?",
                    "devices?",
                    "cameras?",
                    "agenc(y|ies)",
                    "case (files?|law)",
                    "https?",
                    "vert\\.?x",
                    "netty",
                    "rest api",
                    "tus",
                    "urls?",
                    "案件",
                    "执法",
                    "记录仪")
            .collect(Collectors.toMap(
                    word -> word,
                    word -> Pattern.compile("(?<![\\p{L}])(" + word + ")(?![\\p{L}])", Pattern.CASE_INSENSITIVE)));

    /** Lines that may use such a word, as they stand: they say what the engine does not know, or quote others. */
    private static final Set<String> ALLOWED = Set.of(
            "* <p>It offers mechanism and no meaning. It does not know who uploads, what a recording is about, or how long it must be",
            "* kept; attributes, documents and ledger entries pass through it unread. It knows no HTTP either: bytes come as",
            "boolean full = reason.contains(\"No space left on device\") || reason.contains(\"Disk quota exceeded\");");

    private record Line(Path file, int number, String text) {
        @Override
        public String toString() {
            return file + ":" + number + ": " + text.strip();
        }
    }

    @Test
    void theEngineDoesNotSpeakOfWhatItStores() throws IOException {
        List<Line> spoken = new ArrayList<>();
        for (Line line : lines(MAIN)) {
            boolean foreign = FOREIGN_WORDS.values().stream()
                    .anyMatch(word -> word.matcher(line.text()).find());
            if (foreign && !ALLOWED.contains(line.text().strip())) {
                spoken.add(line);
            }
        }
        assertNone("words that belong above the engine; say it without them", spoken);
    }

    @Test
    void everyExceptionIsStillNeeded() throws IOException {
        Set<String> unused = new TreeSet<>(ALLOWED);
        lines(MAIN).forEach(line -> unused.remove(line.text().strip()));
        assertEquals(Set.of(), unused);
    }

    @Test
    void everyPackageTellsItsStory() throws IOException {
        for (Path root : List.of(MAIN, TEST)) {
            for (Path folder : sources(root).stream().map(Path::getParent).collect(Collectors.toSet())) {
                Path info = folder.resolve("package-info.java");
                String text = Files.exists(info) ? Files.readString(info) : "";
                assertEquals(
                        true, text.startsWith("/**"), folder + " needs a package-info.java that says what it is for");
                assertEquals(true, text.contains("@NullMarked"), info + " needs @NullMarked");
            }
        }
    }

    @Test
    void noFileIsTooLongToReadAtOnce() throws IOException {
        List<Line> tooLong = new ArrayList<>();
        for (Path root : List.of(MAIN, TEST)) {
            for (Path file : sources(root)) {
                int count = Files.readAllLines(file).size();
                if (count > LINES_MAX) {
                    tooLong.add(new Line(file, count, "lines, at most " + LINES_MAX));
                }
            }
        }
        assertNone("files that do more than one thing; divide them", tooLong);
    }

    @Test
    void nothingIsLeftForLater() throws IOException {
        // Written so that this line does not find itself.
        Pattern later = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
        assertNone(
                "do it now, or open an issue",
                found(List.of(MAIN, TEST), line -> later.matcher(line).find()));
    }

    @Test
    void logsGoThroughOneDoor() throws IOException {
        Pattern other = Pattern.compile("java\\.util\\." + "logging|System\\.(out|err)|printStack" + "Trace");
        assertNone("use slf4j", found(List.of(MAIN), line -> other.matcher(line).find()));
    }

    @Test
    void namesSayWhatThingsDo() throws IOException {
        Pattern vague = Pattern.compile(".*(Util|Utils|Helper|Manager|Impl|Common|Misc)\\.java");
        for (Path root : List.of(MAIN, TEST)) {
            for (Path file : sources(root)) {
                assertFalse(vague.matcher(String.valueOf(file.getFileName())).matches(), file + " says nothing");
            }
        }
    }

    private static void assertNone(String what, List<Line> lines) {
        assertEquals("", lines.stream().map(Line::toString).collect(Collectors.joining("\n")), what);
    }

    private static List<Line> found(List<Path> roots, Predicate<String> what) throws IOException {
        List<Line> found = new ArrayList<>();
        for (Path root : roots) {
            lines(root).stream().filter(line -> what.test(line.text())).forEach(found::add);
        }
        return found;
    }

    private static List<Line> lines(Path root) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (Path file : sources(root)) {
            int number = 0;
            for (String text : Files.readAllLines(file)) {
                lines.add(new Line(file, ++number, text));
            }
        }
        return lines;
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
            assertFalse(sources.isEmpty(), "no sources below " + root.toAbsolutePath());
            return sources;
        }
    }
}
