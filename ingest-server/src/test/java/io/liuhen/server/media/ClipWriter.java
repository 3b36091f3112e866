package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_new;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_NOFILE;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongPredicate;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.IntPointer;
import org.jspecify.annotations.Nullable;

/** Puts test pictures and test sound into a container. */
final class ClipWriter {

    static final int FRAMES_PER_SECOND = 30;

    private static final long TRANSPORT_START_TICKS = 100 * 90_000;
    private static final int ONE = 1 << 16;
    private static final int W_ONE = 1 << 30;

    private final Path file;
    private final String format;
    private String videoCodec = "";
    private int width;
    private int height;
    private int turnedDegrees;
    private LongPredicate missing = frame -> false;
    private int cb = 128;
    private int cr = 128;
    private String audioCodec = "";
    private int samplesPerSecond;
    private int channels;
    private double soundFromSeconds;

    private ClipWriter(Path file, String format) {
        this.file = file;
        this.format = format;
    }

    static ClipWriter to(Path file, String format) {
        return new ClipWriter(file, format);
    }

    ClipWriter pictures(String codec, int pictureWidth, int pictureHeight) {
        videoCodec = codec;
        width = pictureWidth;
        height = pictureHeight;
        return this;
    }

    ClipWriter coloured(int blueDifference, int redDifference) {
        cb = blueDifference;
        cr = redDifference;
        return this;
    }

    ClipWriter turned(int degrees) {
        turnedDegrees = degrees;
        return this;
    }

    ClipWriter everyThirdFrameMissing() {
        missing = frame -> frame % 3 == 1;
        return this;
    }

    ClipWriter onlyFrames(List<Long> numbers) {
        missing = frame -> !numbers.contains(frame);
        return this;
    }

    ClipWriter sound(String codec, int rate, int channelCount) {
        audioCodec = codec;
        samplesPerSecond = rate;
        channels = channelCount;
        return this;
    }

    ClipWriter soundFrom(double seconds) {
        soundFromSeconds = seconds;
        return this;
    }

    Path write(double seconds) {
        av_log_set_level(avutil.AV_LOG_FATAL);
        AVFormatContext context = new AVFormatContext(null);
        check(avformat_alloc_output_context2(context, null, format, file.toString()));
        boolean globalHeader = (context.oformat().flags() & AVFMT_GLOBALHEADER) != 0;
        try (TestVideo video = videoCodec.isEmpty() ? null : video(context, globalHeader);
                TestSound sound = audioCodec.isEmpty() ? null : sound(context, globalHeader)) {
            writeTo(context, video, sound, seconds);
        } finally {
            avformat_free_context(context);
        }
        return file;
    }

    private void writeTo(
            AVFormatContext context, @Nullable TestVideo video, @Nullable TestSound sound, double seconds) {
        boolean opensFile = (context.oformat().flags() & AVFMT_NOFILE) == 0;
        AVIOContext io = new AVIOContext(null);
        if (opensFile) {
            check(avio_open(io, file.toString(), AVIO_FLAG_WRITE));
            context.pb(io);
        }
        AVDictionary options = new AVDictionary(null);
        if (format.equals("image2")) {
            av_dict_set(options, "update", "1", 0);
        }
        AVDictionary tags = new AVDictionary(null);
        av_dict_set(tags, "title", "a test", 0);
        context.metadata(tags);
        check(avformat_write_header(context, options));
        interleave(context, video, sound, seconds);
        check(av_write_trailer(context));
        if (opensFile) {
            avio_closep(io);
        }
    }

    private void interleave(
            AVFormatContext context, @Nullable TestVideo video, @Nullable TestSound sound, double seconds) {
        long frames = Math.max(1, Math.round(seconds * FRAMES_PER_SECOND));
        for (long frame = 0; frame < frames; frame++) {
            if (video != null && !missing.test(frame)) {
                video.encode(frame, packet -> put(context, packet, 0));
            }
            if (sound != null) {
                int index = video == null ? 0 : 1;
                double untilSeconds = (double) (frame + 1) / FRAMES_PER_SECOND;
                sound.encodeUntil(untilSeconds, packet -> put(context, packet, index));
            }
        }
        if (video != null) {
            video.finish(packet -> put(context, packet, 0));
        }
        if (sound != null) {
            sound.finish(packet -> put(context, packet, video == null ? 0 : 1));
        }
    }

    private void put(AVFormatContext context, AVPacket packet, int index) {
        boolean isSound = index == 1 || videoCodec.isEmpty();
        avcodec.av_packet_rescale_ts(
                packet,
                isSound ? avutil.av_make_q(1, samplesPerSecond) : avutil.av_make_q(1, FRAMES_PER_SECOND),
                context.streams(index).time_base());
        if (format.equals("mpegts")) {
            // The clock of a device that has been on for a while.
            packet.pts(packet.pts() + TRANSPORT_START_TICKS);
            packet.dts(packet.dts() + TRANSPORT_START_TICKS);
        }
        packet.stream_index(index);
        check(av_interleaved_write_frame(context, packet));
    }

    private TestVideo video(AVFormatContext context, boolean globalHeader) {
        int flags = globalHeader ? AV_CODEC_FLAG_GLOBAL_HEADER : 0;
        TestVideo video = TestVideo.open(videoCodec, width, height, flags);
        video.colour(cb, cr);
        AVStream stream = avformat_new_stream(context, null);
        check(avcodec_parameters_from_context(stream.codecpar(), video.context()));
        stream.time_base(video.context().time_base());
        stream.avg_frame_rate(avutil.av_make_q(FRAMES_PER_SECOND, 1));
        if (turnedDegrees != 0) {
            turn(stream);
        }
        return video;
    }

    private TestSound sound(AVFormatContext context, boolean globalHeader) {
        TestSound sound = TestSound.open(
                audioCodec,
                samplesPerSecond,
                channels,
                soundFromSeconds,
                globalHeader ? AV_CODEC_FLAG_GLOBAL_HEADER : 0);
        AVStream stream = avformat_new_stream(context, null);
        check(avcodec_parameters_from_context(stream.codecpar(), sound.context()));
        stream.time_base(sound.context().time_base());
        return sound;
    }

    /** Right goes down and down goes left: a clockwise quarter turn, and so on. */
    private void turn(AVStream stream) {
        int[] matrix = switch (turnedDegrees) {
            case 90 -> new int[] {0, ONE, 0, -ONE, 0, 0, 0, 0, W_ONE};
            case 180 -> new int[] {-ONE, 0, 0, 0, -ONE, 0, 0, 0, W_ONE};
            case 270 -> new int[] {0, -ONE, 0, ONE, 0, 0, 0, 0, W_ONE};
            default -> throw new IllegalArgumentException("no quarter turn: " + turnedDegrees);
        };
        AVPacketSideData none = stream.codecpar().coded_side_data();
        try (IntPointer count = new IntPointer(1)) {
            count.put(0, 0);
            AVPacketSideData data =
                    av_packet_side_data_new(new AVPacketSideData(none), count, AV_PKT_DATA_DISPLAYMATRIX, 36, 0);
            new IntPointer(data.data()).put(matrix, 0, matrix.length);
            stream.codecpar().coded_side_data(data);
            stream.codecpar().nb_coded_side_data(1);
        }
    }

    static int check(int answer) {
        if (answer < 0) {
            throw new IllegalStateException("FFmpeg says " + Av.text(answer));
        }
        return answer;
    }
}
