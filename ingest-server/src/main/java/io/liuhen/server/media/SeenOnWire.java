package io.liuhen.server.media;

import io.liuhen.server.media.Seen.Fix;
import io.liuhen.server.media.Seen.Stretch;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@link Seen} between the two processes. */
final class SeenOnWire {
    private SeenOnWire() {}

    static void write(Seen seen, DataOutputStream out) throws IOException {
        out.writeBoolean(seen.pictures());
        out.writeBoolean(seen.everyPicture());
        out.writeBoolean(seen.sound());
        writeStretches(seen.black(), out);
        writeStretches(seen.frozen(), out);
        writeStretches(seen.silent(), out);
        out.writeShort(seen.track().size());
        for (Fix fix : seen.track()) {
            out.writeLong(fix.atMicros());
            out.writeLong(fix.latitudeMicrodegrees());
            out.writeLong(fix.longitudeMicrodegrees());
        }
        out.writeUTF(seen.satelliteTime());
        out.writeLong(seen.satelliteMicros());
        out.writeLong(seen.damagedParts());
    }

    /** Reads what may have been written by anyone: every value is checked by the record that takes it. */
    static Seen read(DataInputStream in) throws IOException {
        try {
            return new Seen(
                    in.readBoolean(),
                    in.readBoolean(),
                    in.readBoolean(),
                    readStretches(in),
                    readStretches(in),
                    readStretches(in),
                    readTrack(in),
                    in.readUTF(),
                    in.readLong(),
                    in.readLong());
        } catch (IllegalArgumentException e) {
            throw new Wire.GarbledException("saw what cannot be: " + e.getMessage());
        }
    }

    private static List<Fix> readTrack(DataInputStream in) throws IOException {
        List<Fix> track = new ArrayList<>();
        for (int left = FactsOnWire.count(in, Track.MAX_FIXES); left > 0; left--) {
            track.add(new Fix(in.readLong(), in.readLong(), in.readLong()));
        }
        return track;
    }

    private static void writeStretches(List<Stretch> stretches, DataOutputStream out) throws IOException {
        out.writeShort(stretches.size());
        for (Stretch stretch : stretches) {
            out.writeLong(stretch.fromMicros());
            out.writeLong(stretch.toMicros());
        }
    }

    private static List<Stretch> readStretches(DataInputStream in) throws IOException {
        List<Stretch> stretches = new ArrayList<>();
        for (int left = FactsOnWire.count(in, Seen.MAX_STRETCHES); left > 0; left--) {
            stretches.add(new Stretch(in.readLong(), in.readLong()));
        }
        return stretches;
    }
}
