package io.liuhen.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Taste, as far as a machine can check it on the source text. */
final class TidyTest {
    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Path TEST = Path.of("src", "test", "java");
    private static final int LINES_MAX = 350;

    /** Written in two parts, so that this file does not break its own rule. */
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX|HA" + "CK)\\b");

    private static List<Path> files(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> allFiles() {
        return Stream.concat(files(MAIN).stream(), files(TEST).stream()).toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files that have this in them. */
    private static List<Path> with(List<Path> files, Pattern pattern) {
        return files.stream().filter(file -> pattern.matcher(text(file)).find()).toList();
    }

    @Test
    void everyPackageHasItsDescriptionAndIsNullMarked() {
        List<Path> packages =
                files(MAIN).stream().map(Path::getParent).distinct().toList();
        assertFalse(packages.isEmpty(), "the sources are where this test looks for them");
        for (Path folder : packages) {
            Path info = folder.resolve("package-info.java");
            assertTrue(Files.exists(info), info::toString);
            assertTrue(text(info).contains("NullMarked"), info::toString);
        }
    }

    @Test
    void aPackageOfTestsAloneIsNullMarkedToo() {
        for (Path folder : files(TEST).stream().map(Path::getParent).distinct().toList()) {
            boolean described = Files.exists(folder.resolve("package-info.java"))
                    || Files.exists(MAIN.resolve(TEST.relativize(folder)).resolve("package-info.java"));
            assertTrue(described, folder::toString);
        }
    }

    @Test
    void aFileFitsIntoOneHead() {
        for (Path file : allFiles()) {
            long lines = text(file).lines().count();
            assertTrue(lines <= LINES_MAX, () -> file + " has " + lines + " lines: split it");
        }
    }

    @Test
    void nothingIsLeftForLater() {
        assertEquals(List.of(), with(allFiles(), UNFINISHED), "do it, or open an issue");
    }

    @Test
    void nobodyPrints() {
        Pattern printing = Pattern.compile("System\\.(out|err)\\b|printStackTrace\\(\\)");
        List<Path> printers = with(files(MAIN), printing).stream()
                // The worker speaks to its server over its standard streams.
                .filter(file -> !file.toString().contains("MediaWorker"))
                .toList();
        assertEquals(List.of(), printers, "use the log, or the command line's own writer");
    }

    @Test
    void sourcesKnowNobodysMachine() {
        Pattern paths = Pattern.compile("\"/(home|root|work|Users)/");
        assertEquals(List.of(), with(files(MAIN), paths));
        assertEquals(List.of(), with(files(TEST), Pattern.compile("\"/(home|work|Users)/")));
    }

    @Test
    void linesEndInOneWay() {
        assertEquals(List.of(), with(allFiles(), Pattern.compile("[\\t\\r]|[ \\t]$", Pattern.MULTILINE)));
    }

    /** {@code *Test} runs without a server, {@code *IT} with one: so everybody knows which build runs what. */
    @Test
    void testsAreCalledWhatTheyAre() {
        Pattern tests = Pattern.compile("^    @(Test|ParameterizedTest)$", Pattern.MULTILINE);
        for (Path file : with(files(TEST), tests)) {
            assertTrue(file.toString().endsWith("Test.java") || file.toString().endsWith("IT.java"), file::toString);
        }
        Pattern serving = Pattern.compile("^import .*\\.TestServer;$", Pattern.MULTILINE);
        for (Path file : with(files(TEST), serving)) {
            assertFalse(file.toString().endsWith("Test.java"), () -> file + " starts a server: call it *IT");
        }
    }
}
