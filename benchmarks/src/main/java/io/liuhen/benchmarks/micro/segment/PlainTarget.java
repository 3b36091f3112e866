package io.liuhen.benchmarks.micro.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The yardstick: write each buffer, digest it, sync once for each chunk, all on the caller's thread. It keeps no block
 * checksums and no offset, so it is cheaper than anything that could acknowledge.
 */
public final class PlainTarget implements Target {
    private final Path file;
    private final Payload payload;
    private final MessageDigest digest;
    private Optional<FileChannel> channel = Optional.empty();
    private long offsetBytes;

    /** A loop over one file in this folder. */
    public PlainTarget(Path folder, Payload payload) {
        this.file = folder.resolve("plain");
        this.payload = payload;
        try {
            Files.createDirectories(folder);
            digest = MessageDigest.getInstance("SHA-256");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    @Override
    public void begin() {
        end();
        try {
            channel = Optional.of(FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        offsetBytes = 0;
        digest.reset();
    }

    @Override
    public void chunk(int chunkBytes) {
        FileChannel open = channel.orElseThrow();
        long end = offsetBytes + chunkBytes;
        try {
            while (offsetBytes < end) {
                ByteBuffer buffer = payload.at(offsetBytes);
                buffer.limit((int) Math.min(buffer.limit(), end - offsetBytes));
                digest.update(buffer.duplicate());
                while (buffer.hasRemaining()) {
                    offsetBytes += open.write(buffer, offsetBytes);
                }
            }
            open.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void end() {
        if (channel.isEmpty()) {
            return;
        }
        try {
            channel.get().close();
            channel = Optional.empty();
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        end();
    }
}
