package io.liuhen.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A file of {@link RealDisk} that is read past the page cache (O_DIRECT). The kernel wants whole blocks of the file system,
 * at aligned places of file and memory, so reads go through an aligned buffer. It must be ours: where the JDK makes one
 * for a buffer on the heap, it keeps it for the thread, and on Java 17 fails later when it wants to free it. Reads only;
 * thread-safe.
 */
final class UncachedFile implements DiskFile {
    /** As large as a block of a segment: who reads those asks the kernel once for each. */
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final int alignment;
    private final AtomicReference<ByteBuffer> spare;
    private final ByteBuffer buffer;

    /**
     * An open file.
     *
     * @param alignment the file system's block size, in bytes
     * @param spare where a buffer waits for the next file; memory outside of the heap is given back late
     */
    UncachedFile(Path path, FileChannel channel, int alignment, AtomicReference<ByteBuffer> spare) {
        this.path = path;
        this.channel = channel;
        this.alignment = alignment;
        this.spare = spare;
        ByteBuffer found = spare.getAndSet(null);
        this.buffer = found == null
                ? ByteBuffer.allocateDirect(BUFFER_BYTES + alignment).alignedSlice(alignment)
                : found;
    }

    /** Whether blocks of this size fit the buffer. */
    static boolean canAlign(int blockBytes) {
        return Integer.bitCount(blockBytes) == 1 && blockBytes <= BUFFER_BYTES;
    }

    @Override
    public synchronized int read(ByteBuffer target, long positionBytes) {
        int total = 0;
        while (target.hasRemaining()) {
            int count = readOnce(target, positionBytes + total);
            if (count == 0) {
                break;
            }
            total += count;
        }
        return total;
    }

    /** What is asked for, out of the whole blocks that it is in. */
    private int readOnce(ByteBuffer target, long position) {
        int before = (int) (position % alignment);
        int wanted = (int) Math.min(BUFFER_BYTES, (long) before + target.remaining());
        buffer.clear().limit((wanted + alignment - 1) / alignment * alignment);
        try {
            channel.read(buffer, position - before);
        } catch (IOException e) {
            throw RealDisk.failure("cannot read " + path, e);
        }
        buffer.flip();
        if (buffer.limit() <= before) {
            return 0;
        }
        buffer.position(before).limit(Math.min(buffer.limit(), wanted));
        int count = buffer.remaining();
        target.put(buffer);
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
        throw readOnly();
    }

    @Override
    public void truncate(long sizeBytes) {
        throw readOnly();
    }

    @Override
    public void sync() {
        throw readOnly();
    }

    private static IllegalStateException readOnly() {
        return new IllegalStateException("the file was opened for reading");
    }

    @Override
    public synchronized void close() {
        try {
            if (channel.isOpen()) {
                channel.close();
                spare.set(buffer);
            }
        } catch (IOException e) {
            throw RealDisk.failure("cannot close " + path, e);
        }
    }
}
