package io.liuhen.storage.log;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** The files of a log: those at its end, which are open, and those before them. The caller holds the log's lock. */
final class LogFiles implements AutoCloseable {
    private final Disk disk;
    private final Durability durability;
    private final Path folder;
    private final LogKind kind;
    private final long fileBytesMax;

    /** Files that are open: the last ones. */
    private final TreeMap<Long, LogFile> files = new TreeMap<>();

    /** The files before them. */
    private final ClosedFiles closed;

    /** Files that were cut away. */
    private final DeletedNames deleted;

    /** @param fileBytesMax a file that has reached this size gets no more records */
    LogFiles(Disk disk, Durability durability, Path folder, LogKind kind, long fileBytesMax) {
        this.disk = disk;
        this.durability = durability;
        this.folder = folder;
        this.kind = kind;
        this.fileBytesMax = fileBytesMax;
        this.closed = new ClosedFiles(disk, durability, folder, kind);
        this.deleted = new DeletedNames(disk, durability, folder);
    }

    /**
     * Opens the files from the one that holds this position on. Returns those whose headers were not finished: they hold
     * nothing, and continuity does not need them.
     */
    List<Path> openEnd(long position, Function<Path, DiskFile> opening) {
        List<Path> unfinished = new ArrayList<>();
        TreeSet<Long> bases = new TreeSet<>();
        disk.list(folder).forEach(name -> LogFile.base(name).ifPresent(bases::add));
        boolean found = false;
        for (long base : bases.descendingSet()) {
            if (found) {
                closed.add(base);
                continue;
            }
            Path path = LogFile.path(folder, base);
            Optional<LogFile> file = LogFile.open(opening.apply(path), path, kind, base, durability);
            file.ifPresentOrElse(opened -> files.put(base, opened), () -> unfinished.add(path));
            found = file.isPresent() && base < Math.max(position, 1);
        }
        if (!files.isEmpty()) {
            closed.checkNames(files.firstKey(), fileBytesMax);
        }
        return unfinished;
    }

    /** Makes sure that there is a last file, and that it is durable, whoever wrote it. */
    void assureLast(List<Path> unfinished) {
        durability.createDirectories(folder);
        if (files.isEmpty()) {
            unfinished.remove(start(0).path());
        } else {
            // Whoever created the last one may have died before its header and its name were durable; what is appended
            // here must not go with them when the power does.
            last().syncAll(durability);
            durability.syncDirectory(folder);
        }
    }

    LogFile start(long base) {
        LogFile file = LogFile.create(disk, folder, kind, base, durability);
        files.put(base, file);
        return file;
    }

    /** Begins a file behind the last one, which is durable, gets no more records and is closed when nobody uses it. */
    LogFile startNext() {
        LogFile full = last();
        LogFile next = start(full.end());
        files.remove(full.base());
        closed.add(full);
        full.retire();
        return next;
    }

    LogFile last() {
        return files.lastEntry().getValue();
    }

    /** Whether the last file gets no more records. */
    boolean isFull() {
        return last().end() - last().base() >= fileBytesMax;
    }

    /**
     * Refuses a log that does not fit its committed end: something before it is missing, or what follows it was committed
     * by somebody whom the caller does not know of. Reads only.
     */
    void checkEnd(long end, Predicate<byte[]> own) {
        for (LogFile file : files.values()) {
            file.forEachWhole(end, content -> {
                if (!own.test(content)) {
                    throw new StorageException(
                            Category.CORRUPT,
                            "the log in " + folder + " goes on beyond " + end + ", where it ends according to the"
                                    + " index, with records that the index does not know: this is an older index, from"
                                    + " a backup perhaps. Nothing was changed. Put back the index that belongs to these"
                                    + " files, or have it made again from them with \"index rebuild\"");
                }
            });
        }
        checkReaches(end);
    }

    /** Everything before this position is there, as far as names and lengths tell. */
    private void checkReaches(long end) {
        long expected = closed.isEmpty() ? 0 : files.firstKey();
        for (LogFile file : files.headMap(Math.max(end, 1), false).values()) {
            if (file.base() != expected) {
                throw closed.gap(expected, file.base());
            }
            expected = file.end();
        }
        long found = files.isEmpty() ? 0 : last().end();
        if (found < end) {
            throw new StorageException(
                    Category.CORRUPT, "the log in " + folder + " ends at " + found + ", but " + end + " was committed");
        }
    }

    /** Cuts away everything from this position on. */
    void cut(long end) {
        openAgain(end);
        checkReaches(end);
        while (files.size() > 1 && last().base() >= end) {
            LogFile surplus = last();
            files.remove(surplus.base());
            surplus.close();
            deleted.delete(surplus.path());
        }
        deleted.sync();
        last().cutTo(end, durability);
    }

    /** What is cut was appended in one go, which may have begun in a file that is full and closed by now. */
    private void openAgain(long end) {
        while (!closed.isEmpty() && files.firstKey() >= Math.max(end, 1)) {
            long base = closed.removeLast();
            Path path = LogFile.path(folder, base);
            LogFile file = LogFile.open(disk.open(path), path, kind, base, durability)
                    .orElseThrow(() -> closed.gap(base, files.firstKey()));
            files.put(base, file);
        }
    }

    /** Deletes files that hold nothing. */
    void delete(List<Path> unfinished) {
        unfinished.forEach(deleted::delete);
        deleted.sync();
    }

    /** Before anything is appended: a power cut must not bring back, beside it, what was cut away. */
    void settle() {
        deleted.sync();
    }

    /** The open file that holds a position; empty if it is one that was closed. */
    Optional<LogFile> open(long position) {
        return Optional.ofNullable(files.floorEntry(position)).map(Map.Entry::getValue);
    }

    /** The record at a position in a file that was closed. */
    byte[] readClosed(long position) {
        return closed.read(position);
    }

    /** Whether a file begins here. */
    boolean hasHeaderAt(long position) {
        return closed.contains(position) || files.containsKey(position);
    }

    /** Reads every record before a position and checks it. */
    void check(long end) {
        checkReaches(end);
        closed.forEach(0, (position, content) -> {});
        files.headMap(end, false).values().forEach(file -> file.check(end));
    }

    void forEach(long from, BiConsumer<Long, byte[]> reader) {
        closed.forEach(from, reader);
        files.values().forEach(file -> file.forEach(from, reader));
    }

    @Override
    public void close() {
        closed.close();
        files.values().forEach(LogFile::close);
    }
}
