package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16P;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.ShortPointer;
import org.jspecify.annotations.Nullable;

/** Plays and encodes the sound of {@link Clips}. */
final class TestSound implements AutoCloseable {

    private static final int DEFAULT_FRAME_SAMPLES = 1024;

    private final AVCodecContext context;
    private long nextSample;

    private TestSound(AVCodecContext context, long firstSample) {
        this.context = context;
        this.nextSample = firstSample;
    }

    static TestSound open(String codecName, int rate, int channels, double fromSeconds, int flags) {
        AVCodec codec = avcodec_find_encoder_by_name(codecName);
        AVCodecContext context = avcodec_alloc_context3(codec);
        context.sample_rate(rate);
        context.sample_fmt(formatOf(codecName));
        av_channel_layout_default(context.ch_layout(), channels);
        context.time_base(avutil.av_make_q(1, rate));
        context.bit_rate(codecName.equals("libopencore_amrnb") ? 12_200 : 96_000);
        context.flags(context.flags() | flags);
        ClipWriter.check(avcodec_open2(context, codec, (AVDictionary) null));
        return new TestSound(context, Math.round(fromSeconds * rate));
    }

    private static int formatOf(String codecName) {
        return switch (codecName) {
            case "aac" -> AV_SAMPLE_FMT_FLTP;
            case "adpcm_ima_wav", "libmp3lame" -> AV_SAMPLE_FMT_S16P;
            default -> AV_SAMPLE_FMT_S16;
        };
    }

    AVCodecContext context() {
        return context;
    }

    void encodeUntil(double seconds, Consumer<AVPacket> to) {
        int samples = context.frame_size() > 0 ? context.frame_size() : DEFAULT_FRAME_SAMPLES;
        while (nextSample + samples <= seconds * context.sample_rate()) {
            AVFrame frame = av_frame_alloc();
            frame.format(context.sample_fmt());
            frame.sample_rate(context.sample_rate());
            frame.nb_samples(samples);
            av_channel_layout_copy(frame.ch_layout(), context.ch_layout());
            ClipWriter.check(av_frame_get_buffer(frame, 0));
            play(frame, samples);
            frame.pts(nextSample);
            nextSample += samples;
            send(frame, to);
            av_frame_free(frame);
        }
    }

    void finish(Consumer<AVPacket> to) {
        send(null, to);
    }

    private void play(AVFrame frame, int samples) {
        int channels = context.ch_layout().nb_channels();
        for (int i = 0; i < samples; i++) {
            double value = valueAt((double) (nextSample + i) / context.sample_rate());
            for (int channel = 0; channel < channels; channel++) {
                put(frame, channel, channels, i, value);
            }
        }
    }

    private void put(AVFrame frame, int channel, int channels, int i, double value) {
        if (context.sample_fmt() == AV_SAMPLE_FMT_FLTP) {
            new FloatPointer(frame.data(channel)).put(i, (float) value);
        } else if (context.sample_fmt() == AV_SAMPLE_FMT_S16P) {
            new ShortPointer(frame.data(channel)).put(i, (short) (value * 32_000));
        } else {
            new ShortPointer(frame.data(0)).put((long) i * channels + channel, (short) (value * 32_000));
        }
    }

    private static double valueAt(double seconds) {
        boolean loud = seconds >= 1 && seconds % 1 < 0.1;
        return loud ? 0.8 * Math.sin(2 * Math.PI * 1000 * seconds) : 0.02 * Math.sin(2 * Math.PI * 440 * seconds);
    }

    private void send(@Nullable AVFrame frame, Consumer<AVPacket> to) {
        ClipWriter.check(avcodec_send_frame(context, frame));
        AVPacket packet = av_packet_alloc();
        while (avcodec_receive_packet(context, packet) >= 0) {
            to.accept(packet);
        }
        av_packet_free(packet);
    }

    @Override
    public void close() {
        avcodec_free_context(context);
    }
}
