package io.liuhen.storage;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadIndex;
import io.liuhen.storage.space.Space;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Files that were made from segments, such as proxies: never evidence, deletable at any time, kept apart from the vault
 * in {@code derived/2026/11/20/ID/NAME}. Thread-safe; every method blocks on the disk.
 */
public final class Derivatives {
    private static final Path FOLDER = Path.of("derived");
    private static final Path SCRATCH = Path.of("scratch");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");

    private final Disk disk;
    private final Durability durability;
    private final Space space;
    private final UploadIndex index;

    Derivatives(Disk disk, Durability durability, Space space, UploadIndex index) {
        this.disk = disk;
        this.durability = durability;
        this.space = space;
        this.index = index;
    }

    void prepare() {
        durability.createDirectories(SCRATCH);
    }

    /** Whether uploads and the reserve leave room for so many bytes. */
    public boolean hasRoom(long bytes) {
        return space.availableBytes() >= bytes;
    }

    /**
     * Asks for room before something is made: what can be made again must leave the room to what cannot.
     *
     * @throws io.liuhen.storage.disk.StorageException {@code NO_SPACE} if uploads and the reserve leave none
     */
    public void checkRoom(long bytes) {
        space.check(bytes);
    }

    /**
     * A folder on the store's disk for work in progress; emptied by whoever uses it.
     *
     * @return as the operating system names it
     */
    public Path scratch() {
        return disk.absolute(SCRATCH);
    }

    /**
     * Moves a finished file from the scratch folder to its place, durably; an older one there is replaced.
     *
     * @throws StorageException {@code MISSING} if the segment was disposed of meanwhile; then nothing of it is left here
     */
    public void publish(SegmentId id, String name, Path finished) {
        Path inScratch = SCRATCH.resolve(scratch().relativize(finished));
        Path folder = folder(id);
        durability.createDirectories(folder);
        try (DiskFile file = disk.open(inScratch)) {
            durability.sync(file);
        }
        disk.rename(inScratch, folder.resolve(checked(name)));
        durability.syncDirectory(folder);
        // After the move: whoever disposes of the segment later than this look finds the file and removes it.
        if (index.segment(id).isEmpty()) {
            remove(id);
            throw new StorageException(Category.MISSING, "there is no segment " + id + " to make files of");
        }
    }

    /** Removes everything that was made from a segment, durably. */
    void remove(SegmentId id) {
        Path folder = folder(id);
        Path day = folder.getParent();
        if (day != null && disk.exists(day)) {
            if (disk.exists(folder)) {
                disk.list(folder).forEach(name -> disk.delete(folder.resolve(name)));
                disk.delete(folder);
            }
            // Also where it was gone: an earlier try may not have come as far as this.
            durability.syncDirectory(day);
        }
    }

    /** Opens a derived file for reading, to be closed by the caller; empty if it was not made. */
    public Optional<DerivedFile> open(SegmentId id, String name) {
        Path path = folder(id).resolve(checked(name));
        return disk.exists(path) ? Optional.of(new DerivedFile(disk.openForReading(path))) : Optional.empty();
    }

    private static Path folder(SegmentId id) {
        return FOLDER.resolve(String.format(Locale.ROOT, "%04d", id.date().getYear()))
                .resolve(String.format(Locale.ROOT, "%02d", id.date().getMonthValue()))
                .resolve(String.format(Locale.ROOT, "%02d", id.date().getDayOfMonth()))
                .resolve(id.toString());
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a derived file's name: " + name);
        }
        return name;
    }

    /** An open derived file. Thread-safe. */
    public static final class DerivedFile implements AutoCloseable {
        private final DiskFile file;

        private DerivedFile(DiskFile file) {
            this.file = file;
        }

        /** Its length. */
        public long sizeBytes() {
            return file.sizeBytes();
        }

        /** Reads until the buffer is full or the file ends; returns the number of bytes. */
        public int read(ByteBuffer target, long positionBytes) {
            return file.read(target, positionBytes);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
