package io.liuhen.server.media;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The private place in which the files of one job grow. It lies beside the files' final place, so that a finished file
 * gets there by a rename: a reader sees it whole or not at all.
 */
final class JobDirectory implements AutoCloseable {
    private static final String PREFIX = ".making-";

    private final Path directory;

    private JobDirectory(Path directory) {
        this.directory = directory;
    }

    static JobDirectory createIn(Path parent) throws IOException {
        // Temporary directories are created for their owner only.
        return new JobDirectory(Files.createTempDirectory(parent.toAbsolutePath(), PREFIX));
    }

    Path path() {
        return directory;
    }

    /** Moves the file to its place, over an earlier one. */
    Path publish(Path file, Path parent) throws IOException {
        return Files.move(
                file,
                parent.toAbsolutePath().resolve(file.getFileName()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes what is left of the job. */
    @Override
    public void close() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Files.delete(entry);
            }
        }
        Files.delete(directory);
    }
}
