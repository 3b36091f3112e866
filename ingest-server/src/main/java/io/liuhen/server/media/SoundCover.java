package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.FloatPointer;

/** Replaces the sound that is not to be heard, before it is encoded. Frames have one channel and the encoder's rate. */
final class SoundCover {
    private static final double TONE_HERTZ = 1000;
    private static final float TONE_LOUDNESS = 0.2f;

    private final List<Edits.Quiet> spans;
    private float[] samples = new float[0];

    SoundCover(List<Edits.Quiet> spans) {
        this.spans = spans;
    }

    void cover(AVFrame frame) {
        long fromMicros = micros(frame.pts());
        long toMicros = micros(frame.pts() + frame.nb_samples());
        for (Edits.Quiet quiet : spans) {
            if (quiet.span().touches(fromMicros, toMicros)) {
                cover(frame, quiet);
            }
        }
    }

    private void cover(AVFrame frame, Edits.Quiet quiet) {
        Av.check(av_frame_make_writable(frame), "sound");
        int count = frame.nb_samples();
        if (samples.length < count) {
            samples = new float[count];
        }
        FloatPointer data = new FloatPointer(frame.data(0));
        data.get(samples, 0, count);
        for (int i = 0; i < count; i++) {
            long sample = frame.pts() + i;
            if (quiet.span().holds(micros(sample))) {
                samples[i] = quiet.instead() == Edits.Instead.TONE ? tone(sample) : 0;
            }
        }
        data.put(samples, 0, count);
    }

    private static float tone(long sample) {
        double periods = sample * TONE_HERTZ / Encoder.SAMPLES_PER_SECOND;
        return (float) (TONE_LOUDNESS * Math.sin(2 * Math.PI * (periods - Math.floor(periods))));
    }

    private static long micros(long sample) {
        return Math.round(sample * (1e6 / Encoder.SAMPLES_PER_SECOND));
    }
}
