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
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One log. Thread-safe; appends are ordered by a lock, syncs are shared.
 *
 * <p>Positions count bytes of content from the log's beginning, headers of files included.
 *
 * <p>Opening looks at the files' names and opens only the end of the log. What lies before is opened when somebody reads
 * there, and closed again: that is rare, and a log of years has many files.
 */
public final class AppendLog implements AutoCloseable {
    private static final long FILE_BYTES_MAX = 64L << 20;

    private final Disk disk;
    private final Durability durability;
    private final Path folder;
    private final LogKind kind;
    private final long fileBytesMax;
    private final ReentrantLock appending = new ReentrantLock();

    /** Files that are open: the last ones. */
    private final TreeMap<Long, LogFile> files = new TreeMap<>();

    /** Files that were cut away. Guarded by the lock. */
    private final DeletedNames deleted;

    /** The files before them. */
    private final ClosedFiles closed;

    private AppendLog(Disk disk, Durability durability, Path folder, LogKind kind, long fileBytesMax) {
        this.disk = disk;
        this.durability = durability;
        this.folder = folder;
        this.kind = kind;
        this.fileBytesMax = fileBytesMax;
        this.closed = new ClosedFiles(disk, durability, folder, kind);
        this.deleted = new DeletedNames(disk, durability, folder);
    }

    /**
     * Opens or creates a log and cuts away what was not finished.
     *
     * @param committedEnd the end that was committed elsewhere: what follows is cut away, and missing content is
     *     corruption; empty where every whole record counts, which is then made durable
     * @param own whether a whole record that follows the committed end is one that waits to be written again. One that
     *     is not was committed by somebody whom the caller does not know of: then nothing is cut, and opening is refused
     */
    public static AppendLog open(
            Disk disk,
            Durability durability,
            Path folder,
            LogKind kind,
            OptionalLong committedEnd,
            Predicate<byte[]> own) {
        return open(disk, durability, folder, kind, committedEnd, own, FILE_BYTES_MAX);
    }

    /** @param fileBytesMax a file that has reached this size gets no more records */
    static AppendLog open(
            Disk disk,
            Durability durability,
            Path folder,
            LogKind kind,
            OptionalLong committedEnd,
            Predicate<byte[]> own,
            long fileBytesMax) {
        AppendLog log = new AppendLog(disk, durability, folder, kind, fileBytesMax);
        durability.createDirectories(folder);
        try {
            List<Path> unfinished = log.openEnd(committedEnd.orElse(Long.MAX_VALUE), disk::open);
            log.assureLast(unfinished);
            if (committedEnd.isPresent()) {
                log.checkOwn(committedEnd.getAsLong(), own);
                log.cut(committedEnd.getAsLong());
            } else {
                log.cut(log.last().endOfWholeRecords());
                durability.syncLog(log.last().file());
            }
            unfinished.forEach(disk::delete);
            return log;
        } catch (RuntimeException | Error e) {
            log.close();
            throw e;
        }
    }

    /** Opens a log as it is, and changes nothing. What was not finished is there, too; the index does not name it. */
    public static AppendLog openForReading(Disk disk, Durability durability, Path folder, LogKind kind) {
        AppendLog log = new AppendLog(disk, durability, folder, kind, FILE_BYTES_MAX);
        try {
            log.openEnd(Long.MAX_VALUE, disk::openForReading);
            return log;
        } catch (RuntimeException | Error e) {
            log.close();
            throw e;
        }
    }

    private void assureLast(List<Path> unfinished) {
        if (files.isEmpty()) {
            unfinished.remove(startFile(0).path());
        } else {
            // Whoever created the last one may have died before its header and its name were durable; what is appended
            // here must not go with them when the power does.
            last().syncAll(durability);
            durability.syncDirectory(folder);
        }
    }

