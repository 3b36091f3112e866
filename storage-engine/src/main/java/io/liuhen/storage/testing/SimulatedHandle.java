package io.liuhen.storage.testing;

import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.testing.Faults.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** An open file of a {@link SimulatedDisk}. Everything happens under the disk's monitor. */
final class SimulatedHandle implements DiskFile {
    private final SimulatedDisk disk;
    private final Path path;
    private final SimulatedFile file;
    private final boolean writable;
    private final int openedIn;
    private boolean closed;

    SimulatedHandle(SimulatedDisk disk, Path path, SimulatedFile file, boolean writable) {
        this.disk = disk;
        this.path = path;
        this.file = file;
        this.writable = writable;
        this.openedIn = disk.power().start();
    }

    /** The name under which it was opened. */
    Path path() {
        return path;
    }

    private void check(boolean writing) {
        if (closed || (writing && !writable)) {
            throw new IllegalStateException(path + (closed ? " was closed" : " was opened for reading"));
        }
        if (openedIn != disk.power().start()) {
            throw new StorageException(Category.IO, path + " was opened before the power went");
        }
        disk.power().use();
        if (writing) {
            disk.checkNotShutDown();
        }
    }

    private boolean strikes(Kind fault) {
        return disk.faults().strikes(fault);
    }

    @Override
    public void write(ByteBuffer source, long positionBytes) {
        synchronized (disk) {
            check(true);
            boolean fails = strikes(Kind.WRITE);
            int fits = (int) Math.min(source.remaining(), roomFrom(positionBytes));
            if (!fails && fits == source.remaining()) {
                file.write(source, Math.toIntExact(positionBytes));
                return;
            }
            int part = fails ? disk.faults().chance().nextInt(fits + 1) : fits;
            file.write(source.duplicate().limit(source.position() + part), Math.toIntExact(positionBytes));
            throw fails ? SimulatedDisk.failed(Kind.WRITE, path) : SimulatedDisk.full(path);
        }
    }

    /** How many bytes may be written from here on: over what is there, to the end of its last block, into new blocks. */
    private long roomFrom(long positionBytes) {
        if (!disk.hasLimits()) {
            return Long.MAX_VALUE;
        }
        long allocated = (file.size() + SimulatedFile.BLOCK_BYTES - 1L) / SimulatedFile.BLOCK_BYTES;
        long free = disk.usableBytes() / SimulatedFile.BLOCK_BYTES;
        return Math.max(0, (allocated + free) * SimulatedFile.BLOCK_BYTES - positionBytes);
    }

    @Override
    public int read(ByteBuffer target, long positionBytes) {
        synchronized (disk) {
            check(false);
            if (strikes(Kind.READ)) {
                throw SimulatedDisk.failed(Kind.READ, path);
            }
            return file.read(target, positionBytes);
        }
    }

    @Override
    public long sizeBytes() {
        synchronized (disk) {
            check(false);
            return file.size();
        }
    }

    @Override
    public void truncate(long sizeBytes) {
        synchronized (disk) {
            check(true);
            if (strikes(Kind.WRITE)) {
                throw SimulatedDisk.failed(Kind.WRITE, path);
            }
            file.truncate(Math.toIntExact(sizeBytes));
        }
    }

    @Override
    public void sync() {
        synchronized (disk) {
            check(true);
            if (strikes(Kind.SYNC)) {
                file.failSync(disk.faults().chance());
                if (disk.faults().chance().nextBoolean()) {
                    disk.shutDown();
                }
                throw SimulatedDisk.failed(Kind.SYNC, path);
            }
            file.sync();
        }
    }

    @Override
    public void close() {
        synchronized (disk) {
            closed = true;
            disk.closed(this);
        }
    }
}
