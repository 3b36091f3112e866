package io.liuhen.storage.log;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.GroupSync;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * One file of a log: {@code "LIUHEN" kind version base}, then records. Appends are confined to the log's lock.
 *
 * <pre>
 * header   6 bytes  "LIUHEN"
 *          1 byte   kind
 *          1 byte   version, 1
 *          8 bytes  base: the position of this header in the log
 * record   4 bytes  length
 *          4 bytes  CRC-32C of the content
 *          n bytes  content, at least one: zeros that a power cut left must not read as records
 * </pre>
 */
final class LogFile implements AutoCloseable {
    static final int RECORD_HEADER_BYTES = 8;
    static final int RECORD_BYTES_MAX = 16 << 20;

    static final int HEADER_BYTES = 16;
    private static final byte VERSION = 1;
    private static final byte[] MAGIC = "LIUHEN".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}\\.log");

    private final Path path;
    private final long base;
    private final DiskFile file;
    private GroupSync sync;
    private long end;

    /** Who reads or syncs it without the log's lock, which guards this. */
    private int users;

    /** Whether it is to be closed when nobody uses it any more. Guarded by the log's lock. */
    private boolean retired;

    private LogFile(Path path, long base, DiskFile file, Durability durability, long end) {
        this.path = path;
        this.base = base;
        this.file = file;
        this.end = end;
        this.sync = new GroupSync(durability, file, end);
    }

    static Optional<Long> base(String name) {
        return NAME.matcher(name).matches()
                ? Optional.of(HexFormat.fromHexDigitsToLong(name, 0, 16))
                : Optional.empty();
    }

    static Path path(Path folder, long base) {
        return folder.resolve(HexFormat.of().toHexDigits(base) + ".log");
    }

    static LogFile create(Disk disk, Path folder, LogKind kind, long base, Durability durability) {
        Path path = path(folder, base);
        disk.delete(path);
        DiskFile file = disk.create(path);
        try {
            file.write(header(kind, base), 0);
            durability.syncLog(file);
            durability.syncDirectory(folder);
        } catch (RuntimeException e) {
            cleaning(e, file::close);
            throw e;
        }
        return new LogFile(path, base, file, durability, base + HEADER_BYTES);
    }

    /** Does what a failure has left to do, without hiding the failure behind another one. */
    private static void cleaning(RuntimeException failure, Runnable what) {
        try {
            what.run();
        } catch (StorageException e) {
            failure.addSuppressed(e);
        }
    }

    private static ByteBuffer header(LogKind kind, long base) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put(MAGIC)
                .put(kind.letter())
                .put(VERSION)
                .putLong(base)
                .flip();
    }

    /** Opens a file; empty if its header was never finished, and so no record was ever written behind it. */
    static Optional<LogFile> open(DiskFile file, Path path, LogKind kind, long base, Durability durability) {
        try {
            ByteBuffer found = ByteBuffer.allocate(HEADER_BYTES);
            long size = file.sizeBytes();
            boolean whole = file.read(found, 0) == HEADER_BYTES;
            boolean zero = size == HEADER_BYTES && Arrays.equals(found.array(), new byte[HEADER_BYTES]);
            if (!whole || zero) {
                file.close();
                return Optional.empty();
            }
            check(path, found.array(), header(kind, base).array());
            return Optional.of(new LogFile(path, base, file, durability, base + size));
        } catch (RuntimeException e) {
            cleaning(e, file::close);
            throw e;
        }
    }

    private static void check(Path path, byte[] found, byte[] expected) {
        if (Arrays.equals(found, expected)) {
            return;
        }
        boolean newer = Arrays.equals(found, 0, MAGIC.length + 1, expected, 0, MAGIC.length + 1)
                && found[MAGIC.length + 1] > VERSION;
        throw new StorageException(
                newer ? Category.TOO_NEW : Category.CORRUPT,
                path + (newer ? " was written by a newer server" : " has a wrong header"));
    }

    /** Keeps it open until {@link #leave}. Under the log's lock. */
    LogFile use() {
        users++;
        return this;
    }

    /** Under the log's lock. */
    void leave() {
        users--;
        closeIfLeft();
    }

    /** Closes it when nobody uses it any more. Under the log's lock. */
    void retire() {
        retired = true;
        closeIfLeft();
    }

    private void closeIfLeft() {
        if (retired && users == 0) {
            file.close();
        }
    }

    Path path() {
        return path;
    }

    DiskFile file() {
        return file;
    }

    long base() {
        return base;
    }

    /** The log's position after this file's content. */
    long end() {
        return end;
    }

    GroupSync sync() {
        return sync;
    }

    /** Makes durable what is there, whoever wrote it. */
    void syncAll(Durability durability) {
        durability.syncLog(file);
    }

    /** Where the whole records end; what follows was being written when the power went. */
    long endOfWholeRecords() {
        long position = base + HEADER_BYTES;
        while (true) {
            Optional<byte[]> record = record(file, position - base);
            if (record.isEmpty()) {
                checkTorn(position - base);
                return position;
            }
            position += RECORD_HEADER_BYTES + record.get().length;
        }
    }

    /**
     * Refuses to take for torn what is damaged: if a whole record follows anywhere, cutting the file would destroy it.
     * The damage may be in the length, so every place is tried.
     */
    private void checkTorn(long offset) {
        forEachWholeAnywhere(offset, content -> {
            throw damaged(offset);
        });
    }

    /** Every whole record from a position on, also such as stand behind something torn. */
    void forEachWhole(long from, Consumer<byte[]> reader) {
        long position = Math.max(from, base + HEADER_BYTES);
        while (position < end) {
            Optional<byte[]> record = record(file, position - base);
            if (record.isEmpty()) {
                forEachWholeAnywhere(position - base, reader);
                return;
            }
            reader.accept(record.get());
            position += RECORD_HEADER_BYTES + record.get().length;
        }
    }

    private void forEachWholeAnywhere(long offset, Consumer<byte[]> reader) {
        ByteBuffer rest = ByteBuffer.allocate(Math.toIntExact(file.sizeBytes() - offset));
        file.read(rest, offset);
        rest.flip();
        int at = 1;
        while (at <= rest.limit() - RECORD_HEADER_BYTES) {
            int length = rest.getInt(at);
            int body = at + RECORD_HEADER_BYTES;
            if (length >= 1
                    && length <= rest.limit() - body
                    && checksum(rest.array(), body, length) == rest.getInt(at + 4)) {
                reader.accept(Arrays.copyOfRange(rest.array(), body, body + length));
                at = body + length;
            } else {
                at++;
            }
        }
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }

    private StorageException damaged(long offset) {
        return new StorageException(Category.CORRUPT, "the record at " + offset + " of " + path + " is damaged");
    }

    void cutTo(long committedEnd, Durability durability) {
        long newEnd = Math.max(committedEnd, base + HEADER_BYTES);
        if (newEnd < end) {
            file.truncate(newEnd - base);
            durability.syncLog(file);
            end = newEnd;
            sync = new GroupSync(durability, file, end);
        }
    }

    long append(byte[] content) {
        if (content.length < 1 || content.length > RECORD_BYTES_MAX) {
            throw new IllegalArgumentException("a record of " + content.length + " bytes");
        }
        ByteBuffer record = ByteBuffer.allocate(RECORD_HEADER_BYTES + content.length)
                .putInt(content.length)
                .putInt(checksum(content))
                .put(content)
                .flip();
        long position = end;
        try {
            file.write(record, position - base);
        } catch (StorageException e) {
            // The part that did get there must not look like records once shorter ones are written over its beginning.
            cleaning(e, () -> file.truncate(position - base));
            throw e;
        }
        end = position + RECORD_HEADER_BYTES + content.length;
        sync.written(end);
        return position;
    }

    byte[] read(long position) {
        return record(file, position - base).orElseThrow(() -> damaged(position - base));
    }

    /** Reads every record that begins before this position. */
    void check(long beforePosition) {
        long position = base + HEADER_BYTES;
        while (position < Math.min(end, beforePosition)) {
            position += RECORD_HEADER_BYTES + read(position).length;
        }
    }

    /** Records that begin at a position or beyond it, which is a record's position or one between two files. */
    void forEach(long from, BiConsumer<Long, byte[]> reader) {
        long position = Math.max(from, base + HEADER_BYTES);
        while (position < end) {
            byte[] content = read(position);
            reader.accept(position, content);
            position += RECORD_HEADER_BYTES + content.length;
        }
    }

    /** Reads a whole record header and body from a file; empty where none fits. */
    private static Optional<byte[]> record(DiskFile file, long offset) {
        ByteBuffer head = ByteBuffer.allocate(RECORD_HEADER_BYTES);
        if (file.read(head, offset) < RECORD_HEADER_BYTES) {
            return Optional.empty();
        }
        int length = head.flip().getInt();
        int checksum = head.getInt();
        if (length < 1 || length > RECORD_BYTES_MAX) {
            return Optional.empty();
        }
        byte[] body = new byte[length];
        if (file.read(ByteBuffer.wrap(body), offset + RECORD_HEADER_BYTES) < length || checksum(body) != checksum) {
            return Optional.empty();
        }
        return Optional.of(body);
    }

    static int checksum(byte[] content) {
        return checksum(content, 0, content.length);
    }

    @Override
    public void close() {
        file.close();
    }
}