    /**
     * Opens the files from the one that holds this position on. Returns those whose headers were not finished: they hold
     * nothing, and continuity does not need them.
     */
    private List<Path> openEnd(long position, Function<Path, DiskFile> opening) {
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

    private void checkOwn(long end, Predicate<byte[]> own) {
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
    }

    /** Cuts away what was appended after this position and never committed. */
    public void cutBackTo(long end) {
        appending.lock();
        try {
            if (end < last().end()) {
                cut(end);
            }
        } finally {
            appending.unlock();
        }
    }

    private void cut(long end) {
        checkContinuity(end);
        while (files.size() > 1 && last().base() >= end) {
            LogFile surplus = last();
            files.remove(surplus.base());
            surplus.close();
            deleted.delete(surplus.path());
        }
        deleted.sync();
        if (end > last().end()) {
            throw new StorageException(
                    Category.CORRUPT,
                    "the log in " + folder + " ends at " + last().end() + ", but " + end + " was committed");
        }
        last().cutTo(end, durability);
    }

    /** Each file begins where the one before ended. */
    private void checkContinuity(long end) {
        long expected = closed.isEmpty() ? 0 : files.firstKey();
        for (LogFile file : files.headMap(Math.max(end, 1), false).values()) {
            if (file.base() != expected) {
                throw closed.gap(expected, file.base());
            }
            expected = file.end();
        }
    }

    private LogFile last() {
        return files.lastEntry().getValue();
    }

    private LogFile startFile(long base) {
        LogFile file = LogFile.create(disk, folder, kind, base, durability);
        files.put(base, file);
        return file;
    }

    /** Writes records without waiting for the disk; returns the position of each. */
    public List<Long> append(List<byte[]> records) {
        appending.lock();
        try {
            durability.checkWritable();
            deleted.sync();
            List<Long> positions = new ArrayList<>(records.size());
            for (byte[] record : records) {
                positions.add(room().append(record));
            }
            return positions;
        } finally {
            appending.unlock();
        }
    }

    private LogFile room() {
        LogFile file = last();
        if (file.end() - file.base() < fileBytesMax) {
            return file;
        }
        // Whoever waits for the old file's records finds them durable.
        file.sync().await(file.end());
        return startFile(file.end());
    }

    /** Returns when everything that was appended before the call is durable, and where that ends. */
    public long sync() {
        LogFile file;
        long end;
        appending.lock();
        try {
            file = last();
            end = file.end();
        } finally {
            appending.unlock();
        }
        file.sync().await(end);
        return end;
    }

    /** Where the next record will be. */
    public long end() {
        appending.lock();
        try {
            return last().end();
        } finally {
            appending.unlock();
        }
    }

    /** The record at a position that {@link #append} returned. */
    public byte[] read(long position) {
        LogFile file;
        appending.lock();
        try {
            Map.Entry<Long, LogFile> entry = files.floorEntry(position);
            if (entry == null) {
                return closed.read(position);
            }
            file = entry.getValue();
        } finally {
            appending.unlock();
        }
        return file.read(position);
    }

    /**
     * Reads every record before a position and checks it.
     *
     * @throws StorageException {@code CORRUPT} if one is damaged, or if something is missing
     */
    public void check(long end) {
        appending.lock();
        try {
            checkContinuity(end);
            long found = files.isEmpty() ? 0 : last().end();
            if (found < end) {
                throw new StorageException(
                        Category.CORRUPT,
                        "the log in " + folder + " ends at " + found + ", but " + end + " was committed");
            }
            closed.forEach(0, (position, content) -> {});
            files.headMap(end, false).values().forEach(file -> file.check(end));
        } finally {
            appending.unlock();
        }
    }

    /** The first record from a position on, which is a record's or between two files; empty at the end of the log. */
    public Optional<FoundRecord> next(long from) {
        long position;
        appending.lock();
        try {
            if (from >= last().end()) {
                return Optional.empty();
            }
            boolean header = closed.contains(from) || files.containsKey(from);
            position = header ? from + LogFile.HEADER_BYTES : from;
            if (position >= last().end()) {
                return Optional.empty();
            }
        } finally {
            appending.unlock();
        }
        byte[] content = read(position);
        return Optional.of(new FoundRecord(position, content));
    }

    /** Every record from a position on, with its position, in order. Meant for rebuilding; appends wait. */
    public void forEach(long from, BiConsumer<Long, byte[]> reader) {
        appending.lock();
        try {
            closed.forEach(from, reader);
            files.values().forEach(file -> file.forEach(from, reader));
        } finally {
            appending.unlock();
        }
    }

    @Override
    public void close() {
        appending.lock();
        try {
            closed.close();
            files.values().forEach(LogFile::close);
        } finally {
            appending.unlock();
        }
    }
}
