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
        Rendering rendering,
        PreviewSettings preview)
        implements Wire.Fields {
    /** The kinds of jobs. */
    enum Task {
        /** Answers with facts, makes nothing. */
        PROBE,
        /** The copy for viewing, and from the same decoding what shows all of it at a glance. */
        VIEW,
        /** The copy for viewing alone, always encoded: what is shown at a glance would show what it hides. */
        COPY,
        /** One picture, from as few bytes as possible. */
        POSTER;

        /** What may come of it. */
        Set<Derivative> makes() {
            return switch (this) {
                case PROBE -> Set.of();
                case VIEW -> Set.of(Derivative.PROXY, Derivative.CONTACT_SHEET, Derivative.WAVEFORM);
                case COPY -> Set.of(Derivative.PROXY);
                case POSTER -> Set.of(Derivative.POSTER);
            };
        }
    }

    ProxySettings proxy() {
        return rendering.proxy();
    }

    @Override
    public void writeTo(DataOutputStream out) throws IOException {
        out.writeUTF(task.name());
        out.writeLong(sourceBytes);
        out.writeLong(blockLimitBytes);
        out.writeLong(maxPixels);
        out.writeLong(outputLimitBytes);
        rendering.writeTo(out);
        preview.writeTo(out);
    }

    static Job readFrom(DataInputStream in) throws IOException {
        return new Job(
                Task.valueOf(in.readUTF()),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                Rendering.readFrom(in),
                PreviewSettings.readFrom(in));
    }
}
