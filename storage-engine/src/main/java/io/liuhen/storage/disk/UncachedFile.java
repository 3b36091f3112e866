package io.liuhen.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file of {@link RealDisk} that is read past the page cache (O_DIRECT). The kernel wants whole blocks of the file
 * system at aligned places of the file, so reads of other places fetch the blocks around them. The JDK aligns the memory.
 * Reads only; thread-safe.
 */
final class UncachedFile implements DiskFile {
    private static final int AROUND_BYTES = 1 << 16;

    private final Path path;
    private final FileChannel channel;
    private final int alignment;

    /** @param alignment the file system's block size, in bytes */
    UncachedFile(Path path, FileChannel channel, int alignment) {
        this.path = path;
        this.channel = channel;
        this.alignment = alignment;
    }

    @Override
    public int read(ByteBuffer target, long positionBytes) {
        int total = 0;
        while (target.hasRemaining()) {
            int count = readOnce(target, positionBytes + total);
            if (count <= 0) {
                break;
            }
            total += count;
        }
        return total;
    }

    private int readOnce(ByteBuffer target, long position) {
        try {
            return position % alignment == 0 && target.remaining() % alignment == 0
                    ? channel.read(target, position)
                    : readAround(target, position);
        } catch (IOException e) {
            throw RealDisk.failure("cannot read " + path, e);
        }
    }

    /** What is asked for, out of the whole blocks that it is in. */
    private int readAround(ByteBuffer target, long position) throws IOException {
        int before = (int) (position % alignment);
        int wanted = Math.min(before + target.remaining(), AROUND_BYTES);
        ByteBuffer around = ByteBuffer.allocate((wanted + alignment - 1) / alignment * alignment);
        channel.read(around, position - before);
        around.flip();
        if (around.limit() <= before) {
            return 0;
        }
        around.position(before).limit(Math.min(around.limit(), wanted));
        int count = around.remaining();
        target.put(around);
        return count;
    }

    @Override
    public long sizeBytes() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw RealDisk.failure("cannot read the size of " + path, e);
        }
    }

    @Override
    public void write(ByteBuffer source, long positionBytes) {
        throw new IllegalStateException("the file was opened for reading");
    }

    @Override
    public void truncate(long sizeBytes) {
        throw new IllegalStateException("the file was opened for reading");
    }

    @Override
    public void sync() {
        throw new IllegalStateException("the file was opened for reading");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw RealDisk.failure("cannot close " + path, e);
        }
    }
}
