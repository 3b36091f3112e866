package io.liuhen.server.media;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a worker is asked to do.
 *
 * @param sourceBytes length of the source, which the worker reads through the {@link Wire}
 * @param outputDirectory where the derived file goes: private to this job, empty; empty text for a probe
 */
record Job(
        Task task,
        long sourceBytes,
        String outputDirectory,
        long blockLimitBytes,
        long maxPixels,
        long outputLimitBytes,
        ProxySettings proxy)
        implements Wire.Fields {

    /** The kinds of jobs. */
    enum Task {
        PROBE(""),
        PROXY("proxy.mp4"),
        POSTER("poster.jpg");

        /** Name of the file that it leaves in its directory. */
        final String outputName;

        Task(String outputName) {
            this.outputName = outputName;
        }
    }

    static Job probe(MediaConfig config, MediaSource source) {
        return of(config, Task.PROBE, source, "", config.limits().probeBlockLimitBytes());
    }

    /** A job that leaves a file. */
    static Job derive(MediaConfig config, Task task, MediaSource source, Path directory) {
        return of(config, task, source, directory.toString(), config.limits().decodeBlockLimitBytes());
    }

    private static Job of(MediaConfig config, Task task, MediaSource source, String directory, long blockLimitBytes) {
        return new Job(
                task,
                source.sizeBytes(),
                directory,
                blockLimitBytes,
                config.limits().maxPixels(),
                config.limits().outputLimitBytes(),
                config.proxy());
    }

    @Override
    public void writeTo(DataOutputStream out) throws IOException {
        out.writeUTF(task.name());
        out.writeLong(sourceBytes);
        out.writeUTF(outputDirectory);
        out.writeLong(blockLimitBytes);
        out.writeLong(maxPixels);
        out.writeLong(outputLimitBytes);
        out.writeInt(proxy.longSidePixels());
        out.writeInt(proxy.videoBitsPerSecond());
        out.writeInt(proxy.audioBitsPerSecond());
        out.writeInt(proxy.keyFrameInterval());
        out.writeInt(proxy.maxFramesPerSecond());
        out.writeInt(proxy.copyUpToPixels());
        out.writeInt(proxy.copyUpToBitsPerSecond());
    }

    static Job readFrom(DataInputStream in) throws IOException {
        return new Job(
                Task.valueOf(in.readUTF()),
                in.readLong(),
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                new ProxySettings(
                        in.readInt(),
                        in.readInt(),
                        in.readInt(),
                        in.readInt(),
                        in.readInt(),
                        in.readInt(),
                        in.readInt()));
    }
}
