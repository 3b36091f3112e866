package io.liuhen.benchmarks.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How long one thread has waited for a core while it could have run, as Linux counts it. Confined to that thread. */
final class CoreWait implements AutoCloseable {
    private final FileChannel schedstat;
    private final ByteBuffer text = ByteBuffer.allocateDirect(128);

    private CoreWait(FileChannel schedstat) {
        this.schedstat = schedstat;
    }

    static CoreWait ofThisThread() {
        try {
            return new CoreWait(
                    FileChannel.open(Path.of("/proc/thread-self/schedstat").toRealPath(), StandardOpenOption.READ));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sum so far: the second of three numbers. */
    long nanos() {
        try {
            text.clear();
            schedstat.read(text, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        text.flip();
        while (text.get() != ' ') {
            // The first number: time on a core.
        }
        long nanos = 0;
        for (byte next = text.get(); next != ' '; next = text.get()) {
            nanos = nanos * 10 + next - '0';
        }
        return nanos;
    }

    @Override
    public void close() {
        try {
            schedstat.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
