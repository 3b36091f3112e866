package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.media.Seen.Stretch;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What watching finds in pictures and sound that are made for it. */
class WatchTest {
    private static final long STEP = 100_000;

    /** Brightness of a picture at an instant, by which the test draws it. */
    private interface Drawing {
        int at(int x, int y, long micros);
    }

    private static PictureWatch watched(int format, long untilMicros, Drawing drawing) {
        PictureWatch watch = new PictureWatch();
        int bytes = format == avutil.AV_PIX_FMT_YUV420P10LE ? 2 : 1;
        AVFrame frame = av_frame_alloc();
        try {
            frame.format(format);
            frame.width(320);
            frame.height(180);
            assertEquals(0, av_frame_get_buffer(frame, 0));
            for (long at = 0; at <= untilMicros; at += STEP) {
                byte[] line = new byte[320 * bytes];
                for (int y = 0; y < 180; y++) {
                    for (int x = 0; x < 320; x++) {
                        int value = drawing.at(x, y, at) << (bytes == 2 ? 2 : 0);
                        line[x * bytes] = (byte) value;
                        if (bytes == 2) {
                            line[x * bytes + 1] = (byte) (value >> 8);
                        }
                    }
                    new BytePointer(frame.data(0))
                            .position((long) y * frame.linesize(0))
                            .put(line, 0, line.length);
                }
                watch.offer(frame, at);
            }
        } finally {
            av_frame_free(frame);
        }
        return watch;
    }

    private static Drawing noise(int brightness, int noise) {
        Random random = new Random(5);
        return (x, y, micros) -> brightness + random.nextInt(noise + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void aCoveredLensIsBlackAndNotFrozen(int tenBits) {
        Drawing noisy = noise(16, 8);
        Drawing bright = noise(100, 8);
        PictureWatch watch = watched(
                tenBits == 0 ? avutil.AV_PIX_FMT_YUV420P : avutil.AV_PIX_FMT_YUV420P10LE,
                10_000_000,
                (x, y, at) -> at >= 3_000_000 && at < 7_000_000 ? noisy.at(x, y, at) : bright.at(x, y, at));
        assertEquals(List.of(new Stretch(3_000_000, 7_000_000)), watch.black().all());
        assertEquals(List.of(), watch.frozen().all());
    }

    /** Recorders draw a clock into a corner: the lens is covered all the same. */
    @Test
    void aClockInABlackPictureDoesNotMakeItBright() {
        PictureWatch watch = watched(avutil.AV_PIX_FMT_YUV420P, 4_000_000, (x, y, at) -> x < 60 && y < 20 ? 235 : 16);
        assertEquals(1, watch.black().all().size());
    }

    @Test
    void aPictureInWhichNothingMovesIsFrozen() {
        Drawing live = noise(100, 8);
        PictureWatch watch = watched(
                avutil.AV_PIX_FMT_YUV420P,
                12_000_000,
                (x, y, at) -> at >= 2_000_000 && at <= 9_000_000 ? (x * 7 + y * 3) % 200 + 30 : live.at(x, y, at));
        assertEquals(List.of(new Stretch(2_000_000, 9_000_000)), watch.frozen().all());
        assertEquals(List.of(), watch.black().all());
    }

    /** A camera on a stand that looks at a wall: its sensor trembles. */
    @Test
    void aStillSceneIsNotFrozen() {
        assertEquals(
                List.of(),
                watched(avutil.AV_PIX_FMT_YUV420P, 6_000_000, noise(100, 3))
                        .frozen()
                        .all());
    }

    @Test
    void silenceIsToldWhereNoChannelIsHeard() {
        SoundWatch watch = new SoundWatch();
        float[] nothing = new float[4_800];
        float[] voice = new float[4_800];
        Arrays.fill(voice, 0.02f);
        for (long at = 0; at < 10_000_000; at += STEP) {
            boolean speaks = at < 2_000_000 || at >= 8_000_000;
            watch.offer(at, 48_000, speaks ? voice : nothing, nothing.length);
            watch.offer(at, 48_000, at < 4_000_000 ? voice : nothing, nothing.length);
        }
        List<Stretch> silent = watch.silent().all();
        assertEquals(List.of(new Stretch(4_000_000, 8_000_000)), silent);
        assertTrue(watch.hasHeard());
    }

    @Test
    void stretchesAreBoundedInNumber() {
        Stretches stretches = new Stretches();
        for (long at = 0; at < 1_000; at++) {
            stretches.on(at * 2_000_000, at * 2_000_000 + 1_000_000);
            stretches.off(at * 2_000_000 + 1_000_000);
        }
        assertEquals(Seen.MAX_STRETCHES, stretches.all().size());
    }
}
