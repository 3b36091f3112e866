package io.liuhen.storage.durability;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code READ_ONLY} at the root of a store: since when it takes no writes, and why, one line each. It is written
 * when a sync has failed, so that a restart does not forget it, and taken away by an operator, after a check.
 *
 * <p>It is written to the disk that has just failed, so it may not get there; then the log alone knows.
 */
public record ReadOnlyNote(Instant since, String reason) {
    private static final Logger LOG = LoggerFactory.getLogger(ReadOnlyNote.class);
    private static final Path PATH = Path.of("READ_ONLY");
    private static final Path FRESH = Path.of("READ_ONLY.new");
    private static final Path ROOT = Path.of("");

    /** Keeps the reason on one line. */
    public ReadOnlyNote {
        reason = reason.replaceAll("\\s+", " ").strip();
    }

    /** The note of a store; empty where there is none. One that cannot be understood is a note all the same. */
    public static Optional<ReadOnlyNote> of(Disk disk) {
        if (!disk.exists(PATH)) {
            return Optional.empty();
        }
        String[] lines = content(disk).split("\n", 2);
        try {
            return Optional.of(
                    new ReadOnlyNote(Instant.parse(lines[0].strip()), lines.length < 2 ? "" : lines[1].strip()));
        } catch (DateTimeException e) {
            return Optional.of(new ReadOnlyNote(
                    Instant.EPOCH, "there is a file READ_ONLY, which does not say since when, or why"));
        }
    }

    private static String content(Disk disk) {
        try (DiskFile file = disk.openForReading(PATH)) {
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.sizeBytes()));
            file.read(content, 0);
            return StandardCharsets.UTF_8.decode(content.flip()).toString();
        }
    }

    /** Writes the note, if that is possible; says so in the log if it is not. */
    public void leave(Disk disk) {
        LOG.error("the store is read-only from here on: {}", reason);
        try {
            disk.delete(FRESH);
            try (DiskFile file = disk.create(FRESH)) {
                file.write(ByteBuffer.wrap((since + "\n" + reason + "\n").getBytes(StandardCharsets.UTF_8)), 0);
                file.sync();
            }
            disk.rename(FRESH, PATH);
            disk.syncDirectory(ROOT);
        } catch (StorageException e) {
            LOG.error(
                    "this could not be noted in the store, and a restart would forget it: start no server before you have"
                            + " looked at the disk: {}",
                    e.getMessage());
        }
    }

    /**
     * Takes the note away, durably. The caller has seen that nothing is wrong, or has decided to go on all the same.
     *
     * @throws StorageException if the disk refuses; then the note may be there still
     */
    public static void clear(Disk disk) {
        disk.delete(FRESH);
        disk.delete(PATH);
        disk.syncDirectory(ROOT);
    }
}
