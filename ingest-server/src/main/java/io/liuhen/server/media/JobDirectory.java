package io.liuhen.server.media;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The private place into which a worker writes one derived file. It lies beside the file's final place, so that the
 * finished file gets there by a rename: a reader sees it whole or not at all.
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

    /** The file that should be there: itself, alone, with something in it. */
    Path only(String name, long limitBytes) throws IOException, LostException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (!entry.equals(directory.resolve(name))) {
                    throw rejected("The worker left a file that it was not asked for.");
                }
            }
        }
        Path file = directory.resolve(name);
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw rejected("The worker left no " + name + ".");
        }
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isRegularFile()) {
            throw rejected("The worker left something as " + name + " that is no regular file.");
        }
        if (found.size() == 0 || found.size() > limitBytes) {
            throw rejected("The worker left a " + name + " of " + found.size() + " bytes.");
        }
        return file;
    }

    /** Moves the file to its place, over an earlier one. */
    Path publish(Path file, Path parent) throws IOException {
        return Files.move(
                file,
                parent.toAbsolutePath().resolve(file.getFileName()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static LostException rejected(String sentence) {
        return new LostException(LossCause.OUTPUT_REJECTED, sentence);
    }

    /** Removes what is left of the job, whatever a worker made there; links are removed, not followed. */
    @Override
    public void close() throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
