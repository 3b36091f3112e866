package io.liuhen.server.media;

import static java.util.Objects.requireNonNull;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** What a worker says about a file that it has made: what should be found in it. */
record MadeFile(
        Derivative what,
        Derived.Making making,
        int width,
        int height,
        long durationMicros,
        boolean sound,
        long damagedPackets) {

    MadeFile {
        requireNonNull(what, "what is null");
        requireNonNull(making, "making is null");
        if (width < 0 || height < 0 || (width == 0) != (height == 0) || durationMicros < 0 || damagedPackets < 0) {
            throw new IllegalArgumentException("impossible size, duration or count");
        }
    }

    /** A picture that was drawn or taken. */
    static MadeFile picture(Derivative what, int width, int height, long damagedPackets) {
        return new MadeFile(what, Derived.Making.ENCODED, width, height, 0, false, damagedPackets);
    }

    boolean hasPicture() {
        return width > 0;
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeByte(what.number);
        out.writeUTF(making.name());
        out.writeInt(width);
        out.writeInt(height);
        out.writeLong(durationMicros);
        out.writeBoolean(sound);
        out.writeLong(damagedPackets);
    }

    static MadeFile readFrom(DataInputStream in) throws IOException {
        return new MadeFile(
                Derivative.ofNumber(in.readUnsignedByte()),
                Derived.Making.valueOf(in.readUTF()),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readBoolean(),
                in.readLong());
    }
}
