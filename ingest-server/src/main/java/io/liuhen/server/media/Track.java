package io.liuhen.server.media;

import io.liuhen.server.media.Seen.Fix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.BytePointer;

/**
 * In a worker: the places that a recorder wrote down while it recorded, from GoPro's metadata track. One for each packet,
 * which is about a second; when there are too many, every other one is dropped, so that a day needs the memory of an
 * hour.
 */
final class Track {
    static final int MAX_FIXES = 1024;

    private static final int PACKET_BYTES_MAX = 256 << 10;
    private static final String CODING = "gpmd";

    private final List<Fix> fixes = new ArrayList<>();
    private String satelliteTime = "";
    private long satelliteMicros;
    private int stride = 1;
    private long offered;

    /** Whether a stream is such a track. */
    static boolean isIn(AVStream stream) {
        return StreamDetailing.fourCharacters(stream.codecpar().codec_tag()).equals(CODING);
    }

    /** Takes a packet of such a stream. */
    void accept(AVPacket packet, AVStream stream) {
        if (packet.size() <= 0 || packet.size() > PACKET_BYTES_MAX) {
            return;
        }
        byte[] bytes = new byte[packet.size()];
        new BytePointer(packet.data()).get(bytes);
        accept(bytes, Math.max(0, Av.micros(packet.pts(), stream.time_base())));
    }

    void accept(byte[] bytes, long atMicros) {
        GoproPayload payload = GoproPayload.read(ByteBuffer.wrap(bytes));
        if (!payload.hasFix()) {
            return;
        }
        if (satelliteTime.isEmpty() && !payload.time().isEmpty()) {
            satelliteTime = payload.time();
            satelliteMicros = atMicros;
        }
        if (offered++ % stride == 0) {
            fixes.add(new Fix(atMicros, payload.latitudeMicrodegrees(), payload.longitudeMicrodegrees()));
        }
        if (fixes.size() >= MAX_FIXES) {
            thinOut();
        }
    }

    private void thinOut() {
        for (int i = fixes.size() - 1; i > 0; i -= 2) {
            fixes.remove(i);
        }
        stride *= 2;
        offered = 0;
    }

    List<Fix> fixes() {
        return List.copyOf(fixes);
    }

    String satelliteTime() {
        return satelliteTime;
    }

    long satelliteMicros() {
        return satelliteMicros;
    }
}
