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
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
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

/** A copy as it is seen and heard, pixel by pixel and sample by sample. */
public final class Decoded {
    /** One picture. */
    public static final class Shown {
        private final int width;
        private final int height;
        private final byte[] luma;

        Shown(int width, int height, byte[] luma) {
            this.width = width;
            this.height = height;
            this.luma = luma;
        }

        int width() {
            return width;
        }

        int height() {
            return height;
        }

        /** The mean brightness of a rectangle in parts of 10,000. */
        public double brightness(int left, int top, int partWidth, int partHeight) {
            long sum = 0;
            int count = 0;
            for (int y = top * height / 10_000; y < (top + partHeight) * height / 10_000; y++) {
                for (int x = left * width / 10_000; x < (left + partWidth) * width / 10_000; x++) {
                    sum += luma[y * width + x] & 0xff;
                    count++;
                }
            }
            return (double) sum / count;
        }

        /** How far the pixels of a rectangle are from those of another picture, in the mean. */
        public double distance(Shown other, int left, int top, int partWidth, int partHeight) {
            long sum = 0;
            int count = 0;
            for (int y = top * height / 10_000; y < (top + partHeight) * height / 10_000; y++) {
                for (int x = left * width / 10_000; x < (left + partWidth) * width / 10_000; x++) {
                    sum += Math.abs((luma[y * width + x] & 0xff) - (other.luma[y * width + x] & 0xff));
                    count++;
                }
            }
            return (double) sum / count;
        }

        int lumaAt(int x, int y) {
            return luma[y * width + x] & 0xff;
        }
    }

    /** By the instant in microseconds from which they are shown. */
    public final TreeMap<Long, Shown> pictures = new TreeMap<>();

    private final TreeMap<Long, float[]> sound = new TreeMap<>();
    private int samplesPerSecond;
    private long durationMicros;

    /** A file. */
    public static Decoded of(Path file) {
        return of(file.toString(), "");
    }

    /**
     * What stands at an address, as FFmpeg plays it.
     *
     * @param headers sent with each request, each ended as HTTP ends them
     */
    public static Decoded of(String address, String headers) {
        Decoded decoded = new Decoded();
        AVFormatContext context = open(address, headers);
        decoded.durationMicros = context.duration();
        for (int kind : new int[] {avutil.AVMEDIA_TYPE_VIDEO, avutil.AVMEDIA_TYPE_AUDIO}) {
            int stream = av_find_best_stream(context, kind, -1, -1, (AVCodec) null, 0);
            if (stream >= 0) {
                AVFormatContext again = open(address, headers);
                decoded.read(again, stream, kind == avutil.AVMEDIA_TYPE_VIDEO);
                avformat_close_input(again);
            }
        }
        avformat_close_input(context);
        return decoded;
    }

    private static AVFormatContext open(String address, String headers) {
        AVFormatContext context = new AVFormatContext(null);
        AVDictionary options = new AVDictionary(null);
        if (!headers.isEmpty()) {
            av_dict_set(options, "headers", headers, 0);
        }
        check(avformat_open_input(context, address, (AVInputFormat) null, options));
        av_dict_free(options);
        check(avformat_find_stream_info(context, (PointerPointer<?>) null));
        return context;
    }

    /** As the container, or the playlist, announces it. */
    public double seconds() {
        return durationMicros / 1e6;
    }

    /** How much sound there is. */
    public double soundSeconds() {
        return sound.values().stream().mapToLong(samples -> samples.length).sum() / (double) samplesPerSecond;
    }

    /** What is on the screen at this instant. */
    public Shown at(double seconds) {
        Map.Entry<Long, Shown> shown = pictures.floorEntry(Math.round(seconds * 1e6));
        return shown == null ? pictures.firstEntry().getValue() : shown.getValue();
    }

    /** The root of the mean of the squares of all samples of a time. */
    public double loudness(double fromSeconds, double toSeconds) {
        double sum = 0;
        long count = 0;
        for (Map.Entry<Long, float[]> piece : sound.entrySet()) {
            for (int i = 0; i < piece.getValue().length; i++) {
                double at = piece.getKey() / 1e6 + (double) i / samplesPerSecond;
                if (at >= fromSeconds && at < toSeconds) {
                    sum += piece.getValue()[i] * piece.getValue()[i];
                    count++;
                }
            }
        }
        return Math.sqrt(sum / count);
    }

    /** How often the sound crosses nothing upwards in a second of this time. */
    public double hertz(double fromSeconds, double toSeconds) {
        int crossings = 0;
        float before = 0;
        for (Map.Entry<Long, float[]> piece : sound.entrySet()) {
            for (int i = 0; i < piece.getValue().length; i++) {
                double at = piece.getKey() / 1e6 + (double) i / samplesPerSecond;
                float value = piece.getValue()[i];
                if (at >= fromSeconds && at < toSeconds && before < 0 && value >= 0) {
                    crossings++;
                }
                before = value;
            }
        }
        return crossings / (toSeconds - fromSeconds);
    }

    private void read(AVFormatContext context, int index, boolean isVideo) {
        AVPacket packet = av_packet_alloc();
        try (Decoder decoder = Decoder.open(context.streams(index), Long.MAX_VALUE)) {
            Decoder.Frames keep = frame -> keep(frame, decoder, isVideo);
            while (av_read_frame(context, packet) >= 0) {
                if (packet.stream_index() == index) {
                    decoder.decode(packet, keep);
                }
                av_packet_unref(packet);
            }
            decoder.decode(null, keep);
        }
        av_packet_free(packet);
    }

    private void keep(AVFrame frame, Decoder decoder, boolean isVideo) {
        long atMicros =
                Av.micros(frame.best_effort_timestamp(), decoder.stream().time_base());
        if (isVideo) {
            pictures.put(
                    atMicros, new Shown(frame.width(), frame.height(), plane(frame, 0, frame.width(), frame.height())));
        } else {
            samplesPerSecond = frame.sample_rate();
            float[] samples = new float[frame.nb_samples()];
            new FloatPointer(frame.data(0)).get(samples);
            sound.put(atMicros, samples);
        }
    }

    private static byte[] plane(AVFrame frame, int plane, int width, int height) {
        byte[] pixels = new byte[width * height];
        for (int y = 0; y < height; y++) {
            new BytePointer(frame.data(plane))
                    .position((long) y * frame.linesize(plane))
                    .get(pixels, y * width, width);
        }
        return pixels;
    }
}
