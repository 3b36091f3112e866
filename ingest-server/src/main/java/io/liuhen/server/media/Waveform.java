package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YA8;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * How loud a recording is from its beginning to its end: the highest and the lowest sample of each stretch of time. Fed
 * with the sound that is decoded anyway; needs the same small memory for a second and for a day, because stretches are
 * joined in pairs whenever there are twice as many as the drawing has columns.
 */
final class Waveform {
    private static final long FIRST_STRETCH_MICROS = 1_000;
    /** Dark grey on nothing: it is seen on a light page and on a dark one. */
    private static final byte INK = (byte) 0x70;

    private static final byte OPAQUE = (byte) 0xff;

    private final PreviewSettings settings;
    private final SoundWatch watch;
    private final float[] highest;
    private final float[] lowest;
    private float[] heard = new float[0];
    private long stretchMicros = FIRST_STRETCH_MICROS;
    private int stretches;

    /** @param watch listens to all that is offered */
    Waveform(PreviewSettings settings, SoundWatch watch) {
        this.settings = settings;
        this.watch = watch;
        this.highest = new float[2 * settings.waveformWidth()];
        this.lowest = new float[2 * settings.waveformWidth()];
    }

    /** Listens to samples of one channel, from -1 to 1, that begin at this instant of the copy. */
    void offer(long atMicros, int samplesPerSecond, FloatPointer samples, int count) {
        if (heard.length < count) {
            heard = new float[count];
        }
        samples.get(heard, 0, count);
        watch.offer(atMicros, samplesPerSecond, heard, count);
        int from = 0;
        while (from < count) {
            long micros = Math.max(0, atMicros + from * 1_000_000L / samplesPerSecond);
            int stretch = stretchAt(micros);
            long samplesToEnd = ((stretch + 1L) * stretchMicros - atMicros) * samplesPerSecond / 1_000_000;
            int to = (int) Math.min(count, Math.max(from + 1L, samplesToEnd));
            for (int i = from; i < to; i++) {
                // A damaged sound may hold what is no number; it is neither high nor low.
                if (heard[i] > highest[stretch]) {
                    highest[stretch] = heard[i];
                } else if (heard[i] < lowest[stretch]) {
                    lowest[stretch] = heard[i];
                }
            }
            from = to;
        }
    }

    private int stretchAt(long micros) {
        while (micros / stretchMicros >= highest.length) {
            joinPairs();
        }
        int stretch = (int) (micros / stretchMicros);
        stretches = Math.max(stretches, stretch + 1);
        return stretch;
    }

    private void joinPairs() {
        for (int i = 0; i < highest.length / 2; i++) {
            highest[i] = Math.max(highest[2 * i], highest[2 * i + 1]);
            lowest[i] = Math.min(lowest[2 * i], lowest[2 * i + 1]);
        }
        Arrays.fill(highest, highest.length / 2, highest.length, 0);
        Arrays.fill(lowest, lowest.length / 2, lowest.length, 0);
        stretches = (stretches + 1) / 2;
        stretchMicros *= 2;
    }

    /** Draws it; empty where nothing was heard. */
    Optional<MadeFile> save(MediaOutput output, long damagedPackets) {
        if (stretches == 0) {
            return Optional.empty();
        }
        int width = settings.waveformWidth();
        int height = settings.waveformHeight();
        AVFrame drawing = Av.allocated(av_frame_alloc());
        try (Encoder encoder = Encoder.png(width, height)) {
            drawing.format(AV_PIX_FMT_YA8);
            drawing.width(width);
            drawing.height(height);
            drawing.pts(0);
            Av.check(av_frame_get_buffer(drawing, 0), "waveform");
            draw(drawing, width, height);
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            encoder.encode(drawing, packet -> Encoder.append(packet, png));
            encoder.encode(null, packet -> Encoder.append(packet, png));
            output.save(Derivative.WAVEFORM, png.toByteArray());
        } finally {
            av_frame_free(drawing);
        }
        return Optional.of(MadeFile.picture(Derivative.WAVEFORM, width, height, damagedPackets));
    }

    private void draw(AVFrame drawing, int width, int height) {
        byte[][] lines = new byte[height][2 * width];
        for (int x = 0; x < width; x++) {
            int from = (int) ((long) x * stretches / width);
            int to = Math.max(from + 1, (int) ((x + 1L) * stretches / width));
            float high = 0;
            float low = 0;
            for (int i = from; i < to; i++) {
                high = Math.max(high, highest[i]);
                low = Math.min(low, lowest[i]);
            }
            for (int y = row(high, height); y <= row(low, height); y++) {
                lines[y][2 * x] = INK;
                lines[y][2 * x + 1] = OPAQUE;
            }
        }
        BytePointer data = new BytePointer(drawing.data(0));
        for (int y = 0; y < height; y++) {
            data.position((long) y * drawing.linesize(0)).put(lines[y], 0, 2 * width);
        }
    }

    private static int row(float level, int height) {
        float bounded = Math.max(-1, Math.min(1, level));
        return Math.round((1 - bounded) / 2 * (height - 1));
    }
}
