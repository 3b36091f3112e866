package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_QSCALE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_H264_CONSTRAINED_BASELINE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_H264_HIGH;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YA8;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.FF_QP2LAMBDA;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** Turns frames into packets: of a proxy's pictures, of its sound, or of a still picture. */
final class Encoder implements AutoCloseable {

    /** The clock of the proxy's pictures: every usual frame rate has whole ticks in it. */
    static final int VIDEO_TICKS_PER_SECOND = 90_000;

    /** Every player takes this rate, and it loses nothing of what recorders make. */
    static final int SAMPLES_PER_SECOND = 48_000;

    private static final int JPEG_QUALITY = 5;

    private final AVCodecContext context;
    private final AVPacket packet;

    private Encoder(AVCodecContext context, AVPacket packet) {
        this.context = context;
        this.packet = packet;
    }

    /** Cisco's encoder: under a free licence, and as good as this use needs. */
    static Encoder video(Picture picture, ProxySettings settings) {
        boolean high = settings.coding() == ProxySettings.Coding.HIGH;
        return open("libopenh264", Map.of("coder", high ? "cabac" : "cavlc"), context -> {
            context.width(picture.width());
            context.height(picture.height());
            context.pix_fmt(AV_PIX_FMT_YUV420P);
            context.sample_aspect_ratio(av_make_q(1, 1));
            context.time_base(av_make_q(1, VIDEO_TICKS_PER_SECOND));
            context.framerate(av_make_q(
                    picture.frameRate().numerator(), picture.frameRate().denominator()));
            context.bit_rate(settings.videoBitsPerSecond());
            context.gop_size(settings.keyFrameInterval());
            context.max_b_frames(0);
            context.profile(high ? AV_PROFILE_H264_HIGH : AV_PROFILE_H264_CONSTRAINED_BASELINE);
            context.color_range(AVCOL_RANGE_MPEG);
            context.colorspace(picture.colorSpace());
            context.color_primaries(picture.colorPrimaries());
            context.color_trc(picture.colorTransfer());
            context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        });
    }

    static Encoder sound(ProxySettings settings) {
        return open("aac", Map.of(), context -> {
            context.sample_fmt(AV_SAMPLE_FMT_FLTP);
            context.sample_rate(SAMPLES_PER_SECOND);
            context.time_base(av_make_q(1, SAMPLES_PER_SECOND));
            av_channel_layout_default(context.ch_layout(), 1);
            context.bit_rate(settings.audioBitsPerSecond());
            context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        });
    }

    static Encoder jpeg(int width, int height) {
        return open("mjpeg", Map.of(), context -> {
            context.width(width);
            context.height(height);
            context.pix_fmt(AV_PIX_FMT_YUV420P);
            context.color_range(AVCOL_RANGE_JPEG);
            context.time_base(av_make_q(1, 25));
            // Without both of these the quality is left to a rate control that has nothing to control.
            context.flags(context.flags() | AV_CODEC_FLAG_QSCALE);
            context.global_quality(FF_QP2LAMBDA * JPEG_QUALITY);
        });
    }

    /** Of grey pixels, each with how opaque it is. */
    static Encoder png(int width, int height) {
        return open("png", Map.of(), context -> {
            context.width(width);
            context.height(height);
            context.pix_fmt(AV_PIX_FMT_YA8);
            context.time_base(av_make_q(1, 25));
        });
    }

    /** Keeps what a packet holds, for pictures, which are small and whole. */
    static void append(AVPacket packet, ByteArrayOutputStream to) {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        to.write(bytes, 0, bytes.length);
    }

    private static Encoder open(String name, Map<String, String> options, Consumer<AVCodecContext> settings) {
        AVCodec codec = avcodec_find_encoder_by_name(name);
        if (codec == null || codec.isNull()) {
            throw new GivingUpException(LossCause.FAILED, "The encoder " + name + " is missing.");
        }
        AVCodecContext context = Av.allocated(avcodec_alloc_context3(codec));
        try (AVDictionary dictionary = new AVDictionary(null)) {
            context.thread_count(1);
            settings.accept(context);
            options.forEach((key, value) -> av_dict_set(dictionary, key, value, 0));
            int opened = avcodec_open2(context, codec, dictionary);
            av_dict_free(dictionary);
            Av.check(opened, "encoder " + name);
            return new Encoder(context, Av.allocated(av_packet_alloc()));
        } catch (RuntimeException | Error e) {
            avcodec_free_context(context);
            throw e;
        }
    }

    AVCodecContext context() {
        return context;
    }

    /** Encodes a frame, or with none what is left inside. Packets are only valid during the call. */
    void encode(@Nullable AVFrame frame, Consumer<AVPacket> to) {
        if (frame != null && context.global_quality() > 0) {
            // Encoders with a fixed quality take it from each frame, not from their settings.
            frame.quality(context.global_quality());
        }
        Av.check(avcodec_send_frame(context, frame), "encoder input");
        while (true) {
            int received = avcodec_receive_packet(context, packet);
            if (received == avutil.AVERROR_EAGAIN() || received == AVERROR_EOF) {
                return;
            }
            Av.check(received, "encoder output");
            to.accept(packet);
            av_packet_unref(packet);
        }
    }

    @Override
    public void close() {
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
