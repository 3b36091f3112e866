package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import java.util.Arrays;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** Draws and encodes the pictures of {@link Clips}. */
final class TestVideo implements AutoCloseable {

    private static final int GREY = 110;
    private static final int DARK = 20;
    private static final int BAND = 160;
    private static final int WHITE = 235;
    private static final int NO_COLOR = 128;

    private final AVCodecContext context;
    private final AVFrame frame;
    private int blueness = NO_COLOR;
    private int redness = NO_COLOR;

    private TestVideo(AVCodecContext context, AVFrame frame) {
        this.context = context;
        this.frame = frame;
    }

    static TestVideo open(String codecName, int width, int height, int flags) {
        AVCodec codec = avcodec_find_encoder_by_name(codecName);
        AVCodecContext context = avcodec_alloc_context3(codec);
        boolean jpeg = codecName.equals("mjpeg");
        int format = codecName.equals("png") ? avutil.AV_PIX_FMT_GRAY8 : avutil.AV_PIX_FMT_YUV420P;
        context.width(width);
        context.height(height);
        context.pix_fmt(format);
        context.color_range(jpeg ? avutil.AVCOL_RANGE_JPEG : avutil.AVCOL_RANGE_UNSPECIFIED);
        context.time_base(avutil.av_make_q(1, ClipWriter.FRAMES_PER_SECOND));
        context.framerate(avutil.av_make_q(ClipWriter.FRAMES_PER_SECOND, 1));
        context.bit_rate(1_500_000);
        context.gop_size(ClipWriter.FRAMES_PER_SECOND);
        context.flags(context.flags() | flags);
        ClipWriter.check(avcodec_open2(context, codec, (AVDictionary) null));
        AVFrame frame = av_frame_alloc();
        frame.width(width);
        frame.height(height);
        frame.format(format);
        frame.color_range(context.color_range());
        ClipWriter.check(av_frame_get_buffer(frame, 0));
        return new TestVideo(context, frame);
    }

    /** All pictures in one colour, by its two differences as the coding knows them. */
    void colour(int cb, int cr) {
        blueness = cb;
        redness = cr;
    }

    AVCodecContext context() {
        return context;
    }

    void encode(long number, Consumer<AVPacket> to) {
        ClipWriter.check(av_frame_make_writable(frame));
        draw(number);
        frame.pts(number);
        send(frame, to);
    }

    void finish(Consumer<AVPacket> to) {
        send(null, to);
    }

    private void draw(long number) {
        boolean flash = number >= ClipWriter.FRAMES_PER_SECOND
                && number % ClipWriter.FRAMES_PER_SECOND < ClipWriter.FRAMES_PER_SECOND / 10;
        byte[] row = new byte[frame.width()];
        int bandAt = (int) (number * 8 % frame.height());
        for (int y = 0; y < frame.height(); y++) {
            boolean band = y >= bandAt && y < bandAt + frame.height() / 16;
            Arrays.fill(row, (byte) (flash ? WHITE : band ? BAND : GREY));
            if (!flash && y < frame.height() / 4) {
                Arrays.fill(row, 0, row.length / 4, (byte) DARK);
            }
            put(0, y, row);
        }
        if (frame.format() == avutil.AV_PIX_FMT_YUV420P) {
            byte[] blue = new byte[(frame.width() + 1) / 2];
            byte[] red = new byte[blue.length];
            Arrays.fill(blue, (byte) blueness);
            Arrays.fill(red, (byte) redness);
            for (int y = 0; y < (frame.height() + 1) / 2; y++) {
                put(1, y, blue);
                put(2, y, red);
            }
        }
    }

    private void put(int plane, int y, byte[] row) {
        BytePointer data = frame.data(plane);
        new BytePointer(data).position((long) y * frame.linesize(plane)).put(row, 0, row.length);
    }

    private void send(@Nullable AVFrame sent, Consumer<AVPacket> to) {
        ClipWriter.check(avcodec_send_frame(context, sent));
        AVPacket packet = av_packet_alloc();
        while (avcodec_receive_packet(context, packet) >= 0) {
            if (packet.duration() <= 0) {
                packet.duration(1);
            }
            to.accept(packet);
        }
        av_packet_free(packet);
    }

    @Override
    public void close() {
        av_frame_free(frame);
        avcodec_free_context(context);
    }
}
