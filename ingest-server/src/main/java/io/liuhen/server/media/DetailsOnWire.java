package io.liuhen.server.media;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@link StreamDetails} between the two processes, as {@link FactsOnWire} does it with the rest. */
final class DetailsOnWire {
    private DetailsOnWire() {}

    static void write(StreamDetails details, DataOutputStream out) throws IOException {
        out.writeUTF(details.codecTag());
        FactsOnWire.writeRational(details.timeBase(), out);
        out.writeLong(details.frames());
        out.writeBoolean(details.byDefault());
        out.writeInt(details.bitsPerSample());
        out.writeUTF(details.colorRange());
        out.writeUTF(details.colorSpace());
        out.writeUTF(details.colorTransfer());
        out.writeUTF(details.colorPrimaries());
        out.writeUTF(details.fieldOrder());
        out.writeUTF(details.channelLayout());
        writeTags(details.tags(), out);
    }

    static StreamDetails read(DataInputStream in) throws IOException {
        return new StreamDetails(
                in.readUTF(),
                FactsOnWire.readRational(in),
                in.readLong(),
                in.readBoolean(),
                in.readInt(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                readTags(in, StreamDetails.MAX_TAGS));
    }

    static void writeTags(SortedMap<String, String> tags, DataOutputStream out) throws IOException {
        out.writeShort(tags.size());
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            out.writeUTF(tag.getKey());
            out.writeUTF(tag.getValue());
        }
    }

    static SortedMap<String, String> readTags(DataInputStream in, int most) throws IOException {
        SortedMap<String, String> tags = new TreeMap<>();
        for (int left = FactsOnWire.count(in, most); left > 0; left--) {
            tags.put(in.readUTF(), in.readUTF());
        }
        return tags;
    }
}
