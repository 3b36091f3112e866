package io.liuhen.storage.pieces;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.GroupSync;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.pieces.Inventory.Line;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The lists {@code SHA256SUMS}, one per day: {@code cd vault/2026/11/20 && sha256sum -c SHA256SUMS} checks a day with
 * nothing but coreutils. One list for a day instead of one beside each original saves a file and a sync per seal.
 *
 * <p>Lines are durable before a seal is committed. A half line that a power cut left is cut away before the next one is
 * written. Thread-safe; those who seal at the same time share a sync.
 */
final class DayList implements AutoCloseable {
    private static final String NAME = "SHA256SUMS";
    private static final int OPEN_MAX = 8;
    private static final Pattern LINE = Pattern.compile("([^ ]*)  ([^/]*)/(.*)");

    private final Disk disk;
    private final Durability durability;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<LocalDate, OpenList> open = new LinkedHashMap<>();

    DayList(Disk disk, Durability durability) {
        this.disk = disk;
        this.durability = durability;
    }

    /** An open list; its position is guarded by the lock. */
    private static final class OpenList {
        private final DiskFile file;
        private final GroupSync sync;
        private long end;

        OpenList(DiskFile file, GroupSync sync, long end) {
            this.file = file;
            this.sync = sync;
            this.end = end;
        }
    }

    static String line(Sha256 digest, SegmentId id, String fileName) {
        return digest + "  " + id + "/" + fileName + "\n";
    }

    /** Adds lines to a day's list; durable on return. */
    void add(LocalDate day, String lines) {
        OpenList list;
        long end;
        lock.lock();
        try {
            list = list(day);
            byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
            list.file.write(ByteBuffer.wrap(bytes), list.end);
            list.end += bytes.length;
            end = list.end;
            list.sync.written(end);
        } finally {
            lock.unlock();
        }
        list.sync.await(end);
    }

    private OpenList list(LocalDate day) {
        OpenList known = open.get(day);
        if (known != null) {
            return known;
        }
        if (open.size() >= OPEN_MAX) {
            LocalDate eldest = open.keySet().iterator().next();
            forget(eldest);
        }
        Path path = VaultLayout.day(day).resolve(NAME);
        boolean there = disk.exists(path);
        DiskFile file = there ? disk.open(path) : disk.create(path);
        try {
            long end = endOfWholeLines(file);
            if (end < file.sizeBytes()) {
                file.truncate(end);
            }
            // Also where it was there: whoever created or replaced it may not have come as far as this.
            durability.syncDirectory(VaultLayout.day(day));
            OpenList fresh = new OpenList(file, new GroupSync(durability, file, end), end);
            open.put(day, fresh);
            return fresh;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static long endOfWholeLines(DiskFile file) {
        ByteBuffer last = ByteBuffer.allocate(1);
        long end = file.sizeBytes();
        while (end > 0) {
            last.clear();
            file.read(last, end - 1);
            if (last.get(0) == '\n') {
                return end;
            }
            end--;
        }
        return 0;
    }

    /** Takes the lines of segments out of their day's list: where a seal was not committed, or where they go for ever. */
    void remove(LocalDate day, Set<SegmentId> ids) {
        lock.lock();
        try {
            forget(day);
            Path path = VaultLayout.day(day).resolve(NAME);
            if (!disk.exists(path)) {
                return;
            }
            String content = content(path);
            // Without what a power cut may have left: a half line, which would become a whole one here, and zeros in
            // the
            // place of bytes that were not synced. Neither belongs to a seal that was committed.
            String kept = content.substring(0, content.lastIndexOf('\n') + 1)
                    .lines()
                    .filter(line -> line.indexOf('\0') < 0
                            && !read(line).segment().map(ids::contains).orElse(false))
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
            if (kept.isEmpty()) {
                // An empty list is none to sha256sum, which would call the day broken.
                disk.delete(path);
                disk.delete(path.resolveSibling(NAME + ".new"));
                durability.syncDirectory(VaultLayout.day(day));
            } else {
                durability.replace(path, kept.getBytes(StandardCharsets.UTF_8));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether a name in a day's folder is that of its list, or of one that was to take its place. */
    static boolean isList(String name) {
        return name.equals(NAME) || name.equals(NAME + ".new");
    }

    /** The whole lines of a day's list. */
    List<Line> lines(LocalDate day) {
        Path path = VaultLayout.day(day).resolve(NAME);
        if (!disk.exists(path)) {
            return List.of();
        }
        String content = content(path);
        return content.substring(0, content.lastIndexOf('\n') + 1)
                .lines()
                .map(DayList::read)
                .toList();
    }

    private static Line read(String text) {
        Matcher parts = LINE.matcher(text);
        return parts.matches()
                ? new Line(text, Sha256.parse(parts.group(1)), SegmentId.parse(parts.group(2)), parts.group(3))
                : new Line(text, Optional.empty(), Optional.empty(), "");
    }

    private String content(Path path) {
        try (DiskFile file = disk.openForReading(path)) {
            ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(file.sizeBytes()));
            file.read(all, 0);
            return StandardCharsets.UTF_8.decode(all.flip()).toString();
        }
    }

    private void forget(LocalDate day) {
        OpenList list = open.remove(day);
        if (list != null) {
            list.sync.await(list.end);
            list.file.close();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            open.values().forEach(list -> list.file.close());
            open.clear();
        } finally {
            lock.unlock();
        }
    }
}
