package io.liuhen.storage.log;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.durability.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * One log. Thread-safe; appends are ordered by a lock, syncs are shared.
 *
 * <p>Positions count bytes of content from the log's beginning, headers of files included.
 *
 * <p>Opening looks at the files' names and opens only the end of the log. A file that is full is closed when nobody waits
 * for it any more. What lies before the end is opened when somebody reads there, and closed again: that is rare, and a log
 * of years has many files.
 */
public final class AppendLog implements AutoCloseable {
    private static final long FILE_BYTES_MAX = 64L << 20;

    private final Durability durability;
    private final ReentrantLock appending = new ReentrantLock();

    /** Guarded by {@link #appending}. */
    private final LogFiles files;

    private AppendLog(Durability durability, LogFiles files) {
        this.durability = durability;
        this.files = files;
    }

    /**
     * Opens or creates a log and cuts away what was not finished. Where that is refused, nothing was changed.
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
        LogFiles files = new LogFiles(disk, durability, folder, kind, fileBytesMax);
        try {
            List<Path> unfinished = files.openEnd(committedEnd.orElse(Long.MAX_VALUE), disk::open);
            committedEnd.ifPresent(end -> files.checkEnd(end, own));
            files.assureLast(unfinished);
            if (committedEnd.isPresent()) {
                files.cut(committedEnd.getAsLong());
            } else {
                files.cut(files.last().endOfWholeRecords());
                files.last().syncAll(durability);
            }
            files.delete(unfinished);
            return new AppendLog(durability, files);
        } catch (RuntimeException | Error e) {
            files.close();
            throw e;
        }
    }

    /**
     * Whether a log can be opened with this committed end; reads only.
     *
     * @throws StorageException what {@link #open} would throw
     */
    public static void checkEnd(
            Disk disk, Durability durability, Path folder, LogKind kind, long committedEnd, Predicate<byte[]> own) {
        try (LogFiles files = new LogFiles(disk, durability, folder, kind, FILE_BYTES_MAX)) {
            files.openEnd(committedEnd, disk::openForReading);
            files.checkEnd(committedEnd, own);
        }
    }

    /** Opens a log as it is, and changes nothing. What was not finished is there, too; the index does not name it. */
    public static AppendLog openForReading(Disk disk, Durability durability, Path folder, LogKind kind) {
        LogFiles files = new LogFiles(disk, durability, folder, kind, FILE_BYTES_MAX);
        try {
            files.openEnd(Long.MAX_VALUE, disk::openForReading);
            return new AppendLog(durability, files);
        } catch (RuntimeException | Error e) {
            files.close();
            throw e;
        }
    }

    /** Cuts away what was appended after this position and never committed. */
    public void cutBackTo(long end) {
        appending.lock();
        try {
            if (end < files.last().end()) {
                files.cut(end);
            }
        } finally {
            appending.unlock();
        }
    }

    /** Writes records without waiting for the disk; returns the position of each. */
    public List<Long> append(List<byte[]> records) {
        appending.lock();
        try {
            durability.checkWritable();
            files.settle();
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
        LogFile file = files.last();
        if (!files.isFull()) {
            return file;
        }
        // Whoever waits for the old file's records finds them durable.
        file.sync().await(file.end());
        return files.startNext();
    }

    /** Returns when everything that was appended before the call is durable, and where that ends. */
    public long sync() {
        LogFile file;
        long end;
        appending.lock();
        try {
            file = files.last().use();
            end = file.end();
        } finally {
            appending.unlock();
        }
        try {
            file.sync().await(end);
        } finally {
            leave(file);
        }
        return end;
    }

    private void leave(LogFile file) {
        appending.lock();
        try {
            file.leave();
        } finally {
            appending.unlock();
        }
    }

    /** Where the next record will be. */
    public long end() {
        appending.lock();
        try {
            return files.last().end();
        } finally {
            appending.unlock();
        }
    }

    /** The record at a position that {@link #append} returned. */
    public byte[] read(long position) {
        LogFile file;
        appending.lock();
        try {
            Optional<LogFile> open = files.open(position);
            if (open.isEmpty()) {
                return files.readClosed(position);
            }
            file = open.get().use();
        } finally {
            appending.unlock();
        }
        try {
            return file.read(position);
        } finally {
            leave(file);
        }
    }

    /**
     * Reads every record before a position and checks it.
     *
     * @throws StorageException {@code CORRUPT} if one is damaged, or if something is missing
     */
    public void check(long end) {
        appending.lock();
        try {
            files.check(end);
        } finally {
            appending.unlock();
        }
    }

    /** The first record from a position on, which is a record's or between two files; empty at the end of the log. */
    public Optional<FoundRecord> next(long from) {
        long position;
        appending.lock();
        try {
            position = files.hasHeaderAt(from) ? from + LogFile.HEADER_BYTES : from;
            if (position >= files.last().end()) {
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
            files.forEach(from, reader);
        } finally {
            appending.unlock();
        }
    }

    @Override
    public void close() {
        appending.lock();
        try {
            files.close();
        } finally {
            appending.unlock();
        }
    }
}
