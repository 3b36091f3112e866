package io.liuhen.storage.log;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * The files of a log that get no more records, known by their names and opened when somebody reads there. That is rare,
 * and a log of years has many of them. The caller holds the log's lock.
 */
final class ClosedFiles implements AutoCloseable {
    private final Disk disk;
    private final Durability durability;
    private final Path folder;
    private final LogKind kind;
    private final TreeSet<Long> bases = new TreeSet<>();

    /** Where the first file begins that is not closed. */
    private long end;

    /** The one that was read last: whoever reads many records reads them in order. */
    private Optional<LogFile> lookedInto = Optional.empty();

    ClosedFiles(Disk disk, Durability durability, Path folder, LogKind kind) {
        this.disk = disk;
        this.durability = durability;
        this.folder = folder;
        this.kind = kind;
    }

    void add(long base) {
        bases.add(base);
    }

    /** A file that was the last one gets no more records; the next one begins where it ends. */
    void add(LogFile full) {
        bases.add(full.base());
        end = full.end();
    }

    /** Gives back the last of them, which is to be cut: where it begins. */
    long removeLast() {
        close();
        end = bases.pollLast();
        return end;
    }

    boolean isEmpty() {
        return bases.isEmpty();
    }

    boolean contains(long base) {
        return bases.contains(base);
    }

    /**
     * What can be seen without opening anything: the first file is there, and none is missing that was ever full.
     *
     * @param firstOpen where the first file begins that is open
     */
    void checkNames(long firstOpen, long fileBytesMax) {
        end = firstOpen;
        long expectedMax = 0;
        TreeSet<Long> all = new TreeSet<>(bases);
        all.add(firstOpen);
        for (long base : all) {
            if (base > expectedMax) {
                throw new StorageException(
                        Category.CORRUPT, "the log in " + folder + " has a gap before " + base + ": a file is missing");
            }
            expectedMax = base + fileBytesMax + LogFile.RECORD_HEADER_BYTES + LogFile.RECORD_BYTES_MAX;
        }
    }

    byte[] read(long position) {
        Long base = bases.floor(position);
        if (base == null) {
            throw new StorageException(Category.CORRUPT, "no record at " + position + " in " + folder);
        }
        return open(base).read(position);
    }

    void forEach(long from, BiConsumer<Long, byte[]> reader) {
        Long first = bases.floor(from);
        for (long base : bases.tailSet(first == null ? 0 : first)) {
            open(base).forEach(from, reader);
        }
    }

    /** Opens a file. It must end where the next one begins. */
    private LogFile open(long base) {
        if (lookedInto.isPresent() && lookedInto.get().base() == base) {
            return lookedInto.get();
        }
        Long next = bases.higher(base);
        long expectedEnd = next == null ? end : next;
        Path path = LogFile.path(folder, base);
        LogFile file = LogFile.open(disk.openForReading(path), path, kind, base, durability)
                .orElseThrow(() -> gap(base, expectedEnd));
        if (file.end() != expectedEnd) {
            long found = file.end();
            file.close();
            throw gap(Math.min(found, expectedEnd), Math.max(found, expectedEnd));
        }
        close();
        lookedInto = Optional.of(file);
        return file;
    }

    StorageException gap(long from, long to) {
        return new StorageException(
                Category.CORRUPT, "the log in " + folder + " has nothing from " + from + " to " + to);
    }

    @Override
    public void close() {
        lookedInto.ifPresent(LogFile::close);
        lookedInto = Optional.empty();
    }
}
