package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** One stream on its way into a copy, and whether its packets' instants can be kept as they are. */
final class CopiedStream {

    private static final long MAX_GAP_MICROS = 10_000_000;

    private final AVStream source;
    private final int target;
    private final long origin;

    private long packets;
    private long lastDts;
    private long end;

    CopiedStream(AVStream source, int target, long originMicros) {
        this.source = source;
        this.target = target;
        this.origin = av_rescale_q(originMicros, av_make_q(1, 1_000_000), source.time_base());
    }

    /** Moves the packet to the copy's clock, and says whether it belongs there. */
    boolean accepts(AVPacket packet) {
        boolean flawed = (packet.flags() & (AV_PKT_FLAG_CORRUPT | AV_PKT_FLAG_DISCARD)) != 0;
        boolean endless = Av.micros(packet.duration(), source.time_base()) > MAX_GAP_MICROS;
        if (flawed || endless || packet.size() <= 0 || !Av.known(packet.pts()) || !Av.known(packet.dts())) {
            return false;
        }
        packet.pts(packet.pts() - origin);
        packet.dts(packet.dts() - origin);
        long stepMicros = Av.micros(packet.dts() - lastDts, source.time_base());
        boolean follows = packets == 0 || (packet.dts() > lastDts && stepMicros < MAX_GAP_MICROS);
        packets++;
        lastDts = packet.dts();
        end = Math.max(end, packet.pts() + Math.max(0, packet.duration()));
        long aheadMicros = Av.micros(packet.pts() - packet.dts(), source.time_base());
        return follows && packet.pts() >= packet.dts() && aheadMicros < MAX_GAP_MICROS;
    }

    void write(AVPacket packet, Muxer muxer) {
        muxer.write(packet, target, source.time_base());
    }

    boolean isEmpty() {
        return packets == 0;
    }

    long endMicros() {
        return Math.max(0, Av.micros(end, source.time_base()));
    }
}
