package io.liuhen.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file of {@link RealDisk}. */
final class RealFile implements DiskFile {
    private final Path path;
    private final FileChannel channel;

    RealFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public void write(ByteBuffer source, long positionBytes) {
        long position = positionBytes;
        try {
            while (source.hasRemaining()) {
                position += channel.write(source, position);
            }
        } catch (IOException e) {
            throw RealDisk.failure("cannot write to " + path, e);
        }
    }

    @Override
    public int read(ByteBuffer target, long positionBytes) {
        int total = 0;
        try {
            while (target.hasRemaining()) {
                int count = channel.read(target, positionBytes + total);
                if (count < 0) {
                    break;
                }
                total += count;
            }
        } catch (IOException e) {
            throw RealDisk.failure("cannot read " + path, e);
        }
        return total;
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
    public void truncate(long sizeBytes) {
        try {
            channel.truncate(sizeBytes);
        } catch (IOException e) {
            throw RealDisk.failure("cannot cut " + path, e);
        }
    }

    @Override
    public void sync() {
        try {
            // fdatasync: content and length, which is all that a reader needs.
            channel.force(false);
        } catch (IOException e) {
            throw RealDisk.failure("cannot sync " + path, e);
        }
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
