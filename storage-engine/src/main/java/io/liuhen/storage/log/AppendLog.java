package io.liuhen.storage.log;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * One log. Thread-safe; appends are ordered by a lock, syncs are shared.
 *
 * <p>Positions count bytes of content from the log's beginning, headers of files included.
 */
public final class AppendLog implements AutoCloseable {
    private static final long FILE_BYTES_MAX = 64L << 20;

    private final Disk disk;
    private final Durability durability;
    private final Path folder;
    private final LogKind kind;
    private final long fileBytesMax;
    private final ReentrantLock appending = new ReentrantLock();
    private final TreeMap<Long, LogFile> files = new TreeMap<>();

    private AppendLog(Disk disk, Durability durability, Path folder, LogKind kind, long fileBytesMax) {
        this.disk = disk;
        this.durability = durability;
        this.folder = folder;
        this.kind = kind;
        this.fileBytesMax = fileBytesMax;
    }

    /**
     * Opens or creates a log and cuts away what was not finished.
     *
     * @param committedEnd the end that was committed elsewhere: what follows is cut away, and missing content is
     *     corruption; empty where every whole record counts
     */
    public static AppendLog open(
            Disk disk, Durability durability, Path folder, LogKind kind, OptionalLong committedEnd) {
        return open(disk, durability, folder, kind, committedEnd, FILE_BYTES_MAX);
    }

    /** @param fileBytesMax a file that has reached this size gets no more records */
    static AppendLog open(
            Disk disk, Durability durability, Path folder, LogKind kind, OptionalLong committedEnd, long fileBytesMax) {
        AppendLog log = new AppendLog(disk, durability, folder, kind, fileBytesMax);
        durability.createDirectories(folder);
        try {
            List<Path> unfinished = log.openFiles();
            log.cut(committedEnd.orElseGet(() -> log.last().endOfWholeRecords()));
            unfinished.forEach(disk::delete);
            return log;
        } catch (RuntimeException | Error e) {
            log.close();
            throw e;
        }
    }

    /** Returns the files whose headers were not finished: they hold nothing, and continuity does not need them. */
    private List<Path> openFiles() {
        List<Path> unfinished = new ArrayList<>();
        for (String name : disk.list(folder)) {
            LogFile.base(name).ifPresent(base -> {
                Path path = folder.resolve(name);
                LogFile.open(disk, path, kind, base, durability)
                        .ifPresentOrElse(file -> files.put(base, file), () -> unfinished.add(path));
            });
        }
        if (files.isEmpty()) {
            unfinished.remove(startFile(0).path());
        } else {
            // Whoever created the last one may have died before its header and its name were durable; what is appended
            // here must not go with them when the power does.
            last().syncAll(durability);
            durability.syncDirectory(folder);
        }
        return unfinished;
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
        boolean deleted = false;
        while (files.size() > 1 && last().base() >= end) {
            LogFile surplus = last();
            files.remove(surplus.base());
            surplus.close();
            deleted = disk.delete(surplus.path()) || deleted;
        }
        if (deleted) {
            // Or a power cut could bring them back, beside what is appended from here on.
            durability.syncDirectory(folder);
        }
        if (end > last().end()) {
            throw new StorageException(
                    Category.CORRUPT,
                    "the log in " + folder + " ends at " + last().end() + ", but " + end + " was committed");
        }
        last().cutTo(end, durability);
    }

    /** Each file begins where the one before ended. */
    private void checkContinuity(long end) {
        long expected = 0;
        for (LogFile file : files.headMap(Math.max(end, 1), false).values()) {
            if (file.base() != expected) {
                throw new StorageException(
                        Category.CORRUPT,
                        "the log in " + folder + " has nothing from " + expected + " to " + file.base());
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
                throw new StorageException(Category.CORRUPT, "no record at " + position + " in " + folder);
            }
            file = entry.getValue();
        } finally {
            appending.unlock();
        }
        return file.read(position);
    }

    /** Every record with its position, in order. Meant for rebuilding; appends wait. */
    public void forEach(BiConsumer<Long, byte[]> reader) {
        appending.lock();
        try {
            files.values().forEach(file -> file.forEach(reader));
        } finally {
            appending.unlock();
        }
    }

    @Override
    public void close() {
        appending.lock();
        try {
            files.values().forEach(LogFile::close);
        } finally {
            appending.unlock();
        }
    }

    /** Reads a whole record header and body from a file; empty where none fits. */
    static Optional<byte[]> record(DiskFile file, long offset) {
        ByteBuffer head = ByteBuffer.allocate(LogFile.RECORD_HEADER_BYTES);
        if (file.read(head, offset) < LogFile.RECORD_HEADER_BYTES) {
            return Optional.empty();
        }
        int length = head.flip().getInt();
        int checksum = head.getInt();
        if (length < 1 || length > LogFile.RECORD_BYTES_MAX) {
            return Optional.empty();
        }
        byte[] body = new byte[length];
        if (file.read(ByteBuffer.wrap(body), offset + LogFile.RECORD_HEADER_BYTES) < length
                || LogFile.checksum(body) != checksum) {
            return Optional.empty();
        }
        return Optional.of(body);
    }
}
