package io.liuhen.storage.testing;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A disk that writes down what is asked of it, in order, and fails where it is told to. Wraps a disk that does the work.
 * Thread-safe.
 *
 * <p>It is stricter than an operating system: a file that was closed cannot be used or closed again, a read-only file
 * cannot be opened for writing even by a privileged user, a path cannot leave the store, and a write that fails has
 * written half of its bytes first. Files that are still open can be asked for, so that a test finds the leaked ones.
 */
public final class TracingDisk implements Disk {
    private final Disk disk;
    private final List<Operation> operations = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final Set<TracingFile> open = ConcurrentHashMap.newKeySet();
    private final Set<Path> readOnly = ConcurrentHashMap.newKeySet();
    private int operationsLeft = Integer.MAX_VALUE;

    /** Traces what reaches this disk. */
    public TracingDisk(Disk disk) {
        this.disk = disk;
    }

    /** What can be done to a disk, as far as it changes something; reading is not written down. */
    public enum Action {
        CREATE,
        OPEN,
        CREATE_DIRECTORY,
        RENAME,
        DELETE,
        SET_READ_ONLY,
        WRITE,
        TRUNCATE,
        SYNC,
        SYNC_DIRECTORY,
        NOTE
    }

    /**
     * One thing that was asked for.
     *
     * @param path the file or directory; of a rename, the new name; of a note, a test's own, its text
     */
    public record Operation(Action action, Path path) {
        @Override
        public String toString() {
            return action + " " + path;
        }
    }

    /** A failure that was ordered, counting down. Guarded by the disk's monitor. */
    private static final class Fault {
        private final Action action;
        private final Predicate<Path> paths;
        private final Category category;
        private int skip;
        private int left;

        Fault(Action action, Predicate<Path> paths, int skip, int left, Category category) {
            this.action = action;
            this.paths = paths;
            this.skip = skip;
            this.left = left;
            this.category = category;
        }

        boolean strikes(Operation operation) {
            if (operation.action() != action || !paths.test(operation.path()) || left == 0) {
                return false;
            }
            if (skip > 0) {
                skip--;
                return false;
            }
            left--;
            return true;
        }
    }

    /** Fails one operation of a sort: the n-th from now on, counted from 1, on a path that begins so. */
    public synchronized void failOnce(Action action, String pathPrefix, int nth, Category category) {
        faults.add(new Fault(action, path -> path.toString().startsWith(pathPrefix), nth - 1, 1, category));
    }

    /** Fails every operation of a sort on paths that begin so, until {@link #heal}. */
    public synchronized void failAlways(Action action, String pathPrefix, Category category) {
        faults.add(new Fault(action, path -> path.toString().startsWith(pathPrefix), 0, Integer.MAX_VALUE, category));
    }

    /** As a disk without room: nothing can be created, written or renamed, until {@link #heal}. */
    public synchronized void fill() {
        for (Action action : List.of(Action.CREATE, Action.CREATE_DIRECTORY, Action.WRITE, Action.RENAME)) {
            failAlways(action, "", Category.NO_SPACE);
        }
    }

    /** Lets some more operations through and refuses all later ones, as if the process had died there. */
    public synchronized void stopAfter(int count) {
        operationsLeft = count;
    }

    /** Takes all failures back that were ordered. */
    public synchronized void heal() {
        faults.clear();
        operationsLeft = Integer.MAX_VALUE;
    }

    /** Everything that was asked for since the beginning or the last {@link #forget}, also what failed. */
    public synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** What was asked for on paths that begin so, and all notes. */
    public synchronized List<String> operations(String pathPrefix) {
        return operations.stream()
                .filter(each ->
                        each.action() == Action.NOTE || each.path().toString().startsWith(pathPrefix))
                .map(Operation::toString)
                .toList();
    }

    /** Forgets the operations so far. */
    public synchronized void forget() {
        operations.clear();
    }

    /** Puts a line of the test's own between the operations. */
    public void note(String text) {
        write(new Operation(Action.NOTE, Path.of(text)));
    }

    /** Paths of files that were opened and not closed. */
    public List<Path> openFiles() {
        return open.stream().map(file -> file.path).sorted().toList();
    }

    private synchronized Optional<Category> write(Operation operation) {
        operations.add(operation);
        if (operation.action() != Action.NOTE && operationsLeft-- <= 0) {
            operationsLeft = 0;
            return Optional.of(Category.IO);
        }
        for (Fault fault : faults) {
            if (fault.strikes(operation)) {
                return Optional.of(fault.category);
            }
        }
        return Optional.empty();
    }

