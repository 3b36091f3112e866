package io.liuhen.server.media;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Set;

/**
 * What a worker is asked to do.
 *
 * @param sourceBytes length of the source, which the worker reads through the {@link Wire}
 */
record Job(
        Task task,
        long sourceBytes,
        long blockLimitBytes,
        long maxPixels,
        long outputLimitBytes,
        ProxySettings proxy,
        PreviewSettings preview)
        implements Wire.Fields {
    /** The kinds of jobs. */
    enum Task {
        /** Answers with facts, makes nothing. */
        PROBE,
        /** The copy for viewing, and from the same decoding what shows all of it at a glance. */
        VIEW,
        /** One picture, from as few bytes as possible. */
        POSTER;

        /** What may come of it. */
        Set<Derivative> makes() {
            return switch (this) {
                case PROBE -> Set.of();
                case VIEW -> Set.of(Derivative.PROXY, Derivative.CONTACT_SHEET, Derivative.WAVEFORM);
                case POSTER -> Set.of(Derivative.POSTER);
            };
        }
    }

    @Override
    public void writeTo(DataOutputStream out) throws IOException {
        out.writeUTF(task.name());
        out.writeLong(sourceBytes);
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
        preview.writeTo(out);
    }

    static Job readFrom(DataInputStream in) throws IOException {
        return new Job(
                Task.valueOf(in.readUTF()),
                in.readLong(),
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
                        in.readInt()),
                PreviewSettings.readFrom(in));
    }
}
