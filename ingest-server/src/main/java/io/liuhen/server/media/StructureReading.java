package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.BytePointer;

/**
 * In a worker: collects the {@link Structure} of an opened container, from its bytes, its index and the first packets
 * of each stream. Costs the blocks that hold them; nothing is decoded.
 */
final class StructureReading {
    private static final int PACKETS_MAX = 64;
    private static final int PACKET_BYTES_MAX = 64 << 10;
    private static final byte[] RIFF = "RIFF".getBytes(StandardCharsets.US_ASCII);

    final List<String> parts = new ArrayList<>();
    String brand = "";
    long brandVersion;
    final List<String> brands = new ArrayList<>();
    long createdSeconds;
    final List<String> userData = new ArrayList<>();
    final List<TrackStructure> tracks = new ArrayList<>();
    long trailingBytes;
    String trailing = "";
    final SortedMap<String, String> photo = new TreeMap<>();
    private final SortedMap<String, String> writers = new TreeMap<>();
    private Cadence cadence = Cadence.NONE;

    private StructureReading() {}

    /** Reads it all. Packets of the demuxer are used up. */
    static Structure of(Demuxer demuxer, SourceView source, MediaKind kind) {
        StructureReading reading = new StructureReading();
        String format = demuxer.format();
        if (format.startsWith("mov,") || source.text(4, 4).equals("ftyp")) {
            new BoxWalk(source).into(reading, reading.writers);
        } else if (format.equals("jpeg_pipe")) {
            new JpegWalk(source).into(reading, reading.writers);
        } else if (source.at(0, RIFF.length).equals(ByteBuffer.wrap(RIFF))) {
            reading.chunks(source);
        }
        if (kind != MediaKind.PHOTO) {
            reading.streams(demuxer, format);
        }
        return reading.structure();
    }

    private Structure structure() {
        return new Structure(
                parts,
                brand,
                brandVersion,
                brands,
                createdSeconds,
                userData,
                tracks,
                cadence,
                writers,
                Math.max(0, trailingBytes),
                trailing,
                photo);
    }

    /** AVI and WAVE: what stands side by side in the outermost chunk, and what stands behind it. */
    private void chunks(SourceView source) {
        int outer = 12;
        long end = Math.min(source.sizeBytes(), 8 + Integer.toUnsignedLong(littleEndian(source, 4)));
        long at = outer;
        while (at + 8 <= end && parts.size() < Structure.MAX_PARTS) {
            String name = source.text(at, 4);
            parts.add(name.equals("LIST") ? "LIST:" + source.text(at + 8, 4) : name);
            long size = Integer.toUnsignedLong(littleEndian(source, at + 4));
            at += 8 + size + (size & 1);
        }
        // Long recordings go on in further outermost chunks of the same name.
        boolean more = source.text(end, 4).equals("RIFF");
        trailingBytes = more ? 0 : source.sizeBytes() - end;
    }

    private static int littleEndian(SourceView source, long at) {
        ByteBuffer bytes = source.at(at, Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.remaining() == Integer.BYTES ? bytes.getInt(0) : 0;
    }

    private void streams(Demuxer demuxer, String format) {
        Set<Integer> waiting = new HashSet<>();
        for (int i = 0; i < demuxer.streamCount(); i++) {
            StreamKind kind = Prober.kindOf(demuxer.stream(i));
            if (kind == StreamKind.VIDEO || kind == StreamKind.AUDIO) {
                waiting.add(i);
            }
            if (kind == StreamKind.VIDEO
                    && cadence.equals(Cadence.NONE)
                    && (format.startsWith("mov,") || format.equals("avi"))) {
                cadence = IndexReading.of(demuxer.stream(i));
            }
        }
        AVPacket packet = Av.allocated(av_packet_alloc());
        try {
            for (int left = PACKETS_MAX; left > 0 && !waiting.isEmpty() && demuxer.read(packet); left--) {
                if (waiting.remove(packet.stream_index())) {
                    look(packet);
                }
                av_packet_unref(packet);
            }
        } finally {
            av_packet_free(packet);
        }
    }

    private void look(AVPacket packet) {
        byte[] bytes = new byte[Math.min(Math.max(0, packet.size()), PACKET_BYTES_MAX)];
        if (bytes.length > 0) {
            new BytePointer(packet.data()).get(bytes);
            ProgramNames.inStream(new String(bytes, StandardCharsets.ISO_8859_1))
                    .ifPresent(name -> writers.put("stream " + packet.stream_index(), name));
        }
    }
}
