package io.liuhen.benchmarks.micro.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders to measure in. */
public final class Folders {
    private Folders() {}

    /** A new folder on the disk that is to be measured: the property {@code folder}, else the temporary one. */
    static Path create() {
        try {
            String parent = System.getProperty("folder");
            return parent == null
                    ? Files.createTempDirectory("liuhen-benchmark")
                    : Files.createTempDirectory(Files.createDirectories(Path.of(parent)), "liuhen-benchmark");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the files in a folder. */
    public static void empty(Path folder) {
        try (Stream<Path> found = Files.list(folder)) {
            for (Path path : found.toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a folder and all that is in it, if it is there. */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
