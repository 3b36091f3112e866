package io.liuhen.server.media;

import io.liuhen.server.media.Cadence.At;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@link Structure} between the two processes, as {@link FactsOnWire} does it with the rest. */
final class StructureOnWire {
    private StructureOnWire() {}

    static void write(Structure structure, DataOutputStream out) throws IOException {
        writeNames(structure.parts(), out);
        out.writeUTF(structure.brand());
        out.writeLong(structure.brandVersion());
        writeNames(structure.brands(), out);
        out.writeLong(structure.createdSeconds());
        writeNames(structure.userData(), out);
        out.writeShort(structure.tracks().size());
        for (TrackStructure track : structure.tracks()) {
            out.writeUTF(track.type());
            out.writeUTF(track.name());
            out.writeUTF(track.coding());
            out.writeLong(track.unitsPerSecond());
            out.writeLong(track.edits());
            out.writeLong(track.skippedUnits());
            out.writeLong(track.delayMicros());
        }
        writeCadence(structure.cadence(), out);
        DetailsOnWire.writeTags(structure.writers(), out);
        out.writeLong(structure.trailingBytes());
        out.writeUTF(structure.trailing());
        DetailsOnWire.writeTags(structure.photo(), out);
    }

    static Structure read(DataInputStream in) throws IOException {
        return new Structure(
                readNames(in),
                in.readUTF(),
                in.readLong(),
                readNames(in),
                in.readLong(),
                readNames(in),
                readTracks(in),
                readCadence(in),
                DetailsOnWire.readTags(in, Structure.MAX_WRITERS),
                in.readLong(),
                in.readUTF(),
                DetailsOnWire.readTags(in, Structure.MAX_WRITERS));
    }

    private static List<TrackStructure> readTracks(DataInputStream in) throws IOException {
        List<TrackStructure> tracks = new ArrayList<>();
        for (int left = FactsOnWire.count(in, Structure.MAX_TRACKS); left > 0; left--) {
            tracks.add(new TrackStructure(
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong()));
        }
        return tracks;
    }

    private static void writeNames(List<String> names, DataOutputStream out) throws IOException {
        out.writeShort(names.size());
        for (String name : names) {
            out.writeUTF(name);
        }
    }

    private static List<String> readNames(DataInputStream in) throws IOException {
        List<String> names = new ArrayList<>();
        for (int left = FactsOnWire.count(in, Structure.MAX_PARTS); left > 0; left--) {
            names.add(in.readUTF());
        }
        return names;
    }

    private static void writeCadence(Cadence cadence, DataOutputStream out) throws IOException {
        out.writeLong(cadence.pictures());
        out.writeLong(cadence.usualStepMicros());
        out.writeLong(cadence.usualSteps());
        out.writeLong(cadence.differentSteps());
        writeInstants(cadence.jumps(), out);
        out.writeLong(cadence.jumpCount());
        out.writeLong(cadence.keyPictures());
        out.writeLong(cadence.usualKeyDistance());
        out.writeLong(cadence.usualKeyDistances());
        writeInstants(cadence.oddKeys(), out);
        out.writeLong(cadence.oddKeyCount());
        out.writeLong(cadence.longestKeyMicros());
    }

    private static Cadence readCadence(DataInputStream in) throws IOException {
        return new Cadence(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                readInstants(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                readInstants(in),
                in.readLong(),
                in.readLong());
    }

    private static void writeInstants(List<At> instants, DataOutputStream out) throws IOException {
        out.writeShort(instants.size());
        for (At at : instants) {
            out.writeLong(at.micros());
            out.writeLong(at.value());
        }
    }

    private static List<At> readInstants(DataInputStream in) throws IOException {
        List<At> instants = new ArrayList<>();
        for (int left = FactsOnWire.count(in, Cadence.MAX_NAMED); left > 0; left--) {
            instants.add(new At(in.readLong(), in.readLong()));
        }
        return instants;
    }
}
