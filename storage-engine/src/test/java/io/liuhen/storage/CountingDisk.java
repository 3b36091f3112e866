package io.liuhen.storage;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A disk that counts what is asked of it, reading too. Thread-safe. */
final class CountingDisk implements Disk {
    private final Disk disk;
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong names = new AtomicLong();
    private final AtomicLong readBytes = new AtomicLong();
    private final AtomicLong largestBytes = new AtomicLong();

    private final Consumer<Path> beforeRead;

    CountingDisk(Disk disk) {
        this(disk, path -> {});
    }

    /** @param beforeRead called before anything is read of a file that is open */
    CountingDisk(Disk disk, Consumer<Path> beforeRead) {
        this.disk = disk;
        this.beforeRead = beforeRead;
    }

    /**
     * What was asked for so far.
     *
     * @param operations everything but reading the content of a file that is open
     * @param names names in the folders that were listed
     * @param readBytes but for the logs of the index: there are 64 MiB of them at most, however large the store is, and RocksDB
     *     reads them again unseen
     */
    record Counts(long operations, long names, long readBytes) {}

    Counts counts() {
        return new Counts(operations.get(), names.get(), readBytes.get());
    }

    /** The most that was read or written at once. */
    long largestBytes() {
        return largestBytes.get();
    }

    private static boolean isIndexLog(Path path) {
        return path.startsWith("index") && path.toString().endsWith(".log");
    }

    private Disk counted() {
        operations.incrementAndGet();
        return disk;
    }

    @Override
    public DiskFile create(Path path) {
        return new CountingFile(path, counted().create(path));
    }

    @Override
    public DiskFile open(Path path) {
        return new CountingFile(path, counted().open(path));
    }

    @Override
    public DiskFile openForReading(Path path) {
        return new CountingFile(path, counted().openForReading(path));
    }

    @Override
    public boolean exists(Path path) {
        return counted().exists(path);
    }

    @Override
    public boolean createDirectory(Path path) {
        return counted().createDirectory(path);
    }

    @Override
    public void rename(Path from, Path to) {
        counted().rename(from, to);
    }

    @Override
    public boolean delete(Path path) {
        return counted().delete(path);
    }

    @Override
    public List<String> list(Path directory) {
        List<String> found = counted().list(directory);
        // An upload's own name is counted with the operations that it causes.
        if (!directory.equals(Path.of("staging"))) {
            names.addAndGet(found.size());
        }
        return found;
    }

    @Override
    public void setReadOnly(Path path, boolean readOnly) {
        counted().setReadOnly(path, readOnly);
    }

    @Override
    public void syncDirectory(Path directory) {
        counted().syncDirectory(directory);
    }

    @Override
    public long usableBytes() {
        return counted().usableBytes();
    }

    @Override
    public long sizeBytes() {
        return counted().sizeBytes();
    }

    @Override
    public AutoCloseable lock(Path path) {
        return counted().lock(path);
    }

    @Override
    public Path absolute(Path path) {
        return disk.absolute(path);
    }

    private final class CountingFile implements DiskFile {
        private final Path path;
        private final DiskFile file;

        CountingFile(Path path, DiskFile file) {
            this.path = path;
            this.file = file;
        }

        private DiskFile counted() {
            operations.incrementAndGet();
            return file;
        }

        @Override
        public void write(ByteBuffer source, long positionBytes) {
            largestBytes.accumulateAndGet(source.remaining(), Math::max);
            counted().write(source, positionBytes);
        }

        @Override
        public int read(ByteBuffer target, long positionBytes) {
            beforeRead.accept(path);
            largestBytes.accumulateAndGet(target.remaining(), Math::max);
            int count = file.read(target, positionBytes);
            if (!isIndexLog(path)) {
                readBytes.addAndGet(count);
            }
            return count;
        }

        @Override
        public long sizeBytes() {
            return counted().sizeBytes();
        }

        @Override
        public void truncate(long sizeBytes) {
            counted().truncate(sizeBytes);
        }

        @Override
        public void sync() {
            counted().sync();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
