package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Makes a proxy by copying: where a recording is already small and in the right coding, its packets only need a
 * container that starts playing at once. A hundred times cheaper than encoding, and nothing is lost.
 */
final class Remuxer {
    private final Demuxer demuxer;
    private final Job job;
    private final MediaOutput output;

    Remuxer(Demuxer demuxer, Job job, MediaOutput output) {
        this.demuxer = demuxer;
        this.job = job;
        this.output = output;
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
    Optional<List<MadeFile>> copy(AVStream video, Optional<AVStream> audio) {
        Map<Integer, CopiedStream> streams = new HashMap<>();
        Sights sights = new Sights();
        Waveform waveform = new Waveform(job.preview(), sights.sound());
        try (Decoder keyFrames = Decoder.open(video, job.maxPixels());
                ContactSheet sheet = new ContactSheet(video, job.preview(), sights.pictures());
                CopiedSound heard = audio.map(sound -> heard(sound, waveform)).orElse(null);
                Muxer muxer = Muxer.create(output, job.outputLimitBytes())) {
            long originMicros =
                    Av.known(demuxer.context().start_time()) ? demuxer.context().start_time() : 0;
            streams.put(video.index(), new CopiedStream(video, muxer.copy(video), originMicros));
            audio.ifPresent(
                    sound -> streams.put(sound.index(), new CopiedStream(sound, muxer.copy(sound), originMicros)));
            muxer.begin();
            boolean copied = copyPackets(streams, keyFrames, sheet, heard, muxer, sights.track());
            if (!copied || streams.values().stream().anyMatch(CopiedStream::isEmpty)) {
                return Optional.empty();
            }
            muxer.finish();
            List<MadeFile> made = new ArrayList<>();
            made.add(proxy(video, streams, audio.isPresent()));
            sheet.save(output, 0).ifPresent(made::add);
            waveform.save(output, 0).ifPresent(made::add);
            output.tellSeen(sights.seen(false, 0));
            return Optional.of(made);
        }
    }

    private CopiedSound heard(AVStream audio, Waveform waveform) {
        return new CopiedSound(Decoder.open(audio, job.maxPixels()), waveform);
    }

    private static MadeFile proxy(AVStream video, Map<Integer, CopiedStream> streams, boolean sound) {
        long durationMicros = streams.values().stream()
                .mapToLong(CopiedStream::endMicros)
                .max()
                .orElse(0);
        AVCodecParameters coding = video.codecpar();
        return new MadeFile(
                Derivative.PROXY, Derived.Making.REMUXED, coding.width(), coding.height(), durationMicros, sound, 0);
    }

    private boolean copyPackets(
            Map<Integer, CopiedStream> streams,
            Decoder keyFrames,
            ContactSheet sheet,
            @Nullable CopiedSound heard,
            Muxer muxer,
            Track places) {
        NalUnits units = NalUnits.of(keyFrames.stream().codecpar());
        Decoder.Frames look = frame -> sheet.offer(frame, instant(frame, keyFrames));
        AVPacket packet = Av.allocated(av_packet_alloc());
        try {
            while (demuxer.read(packet)) {
                CopiedStream stream = streams.get(packet.stream_index());
                if (stream != null) {
                    boolean pictures =
                            packet.stream_index() == keyFrames.stream().index();
                    if (!stream.accepts(packet) || (pictures && !isIntact(packet, units, keyFrames, look))) {
                        return false;
                    }
                    if (heard != null && heard.isOf(packet)) {
                        heard.accept(packet);
                    }
                    stream.write(packet, muxer);
                } else if (Track.isIn(demuxer.stream(packet.stream_index()))) {
                    places.accept(packet, demuxer.stream(packet.stream_index()));
                }
                av_packet_unref(packet);
            }
            keyFrames.decode(null, look);
            return demuxer.brokenPackets() == 0 && keyFrames.damagedPackets() == 0 && keyFrames.frames() > 0;
        } finally {
            av_packet_free(packet);
        }
    }

    private static long instant(AVFrame frame, Decoder decoder) {
        return Av.micros(frame.best_effort_timestamp(), decoder.stream().time_base());
    }

    /** Key frames are decoded on the way: few enough to cost little, and a sign that the rest is what it claims. */
    private static boolean isIntact(AVPacket packet, NalUnits units, Decoder keyFrames, Decoder.Frames look) {
        if (!units.fill(packet)) {
            return false;
        }
        if ((packet.flags() & AV_PKT_FLAG_KEY) != 0) {
            keyFrames.decode(packet, look);
        }
        return keyFrames.damagedPackets() == 0;
    }

    private long bitsPerSecond(AVStream video) {
        long own = video.codecpar().bit_rate();
        return own > 0 ? own : demuxer.context().bit_rate();
    }

    /** Every browser's decoder takes this; the first byte says that parameter sets are where MP4 wants them. */
    private static boolean isPlainH264(AVCodecParameters coding) {
        return coding.codec_id() == AV_CODEC_ID_H264
                && coding.format() == AV_PIX_FMT_YUV420P
                && coding.extradata_size() >= NalUnits.MIN_DESCRIPTION_BYTES
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
}
