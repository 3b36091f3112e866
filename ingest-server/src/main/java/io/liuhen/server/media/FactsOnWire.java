package io.liuhen.server.media;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * {@link MediaFacts} between the two processes, field by field in the order of the records. Reading only bounds
 * lengths; whether the values make sense is checked by the records themselves.
 */
final class FactsOnWire {

    private FactsOnWire() {}

    static void write(MediaFacts facts, DataOutputStream out) throws IOException {
        out.writeUTF(facts.kind().name());
        out.writeUTF(facts.format());
        out.writeLong(facts.durationMicros());
        out.writeLong(facts.startMicros());
        out.writeLong(facts.bitsPerSecond());
        out.writeShort(facts.streams().size());
        for (StreamFacts stream : facts.streams()) {
            writeStream(stream, out);
        }
        DetailsOnWire.writeTags(facts.tags(), out);
        out.writeShort(facts.encoders().size());
        for (String encoder : facts.encoders()) {
            out.writeUTF(encoder);
        }
        StructureOnWire.write(facts.structure(), out);
    }

    static MediaFacts read(DataInputStream in) throws IOException {
        MediaKind kind = MediaKind.valueOf(in.readUTF());
        String format = in.readUTF();
        long durationMicros = in.readLong();
        long startMicros = in.readLong();
        long bitsPerSecond = in.readLong();
        List<StreamFacts> streams = new ArrayList<>();
        for (int left = count(in, MediaFacts.MAX_STREAMS); left > 0; left--) {
            streams.add(readStream(in));
        }
        SortedMap<String, String> tags = DetailsOnWire.readTags(in, MediaFacts.MAX_TAGS);
        List<String> encoders = new ArrayList<>();
        for (int left = count(in, MediaFacts.MAX_STREAMS); left > 0; left--) {
            encoders.add(in.readUTF());
        }
        return new MediaFacts(
                kind,
                format,
                durationMicros,
                startMicros,
                bitsPerSecond,
                streams,
                tags,
                encoders,
                StructureOnWire.read(in));
    }

    private static void writeStream(StreamFacts stream, DataOutputStream out) throws IOException {
        out.writeInt(stream.index());
        out.writeUTF(stream.kind().name());
        out.writeUTF(stream.codec());
        out.writeUTF(stream.profile());
        out.writeInt(stream.level());
        out.writeLong(stream.bitsPerSecond());
        out.writeLong(stream.startMicros());
        out.writeLong(stream.durationMicros());
        out.writeUTF(stream.language());
        out.writeUTF(stream.encoder());
        out.writeUTF(stream.handler());
        writePicture(stream.picture(), out);
        writeSound(stream.sound(), out);
        DetailsOnWire.write(stream.details(), out);
    }

    private static StreamFacts readStream(DataInputStream in) throws IOException {
        return new StreamFacts(
                in.readInt(),
                StreamKind.valueOf(in.readUTF()),
                in.readUTF(),
                in.readUTF(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                readPicture(in),
                readSound(in),
                DetailsOnWire.read(in));
    }

    private static void writePicture(@Nullable PictureFacts picture, DataOutputStream out) throws IOException {
        out.writeBoolean(picture != null);
        if (picture == null) {
            return;
        }
        out.writeInt(picture.width());
        out.writeInt(picture.height());
        writeRational(picture.sampleAspect(), out);
        out.writeInt(picture.rotationDegrees());
        out.writeBoolean(picture.mirrored());
        writeRational(picture.frameRate(), out);
        writeRational(picture.averageFrameRate(), out);
        out.writeUTF(picture.pixelFormat());
    }

    private static @Nullable PictureFacts readPicture(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        return new PictureFacts(
                in.readInt(),
                in.readInt(),
                readRational(in),
                in.readInt(),
                in.readBoolean(),
                readRational(in),
                readRational(in),
                in.readUTF());
    }

    private static void writeSound(@Nullable SoundFacts sound, DataOutputStream out) throws IOException {
        out.writeBoolean(sound != null);
        if (sound != null) {
            out.writeInt(sound.sampleRateHertz());
            out.writeInt(sound.channels());
            out.writeUTF(sound.sampleFormat());
        }
    }

    private static @Nullable SoundFacts readSound(DataInputStream in) throws IOException {
        return in.readBoolean() ? new SoundFacts(in.readInt(), in.readInt(), in.readUTF()) : null;
    }

    static void writeRational(Rational rational, DataOutputStream out) throws IOException {
        out.writeInt(rational.numerator());
        out.writeInt(rational.denominator());
    }

    static Rational readRational(DataInputStream in) throws IOException {
        return new Rational(in.readInt(), in.readInt());
    }

    static int count(DataInputStream in, int max) throws IOException {
        int count = in.readUnsignedShort();
        if (count > max) {
            throw new Wire.GarbledException("list of " + count + ", at most " + max);
        }
        return count;
    }
}
