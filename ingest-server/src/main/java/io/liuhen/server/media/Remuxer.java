package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Makes a proxy by copying: where a recording is already small and in the right coding, its packets only need a
 * container that starts playing at once. A hundred times cheaper than encoding, and nothing is lost.
 */
final class Remuxer {

    private static final long MAX_GAP_MICROS = 10_000_000;

    private final Demuxer demuxer;
    private final Job job;
    private final Path file;

    Remuxer(Demuxer demuxer, Job job, Path file) {
        this.demuxer = demuxer;
        this.job = job;
        this.file = file;
    }

    /** Whether the container's description promises that copying will do. */
    boolean fits(AVStream video, Optional<AVStream> audio) {
        AVCodecParameters coding = video.codecpar();
        boolean container =
                demuxer.format().startsWith("mov,") || demuxer.format().startsWith("matroska");
        boolean small = (long) coding.width() * coding.height() <= job.proxy().copyUpToPixels()
                && bitsPerSecond(video) <= job.proxy().copyUpToBitsPerSecond();
        boolean upright = Prober.orientationOf(video) == Orientation.UPRIGHT && hasSquarePixels(coding);
        return container
                && isPlainH264(coding)
                && small
                && upright
                && audio.map(Remuxer::isPlainAac).orElse(true);
    }

    /** Copies; empty where the packets break the promise, and the file must be encoded after all. */
    Optional<Answer.Made> copy(AVStream video, Optional<AVStream> audio) {
        Map<Integer, Copied> streams = new HashMap<>();
        try (Muxer muxer = Muxer.create(file, job.outputLimitBytes())) {
            long originMicros =
                    Av.known(demuxer.context().start_time()) ? demuxer.context().start_time() : 0;
            streams.put(video.index(), new Copied(video, muxer.copy(video), originMicros));
            audio.ifPresent(sound -> streams.put(sound.index(), new Copied(sound, muxer.copy(sound), originMicros)));
            muxer.begin();
            if (!copyPackets(streams, muxer)) {
                return Optional.empty();
            }
            muxer.finish();
        }
        if (streams.values().stream().anyMatch(stream -> stream.packets == 0)) {
            return Optional.empty();
        }
        long durationMicros =
                streams.values().stream().mapToLong(Copied::endMicros).max().orElse(0);
        AVCodecParameters coding = video.codecpar();
        return Optional.of(new Answer.Made(
                Derived.Making.REMUXED, coding.width(), coding.height(), durationMicros, audio.isPresent(), 0));
    }

    private boolean copyPackets(Map<Integer, Copied> streams, Muxer muxer) {
        AVPacket packet = Av.allocated(av_packet_alloc());
        try {
            while (demuxer.read(packet)) {
                Copied stream = streams.get(packet.stream_index());
                if (stream != null) {
                    if (!stream.accepts(packet)) {
                        return false;
                    }
                    muxer.write(packet, stream.target, stream.source.time_base());
                }
                av_packet_unref(packet);
            }
            return demuxer.brokenPackets() == 0;
        } finally {
            av_packet_free(packet);
        }
    }

    private long bitsPerSecond(AVStream video) {
        long own = video.codecpar().bit_rate();
        return own > 0 ? own : demuxer.context().bit_rate();
    }

    /** Every browser's decoder takes this; the first byte says that parameter sets are where MP4 wants them. */
    private static boolean isPlainH264(AVCodecParameters coding) {
        return coding.codec_id() == AV_CODEC_ID_H264
                && coding.format() == AV_PIX_FMT_YUV420P
                && coding.extradata_size() > 0
                && coding.extradata().get(0) == 1;
    }

    private static boolean isPlainAac(AVStream audio) {
        return audio.codecpar().codec_id() == AV_CODEC_ID_AAC
                && audio.codecpar().extradata_size() > 0;
    }

    private static boolean hasSquarePixels(AVCodecParameters coding) {
        Rational aspect = Rational.orUnknown(
                coding.sample_aspect_ratio().num(), coding.sample_aspect_ratio().den());
        return !aspect.known() || aspect.numerator() == aspect.denominator();
    }

    /** One stream on its way, and whether its instants can be kept. */
    private static final class Copied {

        final AVStream source;
        final int target;
        long packets;

        private final long origin;
        private long lastDts;
        private long end;

        Copied(AVStream source, int target, long originMicros) {
            this.source = source;
            this.target = target;
            this.origin = av_rescale_q(originMicros, av_make_q(1, 1_000_000), source.time_base());
        }

        boolean accepts(AVPacket packet) {
            boolean flawed = (packet.flags() & (AV_PKT_FLAG_CORRUPT | AV_PKT_FLAG_DISCARD)) != 0;
            if (flawed || !Av.known(packet.pts()) || !Av.known(packet.dts()) || packet.pts() < packet.dts()) {
                return false;
            }
            packet.pts(packet.pts() - origin);
            packet.dts(packet.dts() - origin);
            long stepMicros = Av.micros(packet.dts() - lastDts, source.time_base());
            boolean inOrder = packets == 0 || (packet.dts() > lastDts && stepMicros < MAX_GAP_MICROS);
            packets++;
            lastDts = packet.dts();
            end = Math.max(end, packet.pts() + Math.max(0, packet.duration()));
            return inOrder;
        }

        long endMicros() {
            return Math.max(0, Av.micros(end, source.time_base()));
        }
    }
}
