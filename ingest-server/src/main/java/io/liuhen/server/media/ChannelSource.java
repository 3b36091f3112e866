package io.liuhen.server.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A derived file, read back. Opened without following links: it lies where a worker could write. */
final class ChannelSource implements MediaSource, AutoCloseable {

    private final FileChannel channel;
    private final long sizeBytes;

    private ChannelSource(FileChannel channel, long sizeBytes) {
        this.channel = channel;
        this.sizeBytes = sizeBytes;
    }

    static ChannelSource open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            return new ChannelSource(channel, channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int read(ByteBuffer target, long positionBytes) throws IOException {
        return channel.read(target, positionBytes);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
