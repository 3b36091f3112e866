package io.liuhen.server.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * The files of one job, written by the server as the worker sends them: only those that were asked for, only in the
 * job's own directory, only up to their limit. What the worker says about them is believed by nobody here.
 */
final class OutputFiles implements Outputs, AutoCloseable {
    /** A muxer may overshoot by what it has buffered, and by its index, before the worker's own check stops it. */
    private static final long SLACK_BYTES = 64L << 20;

    private final Path directory;
    private final Set<Derivative> wanted;
    private final long limitBytes;
    private final Map<Derivative, FileChannel> files = new EnumMap<>(Derivative.class);

    OutputFiles(Path directory, Set<Derivative> wanted, long limitBytes) {
        this.directory = directory;
        this.wanted = wanted;
        this.limitBytes = limitBytes;
    }

    @Override
    public void begin(Derivative what) throws Wire.GarbledException, LostException {
        if (!wanted.contains(what)) {
            throw new Wire.GarbledException("makes " + what + ", which was not asked for");
        }
        try {
            FileChannel begun = files.get(what);
            if (begun == null) {
                files.put(
                        what,
                        FileChannel.open(
                                path(what),
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE));
            } else {
                begun.truncate(0);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void write(Derivative what, long offset, ByteBuffer bytes) throws Wire.GarbledException, LostException {
        FileChannel file = begun(what);
        if (offset < 0 || offset > limitBytes + SLACK_BYTES - bytes.remaining()) {
            throw new Wire.GarbledException("writes beyond its limit, at " + offset);
        }
        try {
            long at = offset;
            while (bytes.hasRemaining()) {
                at += file.write(bytes, at);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void read(Derivative what, long offset, ByteBuffer into) throws Wire.GarbledException, LostException {
        FileChannel file = begun(what);
        if (offset < 0) {
            throw new Wire.GarbledException("reads at " + offset);
        }
        try {
            while (into.hasRemaining()) {
                if (file.read(into, offset + into.position()) < 0) {
                    return;
                }
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private FileChannel begun(Derivative what) throws Wire.GarbledException {
        FileChannel file = files.get(what);
        if (file == null) {
            throw new Wire.GarbledException("uses " + what + " before it has begun it");
        }
        return file;
    }

    /** The file that the worker says it has made. */
    Path finished(Derivative what) throws IOException, LostException {
        FileChannel file = files.get(what);
        if (file == null) {
            throw rejected("The worker left no " + what.fileName() + ".");
        }
        long sizeBytes = file.size();
        if (sizeBytes == 0 || sizeBytes > limitBytes) {
            throw rejected("The worker left a " + what.fileName() + " of " + sizeBytes + " bytes.");
        }
        return path(what);
    }

    private Path path(Derivative what) {
        return directory.resolve(what.fileName());
    }

    private static LostException rejected(String sentence) {
        return new LostException(LossCause.OUTPUT_REJECTED, sentence);
    }

    private static LostException failed(IOException e) {
        return new LostException(LossCause.OUTPUT_FAILED, "What was made cannot be written: " + e);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (FileChannel file : files.values()) {
            try {
                file.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
