package io.liuhen.server.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder for work in progress. What jobs of a former server left there is worth nothing and is removed; the workers'
 * own folder stays, because unpacking the decoders takes time.
 */
record Scratch(Path folder) {
    private static final String WORKERS = "workers";

    Path workers() {
        return folder.resolve(WORKERS);
    }

    void clean() {
        try (Stream<Path> left = Files.list(folder)) {
            left.filter(path -> !path.endsWith(WORKERS)).forEach(Scratch::remove);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clean " + folder, e);
        }
    }

    private static void remove(Path path) {
        List<Path> deepestFirst;
        try (Stream<Path> below = Files.walk(path)) {
            deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clean " + path, e);
        }
        for (Path each : deepestFirst) {
            try {
                Files.deleteIfExists(each);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + each, e);
            }
        }
    }
}
