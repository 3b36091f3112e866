package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a worker leaves is looked at before it is believed. */
class OutputCheckTest {

    private static final long SECOND = 1_000_000;

    @Test
    void aProxyThatIsWhatItsMakerSaidPasses() {
        assertDoesNotThrow(
                () -> OutputCheck.check(made(640, 360, 10 * SECOND, true), found("h264", 10_050_000, "aac")));
        assertDoesNotThrow(() -> OutputCheck.check(made(0, 0, 10 * SECOND, true), found("", 10 * SECOND, "aac")));
        assertDoesNotThrow(() -> OutputCheck.check(made(640, 360, SECOND, false), found("h264", SECOND, "")));
    }

    @Test
    void aProxyThatIsSomethingElseIsRejected() {
        MadeFile said = made(640, 360, 10 * SECOND, true);
        assertRejected(() -> OutputCheck.check(said, found("h264", 9_700_000, "aac")));
        assertRejected(() -> OutputCheck.check(said, found("h264", 20 * SECOND, "aac")));
        assertRejected(() -> OutputCheck.check(said, found("h264", 10 * SECOND, "")));
        assertRejected(() -> OutputCheck.check(said, found("", 10 * SECOND, "aac")));
        assertRejected(() -> OutputCheck.check(said, found("mpeg4", 10 * SECOND, "aac")));
        assertRejected(() -> OutputCheck.check(said, found("h264", 10 * SECOND, "mp3")));
        assertRejected(() -> OutputCheck.check(made(320, 180, 10 * SECOND, true), found("h264", 10 * SECOND, "aac")));
        assertRejected(() ->
                OutputCheck.check(MadeFile.picture(Derivative.POSTER, 640, 360, 0), found("h264", 10 * SECOND, "")));
    }

    @Test
    void longRecordingsMayBeOffByTwoPercentButNotByMinutes() {
        long hour = 3_600 * SECOND;
        assertDoesNotThrow(() -> OutputCheck.check(made(640, 360, hour, false), found("h264", hour + SECOND, "")));
        assertRejected(() -> OutputCheck.check(made(640, 360, hour, false), found("h264", hour + 60 * SECOND, "")));
    }

    private static void assertRejected(Executable check) {
        LostException lost = assertThrows(LostException.class, check);
        assertEquals(LossCause.OUTPUT_REJECTED, lost.lossCause);
    }

    private static MadeFile made(int width, int height, long durationMicros, boolean sound) {
        return new MadeFile(Derivative.PROXY, Derived.Making.ENCODED, width, height, durationMicros, sound, 0);
    }

    private static MediaFacts found(String video, long durationMicros, String audio) {
        List<StreamFacts> streams = new ArrayList<>();
        Rational rate = new Rational(30, 1);
        if (!video.isEmpty()) {
            PictureFacts picture = new PictureFacts(640, 360, Rational.UNKNOWN, 0, false, rate, rate, "yuv420p");
            streams.add(new StreamFacts(
                    0, StreamKind.VIDEO, video, "", 0, 0, 0, 0, "", "", "", picture, null, StreamDetails.NONE));
        }
        if (!audio.isEmpty()) {
            SoundFacts sound = new SoundFacts(48_000, 1, "fltp");
            streams.add(new StreamFacts(
                    1, StreamKind.AUDIO, audio, "", 0, 0, 0, 0, "", "", "", null, sound, StreamDetails.NONE));
        }
        MediaKind kind = video.isEmpty() ? MediaKind.AUDIO : MediaKind.VIDEO;
        return new MediaFacts(kind, "mov", durationMicros, 0, 0, streams, new TreeMap<>(), List.of());
    }
}
