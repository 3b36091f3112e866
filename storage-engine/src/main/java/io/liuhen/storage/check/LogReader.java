package io.liuhen.storage.check;

import io.liuhen.storage.check.Finding.Sort;
import io.liuhen.storage.disk.FolderView;
import io.liuhen.storage.disk.FolderView.Entry;
import io.liuhen.storage.disk.FolderView.FileView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The records of one log, in order, with findings about what is none. Ends at the first damage: nobody can tell where the
 * next record begins. Confined to one thread.
 */
final class LogReader implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}\\.log");
    private static final int HEADER = 16;
    private static final int RECORD_HEADER = 8;
    private static final int RECORD_MAX = 1 << 24;

    private final FolderView view;
    private final Path folder;
    private final char kind;
    private final OptionalLong committedEnd;
    private final CheckListener listener;
    private final List<Entry> files;
    private int next;
    private Optional<FileView> file = Optional.empty();
    private long base;
    private long size;
    private long at;
    private long position;
    private boolean damaged;

    /** @param committedEnd where the log ends according to the index; empty if there is none to ask */
    LogReader(FolderView view, Path folder, char kind, OptionalLong committedEnd, CheckListener listener) {
        this.view = view;
        this.folder = folder;
        this.kind = kind;
        this.committedEnd = committedEnd;
        this.listener = listener;
        if (view.find(folder).isEmpty()) {
            listener.finding(new Finding(Sort.MISSING, folder.toString(), "the folder is not there"));
            files = List.of();
            damaged = true;
            return;
        }
        files = view.list(folder).stream()
                .filter(entry -> isLog(entry, listener))
                .toList();
        if (files.isEmpty()) {
            listener.finding(new Finding(Sort.MISSING, folder + "/0000000000000000.log", "the log has no file"));
            damaged = true;
        }
    }

    private boolean isLog(Entry entry, CheckListener to) {
        boolean log = entry.sort() == FolderView.Sort.FILE
                && NAME.matcher(entry.name()).matches();
        if (!log) {
            to.finding(new Finding(Sort.FOREIGN, folder.resolve(entry.name()).toString(), "no file of this log"));
        }
        return log;
    }

    /** The next record; empty at the end, also where that is a damage. */
    Optional<byte[]> next() {
        while (!damaged) {
            if (file.isPresent() && at < size) {
                return record();
            }
            if (next >= files.size() || !openNext()) {
                break;
            }
        }
        checkEnd();
        return Optional.empty();
    }

    /** Where the last record that was read stands. */
    long position() {
        return position;
    }

    /** Where the last record that was read ends. */
    long end() {
        return base + at;
    }

    boolean damaged() {
        return damaged;
    }

    private boolean openNext() {
        long expected = next == 0 ? 0 : base + at;
        Entry entry = files.get(next++);
        close();
        Path path = folder.resolve(entry.name());
        base = HexFormat.fromHexDigitsToLong(entry.name(), 0, 16);
        at = 0;
        size = entry.sizeBytes();
        FileView opened = view.open(path);
        file = Optional.of(opened);
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        byte[] magic = ("LIUHEN" + kind + "\1").getBytes(StandardCharsets.US_ASCII);
        boolean wrong = opened.read(header, 0) < HEADER
                || !Arrays.equals(header.array(), 0, 8, magic, 0, 8)
                || header.getLong(8) != base;
        // Zeros, rubbish or too little: it was never synced, so that nothing was written behind it.
        if (wrong && size <= HEADER && next == files.size() && committedEnd.orElse(0) <= base && base > 0) {
            listener.note(path.toString(), "a file that was begun and not finished; opening deletes it");
            base = expected;
            size = 0;
            return false;
        }
        if (wrong) {
            return stop(Sort.DAMAGED, "its header is not that of such a file");
        }
        if (base != expected) {
            return stop(
                    base > expected ? Sort.MISSING : Sort.DAMAGED,
                    "the log ends at " + expected + " before this file, which begins at " + base);
        }
        at = HEADER;
        return true;
    }

    private Optional<byte[]> record() {
        Optional<byte[]> record = whole(at);
        if (record.isPresent()) {
            position = base + at;
            at += RECORD_HEADER + record.get().length;
            return record;
        }
        long here = base + at;
        boolean last = next >= files.size();
        boolean mayBeTorn = last && (committedEnd.isPresent() ? here >= committedEnd.getAsLong() : noneFollows());
        if (mayBeTorn) {
            listener.note(path(), "ends with a record that was not finished, at " + here + "; opening cuts it away");
            size = at;
        } else {
            stop(Sort.DAMAGED, "the record at " + here + " is damaged or cut off");
        }
        checkEnd();
        return Optional.empty();
    }

    private Optional<byte[]> whole(long offset) {
        ByteBuffer head = ByteBuffer.allocate(RECORD_HEADER);
        FileView from = file.orElseThrow();
        if (from.read(head, offset) < RECORD_HEADER) {
            return Optional.empty();
        }
        int length = head.getInt(0);
        if (length < 1 || length > RECORD_MAX || offset + RECORD_HEADER + length > size) {
            return Optional.empty();
        }
        byte[] content = new byte[length];
        from.read(ByteBuffer.wrap(content), offset + RECORD_HEADER);
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        return (int) checksum.getValue() == head.getInt(4) ? Optional.of(content) : Optional.empty();
    }

    /** Whether no whole record stands anywhere behind: then nothing that was ever acknowledged can be lost here. */
    private boolean noneFollows() {
        for (long offset = at + 1; offset + RECORD_HEADER < size; offset++) {
            if (whole(offset).isPresent()) {
                return false;
            }
        }
        return true;
    }

    private boolean stop(Sort sort, String what) {
        listener.finding(new Finding(sort, path(), what));
        damaged = true;
        return false;
    }

    private String path() {
        return folder.resolve(files.get(next - 1).name()).toString();
    }

    private void checkEnd() {
        if (!damaged && committedEnd.isPresent() && base + at < committedEnd.getAsLong()) {
            listener.finding(new Finding(
                    Sort.TRUNCATED,
                    files.isEmpty() ? folder.toString() : path(),
                    "the log ends at " + (base + at) + ", but " + committedEnd.getAsLong() + " was committed"));
            damaged = true;
        }
    }

    @Override
    public void close() {
        file.ifPresent(FileView::close);
        file = Optional.empty();
    }
}
