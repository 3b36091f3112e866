package io.liuhen.storage.testing;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.testing.SimulatedTree.Directory;
import io.liuhen.storage.testing.SimulatedTree.FileNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A disk in memory whose power can go at any operation, and which then loses what {@link Disk} lets it lose. Thread-safe.
 *
 * <p>The fault model:
 *
 * <ul>
 *   <li>bytes of a file that were not synced survive or not, block by block, and so does a change of its length; a block
 *       that was added and did not survive reads as zeros;
 *   <li>a name that was created, renamed or deleted survives or not, one by one and in any order, unless its directory was
 *       synced since; a rename is done or undone as a whole;
 *   <li>what was synced survives. Nothing is damaged in any other way, and no sync fails: {@link TracingDisk} can wrap
 *       this disk for that.
 * </ul>
 */
public final class SimulatedDisk implements Disk {
    private static final long ROOM = 1L << 40;

    private final SimulatedTree tree = new SimulatedTree();
    private int operationsLeft = Integer.MAX_VALUE;
    private boolean locked;

    /** Counts the times the power came back; a file that was opened before is not open any more. */
    private int powerCuts;

    /** The power goes after so many more operations; every later one fails until {@link #powerOn}. */
    public synchronized void powerOffAfter(int operations) {
        operationsLeft = operations;
    }

    /** The power comes back, and the disk shows what has survived. */
    public synchronized void powerOn(RandomGenerator chance) {
        operationsLeft = Integer.MAX_VALUE;
        powerCuts++;
        locked = false;
        tree.loseUnsynced(chance);
    }

    private void use() {
        if (operationsLeft <= 0) {
            throw new StorageException(Category.IO, "the power is off");
        }
        operationsLeft--;
    }

    private static StorageException refused(String what, Path path) {
        return new StorageException(Category.IO, what + ": " + path);
    }

    private static StorageException missing(String what, Path path) {
        return new StorageException(Category.MISSING, what + ": " + path);
    }

    private FileNode file(Path path) {
        if (tree.find(path) instanceof FileNode file) {
            return file;
        }
        throw missing("no such file", path);
    }

    private Directory parent(Path path) {
        Path parent = path.getParent();
        return directory(parent == null ? Path.of("") : parent);
    }

    private Directory directory(Path path) {
        if (tree.find(path) instanceof Directory directory) {
            return directory;
        }
        throw missing("no such directory", path);
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    @Override
    public synchronized DiskFile create(Path path) {
        use();
        if (tree.find(path) != null) {
            throw refused("exists", path);
        }
        FileNode file = new FileNode();
        tree.put(parent(path), name(path), file);
        return new OpenFile(file, true);
    }

    @Override
    public synchronized DiskFile open(Path path) {
        use();
        if (file(path).readOnly) {
            throw refused("read-only", path);
        }
        return new OpenFile(file(path), true);
    }

    @Override
    public synchronized DiskFile openForReading(Path path) {
        use();
        return new OpenFile(file(path), false);
    }

    @Override
    public synchronized boolean exists(Path path) {
        use();
        return tree.find(path) != null;
    }

    @Override
    public synchronized boolean createDirectory(Path path) {
        use();
        if (tree.find(path) != null) {
            return false;
        }
        tree.put(parent(path), name(path), new Directory());
        return true;
    }

    @Override
    public synchronized void rename(Path from, Path to) {
        use();
        tree.rename(parent(from), name(from), parent(to), name(to), file(from));
    }

    @Override
    public synchronized boolean delete(Path path) {
        use();
        SimulatedTree.Node node = tree.find(path);
        if (node == null) {
            return false;
        }
        if (node instanceof Directory directory && !directory.entries.isEmpty()) {
            throw refused("not empty", path);
        }
        tree.remove(parent(path), name(path));
        return true;
    }

    @Override
    public synchronized List<String> list(Path path) {
        use();
        return tree.find(path) instanceof Directory directory ? List.copyOf(directory.entries.keySet()) : List.of();
    }

    @Override
    public synchronized void setReadOnly(Path path, boolean readOnly) {
        use();
        file(path).readOnly = readOnly;
    }

    @Override
    public synchronized void syncDirectory(Path path) {
        use();
        tree.sync(directory(path));
    }

    @Override
    public long usableBytes() {
        return ROOM;
    }

    @Override
    public long sizeBytes() {
        return ROOM;
    }

    @Override
    public synchronized AutoCloseable lock(Path path) {
        use();
        if (locked) {
            throw new StorageException(Category.IN_USE, "the store is in use");
        }
        locked = true;
        return this::unlock;
    }

    private synchronized void unlock() {
        locked = false;
    }

    @Override
    public Path absolute(Path path) {
        throw new UnsupportedOperationException("this disk is in memory");
    }

    /** An open file. Everything happens under the disk's monitor. */
    private final class OpenFile implements DiskFile {
        private final FileNode file;
        private final boolean writable;
        private final int openedIn = powerCuts;
        private boolean closed;

        OpenFile(FileNode file, boolean writable) {
            this.file = file;
            this.writable = writable;
        }

        private void check(boolean writing) {
            if (closed || (writing && !writable)) {
                throw new IllegalStateException(closed ? "the file was closed" : "the file was opened for reading");
            }
            if (openedIn != powerCuts) {
                throw new StorageException(Category.IO, "the file was opened before the power went");
            }
            use();
        }

        @Override
        public void write(ByteBuffer source, long positionBytes) {
            synchronized (SimulatedDisk.this) {
                check(true);
                file.write(source, Math.toIntExact(positionBytes));
            }
        }

        @Override
        public int read(ByteBuffer target, long positionBytes) {
            synchronized (SimulatedDisk.this) {
                check(false);
                int from = (int) Math.min(positionBytes, file.content.length);
                int count = Math.min(target.remaining(), file.content.length - from);
                target.put(file.content, from, count);
                return count;
            }
        }

        @Override
        public long sizeBytes() {
            synchronized (SimulatedDisk.this) {
                check(false);
                return file.content.length;
            }
        }

        @Override
        public void truncate(long sizeBytes) {
            synchronized (SimulatedDisk.this) {
                check(true);
                file.truncate(Math.toIntExact(sizeBytes));
            }
        }

        @Override
        public void sync() {
            synchronized (SimulatedDisk.this) {
                check(true);
                file.durable = file.content.clone();
            }
        }

        @Override
        public void close() {
            synchronized (SimulatedDisk.this) {
                closed = true;
            }
        }
    }
}