    private void asked(Action action, Path path) {
        write(new Operation(action, path)).ifPresent(category -> {
            throw ordered(action, path, category);
        });
    }

    private static StorageException ordered(Action action, Path path, Category category) {
        return new StorageException(category, "ordered by a test: " + action + " " + path);
    }

    private static Path inside(Path path) {
        if (path.isAbsolute() || path.normalize().startsWith("..")) {
            throw new IllegalArgumentException("not below the store: " + path);
        }
        return path;
    }

    @Override
    public DiskFile create(Path path) {
        asked(Action.CREATE, inside(path));
        return traced(path, disk.create(path), true);
    }

    @Override
    public DiskFile open(Path path) {
        asked(Action.OPEN, inside(path));
        if (readOnly.contains(path)) {
            throw new StorageException(Category.IO, "cannot open " + path + ": it is read-only");
        }
        return traced(path, disk.open(path), true);
    }

    @Override
    public DiskFile openForReading(Path path) {
        return traced(path, disk.openForReading(inside(path)), false);
    }

    private DiskFile traced(Path path, DiskFile file, boolean writable) {
        TracingFile traced = new TracingFile(path, file, writable);
        open.add(traced);
        return traced;
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(inside(path));
    }

    @Override
    public boolean createDirectory(Path path) {
        asked(Action.CREATE_DIRECTORY, inside(path));
        return disk.createDirectory(path);
    }

    @Override
    public void rename(Path from, Path to) {
        inside(from);
        asked(Action.RENAME, inside(to));
        disk.rename(from, to);
        readOnly.remove(to);
        if (readOnly.remove(from)) {
            readOnly.add(to);
        }
    }

    @Override
    public boolean delete(Path path) {
        asked(Action.DELETE, inside(path));
        readOnly.remove(path);
        return disk.delete(path);
    }

    @Override
    public List<String> list(Path directory) {
        return disk.list(inside(directory));
    }

    @Override
    public void setReadOnly(Path path, boolean makeReadOnly) {
        asked(Action.SET_READ_ONLY, inside(path));
        disk.setReadOnly(path, makeReadOnly);
        if (makeReadOnly) {
            readOnly.add(path);
        } else {
            readOnly.remove(path);
        }
    }

    @Override
    public void syncDirectory(Path directory) {
        asked(Action.SYNC_DIRECTORY, inside(directory));
        disk.syncDirectory(directory);
    }

    @Override
    public long usableBytes() {
        return disk.usableBytes();
    }

    @Override
    public long sizeBytes() {
        return disk.sizeBytes();
    }

    @Override
    public AutoCloseable lock(Path path) {
        return disk.lock(inside(path));
    }

    @Override
    public Path absolute(Path path) {
        return disk.absolute(inside(path));
    }

    /** An open file and how it may be used. */
    private final class TracingFile implements DiskFile {
        private final Path path;
        private final DiskFile file;
        private final boolean writable;

        TracingFile(Path path, DiskFile file, boolean writable) {
            this.path = path;
            this.file = file;
            this.writable = writable;
        }

        private DiskFile usable() {
            if (!open.contains(this)) {
                throw new IllegalStateException(path + " was closed");
            }
            return file;
        }

        private DiskFile changing() {
            if (!writable) {
                throw new IllegalStateException(path + " was opened for reading");
            }
            return usable();
        }

        @Override
        public void write(ByteBuffer source, long positionBytes) {
            DiskFile target = changing();
            Optional<Category> failure = TracingDisk.this.write(new Operation(Action.WRITE, path));
            if (failure.isPresent()) {
                ByteBuffer half = source.duplicate();
                half.limit(half.position() + half.remaining() / 2);
                target.write(half, positionBytes);
                throw ordered(Action.WRITE, path, failure.get());
            }
            target.write(source, positionBytes);
        }

        @Override
        public int read(ByteBuffer target, long positionBytes) {
            return usable().read(target, positionBytes);
        }

        @Override
        public long sizeBytes() {
            return usable().sizeBytes();
        }

        @Override
        public void truncate(long sizeBytes) {
            DiskFile target = changing();
            asked(Action.TRUNCATE, path);
            target.truncate(sizeBytes);
        }

        @Override
        public void sync() {
            DiskFile target = changing();
            asked(Action.SYNC, path);
            target.sync();
        }

        @Override
        public void close() {
            if (!open.remove(this)) {
                throw new IllegalStateException(path + " was closed before");
            }
            file.close();
        }
    }
}
