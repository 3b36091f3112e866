package io.liuhen.storage.space;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A disk with so many bytes and no more, which others may fill, too. Wraps a disk that does the work; what does not go
 * through it, such as the index, is not counted. A write that does not fit has written what did. Thread-safe.
 */
public final class SmallDisk implements Disk {
    private final Disk disk;
    private final long capacityBytes;
    private final Map<Path, Long> sizes = new HashMap<>();
    private long othersBytes;
    private int namesLeft = Integer.MAX_VALUE;

    /** An empty one. */
    public SmallDisk(Disk disk, long capacityBytes) {
        this.disk = disk;
        this.capacityBytes = capacityBytes;
    }

    /** Somebody else's files have this size from now on. */
    public synchronized void others(long bytes) {
        othersBytes = bytes;
    }

    /** Somebody else fills the disk to the last byte. */
    public synchronized void othersFill() {
        othersBytes += usableBytes();
    }

    /** So many more files and folders can be created, unless others are deleted. */
    public synchronized void names(int left) {
        namesLeft = left;
    }

    private synchronized void takeName(Path path) {
        if (namesLeft <= 0) {
            throw full(path);
        }
        namesLeft--;
    }

    private static StorageException full(Path path) {
        return new StorageException(Category.NO_SPACE, "no room for " + path);
    }

    @Override
    public synchronized long usableBytes() {
        return Math.max(
                0,
                capacityBytes
                        - othersBytes
                        - sizes.values().stream().mapToLong(Long::longValue).sum());
    }

    @Override
    public long sizeBytes() {
        return capacityBytes;
    }

    @Override
    public DiskFile create(Path path) {
        takeName(path);
        return new SmallFile(path, disk.create(path));
    }

    @Override
    public DiskFile open(Path path) {
        return new SmallFile(path, disk.open(path));
    }

    @Override
    public DiskFile openForReading(Path path) {
        return disk.openForReading(path);
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public boolean createDirectory(Path path) {
        if (disk.exists(path)) {
            return false;
        }
        takeName(path);
        return disk.createDirectory(path);
    }

    @Override
    public synchronized void rename(Path from, Path to) {
        disk.rename(from, to);
        Long size = sizes.remove(from);
        if (size != null) {
            sizes.put(to, size);
        }
    }

    @Override
    public synchronized boolean delete(Path path) {
        boolean deleted = disk.delete(path);
        sizes.remove(path);
        if (deleted && namesLeft < Integer.MAX_VALUE) {
            namesLeft++;
        }
        return deleted;
    }

    @Override
    public List<String> list(Path directory) {
        return disk.list(directory);
    }

    @Override
    public void setReadOnly(Path path, boolean readOnly) {
        disk.setReadOnly(path, readOnly);
    }

    @Override
    public void syncDirectory(Path directory) {
        disk.syncDirectory(directory);
    }

    @Override
    public AutoCloseable lock(Path path) {
        return disk.lock(path);
    }

    @Override
    public Path absolute(Path path) {
        return disk.absolute(path);
    }

    /** An open file. */
    private final class SmallFile implements DiskFile {
        private final Path path;
        private final DiskFile file;

        SmallFile(Path path, DiskFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public void write(ByteBuffer source, long positionBytes) {
            synchronized (SmallDisk.this) {
                long size = file.sizeBytes();
                long growth = Math.max(0, positionBytes + source.remaining() - size);
                long room = usableBytes();
                if (growth > room) {
                    ByteBuffer part = source.duplicate();
                    part.limit((int) Math.max(part.position(), part.limit() - (growth - room)));
                    file.write(part, positionBytes);
                    sizes.put(path, file.sizeBytes());
                    throw full(path);
                }
                file.write(source, positionBytes);
                sizes.put(path, size + growth);
            }
        }

        @Override
        public int read(ByteBuffer target, long positionBytes) {
            return file.read(target, positionBytes);
        }

        @Override
        public long sizeBytes() {
            return file.sizeBytes();
        }

        @Override
        public void truncate(long sizeBytes) {
            synchronized (SmallDisk.this) {
                file.truncate(sizeBytes);
                sizes.put(path, file.sizeBytes());
            }
        }

        @Override
        public void sync() {
            file.sync();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
