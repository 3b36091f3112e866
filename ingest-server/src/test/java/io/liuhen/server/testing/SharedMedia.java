package io.liuhen.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Real and hostile recordings that lie beside a checkout, in {@code shared/media}: found by walking up, absent on most
 * machines, and never part of the project.
 */
public final class SharedMedia {
    private final Path folder;

    private SharedMedia(Path folder) {
        this.folder = folder;
    }

    /** Where it is; empty if it is not on this machine. */
    public static Optional<SharedMedia> find() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared").resolve("media");
            if (Files.isDirectory(candidate)) {
                return Optional.of(new SharedMedia(candidate));
            }
        }
        return Optional.empty();
    }

    /** All files, as names below the folder. */
    public List<Path> files() {
        try (Stream<Path> below = Files.walk(folder)) {
            return below.filter(Files::isRegularFile)
                    .filter(file -> !folder.equals(file.getParent()))
                    .map(folder::relativize)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file's own address. */
    public Path at(Path file) {
        return folder.resolve(file);
    }

    /** What the list that comes with the files says of each, by its name: the exit status of decoding it. */
    public Map<String, String> decoding() {
        Map<String, String> statuses = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(folder.resolve("README.md"))) {
                String[] cells = line.split("\\|", -1);
                if (cells.length > 5 && cells[cells.length - 2].strip().matches("[0-9a-f]{64}")) {
                    statuses.put(cells[1].strip(), cells[cells.length - 3].strip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return statuses;
    }
}
