package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The protocol: what was sent arrives, and what was not sent by a worker of this version is noticed. */
class WireTest {

    private static final MediaFacts FACTS = new MediaFacts(
            MediaKind.VIDEO,
            "mov,mp4",
            3_000_000,
            -21_333,
            1_500_000,
            List.of(
                    new StreamFacts(
                            0,
                            StreamKind.VIDEO,
                            "h264",
                            "High",
                            31,
                            1_400_000,
                            0,
                            3_000_000,
                            "und",
                            "GoPro AVC encoder",
                            "GoPro AVC",
                            new PictureFacts(
                                    1280,
                                    720,
                                    new Rational(1, 1),
                                    90,
                                    true,
                                    new Rational(30_000, 1001),
                                    Rational.UNKNOWN,
                                    "yuv420p"),
                            null,
                            new StreamDetails(
                                    "avc1",
                                    new Rational(1, 30_000),
                                    90,
                                    true,
                                    8,
                                    "pc",
                                    "bt709",
                                    "smpte2084",
                                    "bt2020",
                                    "progressive",
                                    "",
                                    new TreeMap<>(Map.of("timecode", "19:26:48:04")))),
                    new StreamFacts(
                            1,
                            StreamKind.AUDIO,
                            "aac",
                            "LC",
                            0,
                            64_000,
                            -21_333,
                            3_000_000,
                            "",
                            "",
                            "留痕",
                            null,
                            new SoundFacts(48_000, 1, "fltp"),
                            StreamDetails.NONE),
                    new StreamFacts(
                            2, StreamKind.DATA, "", "", 0, 0, 0, 0, "", "", "", null, null, StreamDetails.NONE)),
            new TreeMap<>(Map.of("creation_time", "2026-11-20T10:00:00.000000Z", "title", "取证")),
            List.of("GoPro AVC encoder", "Lavf62"));

    @Test
    void framesArriveAsTheyWereSent() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Wire.write(out, Wire.READ, new byte[] {1, 2, 3});
        Wire.write(out, Wire.BYTES, new byte[0]);
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
        Wire.Frame first = Wire.read(in, 3);
        assertEquals(Wire.READ, first.type);
        assertArrayEquals(new byte[] {1, 2, 3}, first.payload);
        assertEquals(Wire.BYTES, Wire.read(in, 0).type);
        assertThrows(EOFException.class, () -> Wire.read(in, 0));
    }

    @Test
    void framesBeyondTheLimitAreGarbageBeforeTheyTakeMemory() {
        byte[] tooLong = {'R', 0, 0, 0, 4, 1, 2, 3, 4};
        byte[] huge = {'R', 0x7f, -1, -1, -1};
        byte[] negative = {'R', -1, -1, -1, -1};
        for (byte[] bytes : List.of(tooLong, huge, negative)) {
            assertThrows(Wire.GarbledException.class, () -> Wire.read(new ByteArrayInputStream(bytes), 3));
        }
    }

    @Test
    void aStreamThatEndsInsideAFrameIsAnEnd() {
        byte[] cut = {'R', 0, 0, 0, 3, 1};
        assertThrows(EOFException.class, () -> Wire.read(new ByteArrayInputStream(cut), 3));
        assertThrows(EOFException.class, () -> Wire.read(new ByteArrayInputStream(new byte[] {'R', 0}), 3));
    }

    @Test
    void answersArriveAsTheyWereSent() throws IOException {
        List<Answer> answers = List.of(
                new Answer.Facts(FACTS),
                new Answer.Made(List.of(
                        new MadeFile(Derivative.PROXY, Derived.Making.REMUXED, 640, 360, 3_000_000, true, 2),
                        MadeFile.picture(Derivative.WAVEFORM, 1200, 120, 2))),
                new Answer.No(Reason.TOO_MANY_PIXELS, "A sentence."),
                new Answer.Failed(LossCause.OUTPUT_FAILED, "Another one."));
        for (Answer answer : answers) {
            byte[] payload = Wire.payload(answer);
            assertEquals(answer, Answer.readFrom(new DataInputStream(new ByteArrayInputStream(payload))));
        }
    }

    @Test
    void jobsArriveAsTheyWereSent() throws IOException {
        Rendering rendering = new Rendering(
                ProxySettings.DEFAULT,
                Optional.of(new Stamp(3, 2, 1, new byte[] {0, 1, 2, -1, 4, 5})),
                new Edits(
                        List.of(new Edits.Region(new Edits.Span(1, 2), 3, 4, 5, 6, Edits.Cover.BLUR)),
                        List.of(new Edits.Quiet(new Edits.Span(7, 8), Edits.Instead.TONE))));
        Job job = new Job(Job.Task.VIEW, 1L << 40, 1, 2, 3, rendering, PreviewSettings.DEFAULT);
        assertEquals(job, Job.readFrom(new DataInputStream(new ByteArrayInputStream(Wire.payload(job)))));
    }

    /** A worker that was taken over says anything; nothing but an answer or an I/O error may come of it. */
    @Test
    void answersWithImpossibleValuesAreGarbage() {
        byte[] good = Wire.payload(new Answer.Facts(FACTS));
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = good.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            assertAnswerOrIoError(changed);
        }
    }

    private static void assertAnswerOrIoError(byte[] payload) {
        try {
            assertNotNull(Answer.readFrom(new DataInputStream(new ByteArrayInputStream(payload))));
        } catch (IOException e) {
            assertNotNull(e.getClass());
        }
    }
}
