package io.liuhen.server.media;

import static io.liuhen.server.media.ClipWriter.check;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** What a person would see and hear in a finished copy: decoded as a player does, not as the worker does. */
final class Watched {

    private static final int WHITE_FROM = 190;
    private static final double LOUD_FROM = 0.3;

    /**
     * One picture.
     *
     * @param brightness mean of all, 0 to 255
     * @param darkCorner 0 upper left, 1 upper right, 2 lower right, 3 lower left
     */
    record Shown(long atMicros, int width, int height, int brightness, int darkCorner) {
        boolean isFlash() {
            return brightness > WHITE_FROM;
        }
    }

    private final List<Shown> pictures = new ArrayList<>();
    private final List<Long> loudFromMicros = new ArrayList<>();
    private boolean loud;
    private long soundEndMicros;

    private Watched() {}

    static Watched file(Path file) {
        Watched watched = new Watched();
        AVFormatContext context = new AVFormatContext(null);
        check(avformat_open_input(context, file.toString(), (AVInputFormat) null, (AVDictionary) null));
        check(avformat_find_stream_info(context, (PointerPointer<?>) null));
        int video = av_find_best_stream(context, avutil.AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
        int audio = av_find_best_stream(context, avutil.AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0);
        try (Decoder pictures = video < 0 ? null : Decoder.open(context.streams(video), Long.MAX_VALUE);
                Decoder sound = audio < 0 ? null : Decoder.open(context.streams(audio), Long.MAX_VALUE)) {
            watched.play(context, pictures, sound);
        }
        avformat_close_input(context);
        return watched;
    }

    List<Shown> pictures() {
        return pictures;
    }

    /** When the first picture of every flash is shown. */
    List<Long> flashesMicros() {
        List<Long> flashes = new ArrayList<>();
        boolean before = false;
        for (Shown picture : pictures) {
            if (picture.isFlash() && !before) {
                flashes.add(picture.atMicros());
            }
            before = picture.isFlash();
        }
        return flashes;
    }

    /** When every loud tone begins. */
    List<Long> tonesMicros() {
        return loudFromMicros;
    }

    long soundEndMicros() {
        return soundEndMicros;
    }

    private void play(AVFormatContext context, @Nullable Decoder video, @Nullable Decoder audio) {
        AVPacket packet = av_packet_alloc();
        while (av_read_frame(context, packet) >= 0) {
            if (video != null && packet.stream_index() == video.stream().index()) {
                video.decode(packet, frame -> look(frame, video));
            } else if (audio != null && packet.stream_index() == audio.stream().index()) {
                audio.decode(packet, frame -> listen(frame, audio));
            }
            av_packet_unref(packet);
        }
        av_packet_free(packet);
        if (video != null) {
            video.decode(null, frame -> look(frame, video));
        }
        if (audio != null) {
            audio.decode(null, frame -> listen(frame, audio));
        }
    }

    private void look(AVFrame frame, Decoder decoder) {
        int width = frame.width();
        int height = frame.height();
        long sum = 0;
        long[] corners = new long[4];
        byte[] row = new byte[width];
        for (int y = 0; y < height; y++) {
            new BytePointer(frame.data(0))
                    .position((long) y * frame.linesize(0))
                    .get(row);
            for (int x = 0; x < width; x++) {
                int value = row[x] & 0xff;
                sum += value;
                boolean left = x < width / 8;
                boolean right = x >= width - width / 8;
                if ((left || right) && (y < height / 8 || y >= height - height / 8)) {
                    boolean top = y < height / 8;
                    corners[top ? (left ? 0 : 1) : (left ? 3 : 2)] += value;
                }
            }
        }
        int darkest = 0;
        for (int i = 1; i < 4; i++) {
            darkest = corners[i] < corners[darkest] ? i : darkest;
        }
        long atMicros =
                Av.micros(frame.best_effort_timestamp(), decoder.stream().time_base());
        pictures.add(new Shown(atMicros, width, height, (int) (sum / ((long) width * height)), darkest));
    }

    private void listen(AVFrame frame, Decoder decoder) {
        long atMicros =
                Av.micros(frame.best_effort_timestamp(), decoder.stream().time_base());
        FloatPointer samples = new FloatPointer(frame.data(0));
        int step = frame.sample_rate() / 200;
        for (int from = 0; from < frame.nb_samples(); from += step) {
            double peak = 0;
            int to = Math.min(from + step, frame.nb_samples());
            for (int i = from; i < to; i++) {
                peak = Math.max(peak, Math.abs(samples.get(i)));
            }
            boolean isLoud = peak > LOUD_FROM;
            if (isLoud && !loud) {
                loudFromMicros.add(atMicros + from * 1_000_000L / frame.sample_rate());
            }
            loud = isLoud;
        }
        soundEndMicros = atMicros + frame.nb_samples() * 1_000_000L / frame.sample_rate();
    }
}
