package io.liuhen.storage.testing;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.testing.Faults.Kind;
import io.liuhen.storage.testing.SimulatedTree.Directory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A disk in memory whose power can go at any operation, and which then loses what {@link Disk} lets it lose. Thread-safe.
 *
 * <p>The fault model of a loss of power:
 *
 * <ul>
 *   <li>bytes of a file that were not synced survive or not, block by block, and so does a change of its length; a block
 *       that was added and did not survive reads as zeros;
 *   <li>a name that was created, renamed or deleted survives or not, one by one and in any order, unless its directory was
 *       synced since; a rename is done or undone as a whole;
 *   <li>what was synced survives.
 * </ul>
 *
 * <p>With {@link Faults} it also fails, {@link #setRoom} makes it run full, {@link #flip} turns bits over. A disk without
 * faults does none of this; {@link TracingDisk} can wrap it to fail at one place.
 *
 * <p>It is as strict as {@link TracingDisk} about files that were closed or opened for reading.
 */
public final class SimulatedDisk implements Disk {
    private static final long ROOM = 1L << 40;
    private static final Path ROOT = Path.of("/simulated-disk");

    private final SimulatedTree tree = new SimulatedTree();
    private final Power power = new Power();
    private final Faults faults;
    private final List<SimulatedHandle> open = new ArrayList<>();
    private boolean locked;
    private boolean shutDown;
    private long bytesMax = ROOM;
    private int inodesMax = Integer.MAX_VALUE;

    /** A disk on which nothing fails while it has power. */
    public SimulatedDisk() {
        this(new Faults(new SplittableRandom(0)));
    }

    /** A disk on which these faults strike. */
    public SimulatedDisk(Faults faults) {
        this.faults = faults;
    }

    /** The power goes after so many more operations; every later one fails until {@link #powerOn}. */
    public void powerOffAfter(int operations) {
        power.offAfter(operations);
    }

    /** Whether an operation has found the power off. */
    public boolean isOff() {
        return power.isOff();
    }

    /** The power comes back, and the disk shows what has survived. */
    public synchronized void powerOn(RandomGenerator chance) {
        tree.loseUnsynced(chance);
        shutDown = false;
        restart();
    }

    /** Whether a sync has failed in such a way that the file system takes no more changes before {@link #powerOn}. */
    public synchronized boolean isShutDown() {
        return shutDown;
    }

    void shutDown() {
        shutDown = true;
    }

    /** The process has died and another one begins; the cache is as it was. */
    public synchronized void restart() {
        power.on();
        locked = false;
        open.clear();
    }

    /** How much more may be written, and how many files and directories more created; both may be taken or given. */
    public synchronized void setRoom(long bytes, int inodes) {
        bytesMax = tree.usedBytes() + bytes;
        inodesMax = tree.usedInodes() + inodes;
    }

    /** There is room again. */
    public synchronized void giveRoom() {
        bytesMax = ROOM;
        inodesMax = Integer.MAX_VALUE;
    }

    /** Whether room was limited. */
    public synchronized boolean hasLimits() {
        return bytesMax < ROOM;
    }

    /** Every file that has a name. */
    public synchronized List<Path> files() {
        return List.copyOf(tree.files().keySet());
    }

    /** Paths of files that were opened and not closed. */
    public synchronized List<Path> openFiles() {
        return open.stream().map(SimulatedHandle::path).sorted().toList();
    }

    /** Turns one bit over that is on the disk; false if the file has none there. */
    public synchronized boolean flip(Path path, RandomGenerator chance) {
        SimulatedFile file = file(path);
        if (file.sizeOnDisk() == 0) {
            return false;
        }
        file.flip(chance.nextInt(file.sizeOnDisk()), chance.nextInt(Byte.SIZE));
        return true;
    }

    /** Turns back every bit that was turned over and not overwritten since. */
    public synchronized void unflip() {
        tree.files().values().forEach(SimulatedFile::unflip);
    }

    Power power() {
        return power;
    }

    Faults faults() {
        return faults;
    }

    private void use(Kind fault, Path path) {
        power.use();
        if (faults.strikes(fault)) {
            throw failed(fault, path);
        }
    }

    static StorageException failed(Kind fault, Path path) {
        return new StorageException(Category.IO, "simulated fault: " + fault + " " + path);
    }

    private void needDescriptor(Path path) {
        if (faults.strikes(Kind.DESCRIPTOR)) {
            throw failed(Kind.DESCRIPTOR, path);
        }
    }

    private void change(Kind fault, Path path) {
        use(fault, path);
        checkNotShutDown();
    }

    void checkNotShutDown() {
        if (shutDown) {
            throw new StorageException(Category.IO, "the file system was shut down when a sync failed");
        }
    }

    private static StorageException refused(String what, Path path) {
        return new StorageException(Category.IO, what + ": " + path);
    }

    private static StorageException missing(String what, Path path) {
        return new StorageException(Category.MISSING, what + ": " + path);
    }

    static StorageException full(Path path) {
        return new StorageException(Category.NO_SPACE, "no room: " + path);
    }

    private SimulatedFile file(Path path) {
        if (tree.find(path) instanceof SimulatedFile file) {
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

    private void takeInode(Path path) {
        if (hasLimits() && tree.usedInodes() >= inodesMax) {
            throw full(path);
        }
    }

    @Override
    public synchronized DiskFile create(Path path) {
        change(Kind.NAME, path);
        needDescriptor(path);
        if (tree.find(path) != null) {
            throw refused("exists", path);
        }
        takeInode(path);
        SimulatedFile file = new SimulatedFile();
        tree.put(parent(path), name(path), file);
        return opened(path, file, true);
    }

    @Override
    public synchronized DiskFile open(Path path) {
        change(Kind.NAME, path);
        needDescriptor(path);
        if (file(path).isReadOnly()) {
            throw refused("read-only", path);
        }
        return opened(path, file(path), true);
    }

    @Override
    public synchronized DiskFile openForReading(Path path) {
        use(Kind.NAME, path);
        needDescriptor(path);
        return opened(path, file(path), false);
    }

    private DiskFile opened(Path path, SimulatedFile file, boolean writable) {
        SimulatedHandle opened = new SimulatedHandle(this, path, file, writable);
        open.add(opened);
        return opened;
    }

    @Override
    public synchronized boolean exists(Path path) {
        use(Kind.NAME, path);
        return tree.find(path) != null;
    }

    @Override
    public synchronized boolean createDirectory(Path path) {
        change(Kind.NAME, path);
        if (tree.find(path) != null) {
            return false;
        }
        takeInode(path);
        tree.put(parent(path), name(path), new Directory());
        return true;
    }

    @Override
    public synchronized void rename(Path from, Path to) {
        change(Kind.NAME, to);
        // A directory may need one more block for the new name.
        if (hasLimits() && tree.usedBytes() >= bytesMax && faults.chance().nextBoolean()) {
            throw full(to);
        }
        tree.rename(parent(from), name(from), parent(to), name(to), file(from));
    }

    @Override
    public synchronized boolean delete(Path path) {
        change(Kind.NAME, path);
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
        use(Kind.NAME, path);
        needDescriptor(path);
        return tree.find(path) instanceof Directory directory ? List.copyOf(directory.entries.keySet()) : List.of();
    }

    @Override
    public synchronized void setReadOnly(Path path, boolean readOnly) {
        change(Kind.NAME, path);
        file(path).setReadOnly(readOnly);
    }

    @Override
    public synchronized void syncDirectory(Path path) {
        power.use();
        needDescriptor(path);
        if (shutDown || faults.strikes(Kind.SYNC)) {
            // What journaling file systems do when their journal cannot be written.
            shutDown();
            throw new StorageException(Category.AMBIGUOUS_COMMIT, "simulated fault: " + Kind.SYNC + " " + path);
        }
        tree.sync(directory(path));
    }

    @Override
    public synchronized long usableBytes() {
        return Math.max(0, bytesMax - tree.usedBytes());
    }

    @Override
    public long sizeBytes() {
        return ROOM;
    }

    @Override
    public synchronized AutoCloseable lock(Path path) {
        use(Kind.NAME, path);
        needDescriptor(path);
        if (locked) {
            throw new StorageException(Category.IN_USE, "the store is in use");
        }
        locked = true;
        int lockedIn = power.start();
        return () -> unlock(lockedIn);
    }

    private synchronized void unlock(int lockedIn) {
        if (lockedIn == power.start()) {
            locked = false;
        }
    }

    /** A path that names nothing: this disk is in memory. */
    @Override
    public Path absolute(Path path) {
        return ROOT.resolve(path);
    }

    synchronized void closed(SimulatedHandle handle) {
        open.remove(handle);
    }
}
