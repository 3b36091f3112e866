package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out of every kind of recording: facts, a copy for viewing, a poster. */
class RecordingsTest {

    private static final long FRAME_MICROS = 33_334;

    private static MediaWorkers workers;

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        workers = Workbench.workers();
    }

    @AfterAll
    static void close() {
        workers.close();
    }

    @Test
    void probeTellsWhatAContainerSays() {
        MediaFacts facts = Workbench.probe(workers, Clips.mp4(directory.resolve("a.mp4"), 3, 320, 240));
        StreamFacts video = facts.video().orElseThrow();
        StreamFacts audio = facts.audio().orElseThrow();
        PictureFacts picture = video.picture();
        SoundFacts sound = audio.sound();
        assertNotNull(picture);
        assertNotNull(sound);
        assertAll(
                () -> assertEquals(MediaKind.VIDEO, facts.kind()),
                () -> assertTrue(facts.format().startsWith("mov,mp4"), facts.format()),
                () -> assertNear(3_000_000, facts.durationMicros(), 50_000),
                () -> assertEquals("h264", video.codec()),
                () -> assertEquals(320, picture.width()),
                () -> assertEquals(240, picture.height()),
                () -> assertEquals(new Rational(30, 1), picture.averageFrameRate()),
                () -> assertEquals("yuv420p", picture.pixelFormat()),
                () -> assertEquals("aac", audio.codec()),
                () -> assertEquals(48_000, sound.sampleRateHertz()),
                () -> assertEquals(2, sound.channels()),
                () -> assertEquals("a test", facts.tags().get("title")),
                () -> assertTrue(facts.encoders().stream().anyMatch(name -> name.startsWith("Lavf"))));
    }

    @Test
    void aLargeRecordingIsScaledDownAndStaysInStep() throws IOException {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 3, 1600, 900);
        Derived proxy = Workbench.proxy(workers, clip, directory);
        Watched watched = Watched.file(proxy.file());
        assertAll(
                () -> assertEquals(Derived.Making.ENCODED, proxy.making()),
                () -> assertEquals("video/mp4", proxy.mediaType()),
                () -> assertEquals(640, proxy.width()),
                () -> assertEquals(360, proxy.height()),
                () -> assertEquals(Files.size(proxy.file()), proxy.sizeBytes()),
                () -> assertEquals(directory.resolve("proxy.mp4").toAbsolutePath(), proxy.file()),
                () -> assertEquals(0, proxy.damagedPackets()),
                () -> assertEquals(90, watched.pictures().size()),
                () -> assertNear(3_000_000, proxy.durationMicros(), 50_000));
        assertStartsPlayingAtOnce(proxy.file());
        assertInStep(watched, List.of(1_000_000L, 2_000_000L));
    }

    @Test
    void aSmallRecordingIsCopiedNotEncoded() throws IOException {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 3, 640, 360);
        Derived proxy = Workbench.proxy(workers, clip, directory);
        assertEquals(Derived.Making.REMUXED, proxy.making());
        assertEquals(640, proxy.width());
        assertStartsPlayingAtOnce(proxy.file());
        Watched watched = Watched.file(proxy.file());
        assertEquals(90, watched.pictures().size());
        assertInStep(watched, List.of(1_000_000L, 2_000_000L));
    }

    @Test
    void smallRecordingsAreNeverScaledUp() {
        Derived proxy = Workbench.proxy(workers, Clips.mjpegAvi(directory.resolve("a.avi"), 1, 320, 240), directory);
        assertEquals(320, proxy.width());
        assertEquals(240, proxy.height());
    }

    @ParameterizedTest
    @CsvSource({"90,180,320,1", "180,320,180,2", "270,180,320,3"})
    void aTurnedRecordingStandsUprightInItsProxy(int degrees, int width, int height, int darkCorner) {
        Path clip = Clips.rotatedMp4(directory.resolve("a.mp4"), 1, 320, 180, degrees);
        PictureFacts picture =
                Workbench.probe(workers, clip).video().orElseThrow().picture();
        assertNotNull(picture);
        assertEquals(degrees, picture.rotationDegrees());
        Derived proxy = Workbench.proxy(workers, clip, directory);
        Derived poster = Workbench.poster(workers, clip, directory);
        for (Derived derived : List.of(proxy, poster)) {
            Watched.Shown first = Watched.file(derived.file()).pictures().get(0);
            assertEquals(width, first.width(), derived.file().toString());
            assertEquals(height, first.height());
            assertEquals(darkCorner, first.darkCorner());
        }
    }

    @Test
    void anUprightRecordingIsBoundedByItsHeight() {
        Path clip = Clips.rotatedMp4(directory.resolve("a.mp4"), 1, 1280, 720, 90);
        Derived proxy = Workbench.proxy(workers, clip, directory);
        assertEquals(360, proxy.width());
        assertEquals(640, proxy.height());
    }

    @Test
    void framesOfAVariableRateKeepTheirInstants() {
        Path clip = Clips.variableRateMp4(directory.resolve("a.mp4"), 3, 1600, 900);
        Derived proxy = Workbench.proxy(workers, clip, directory);
        assertEquals(Derived.Making.ENCODED, proxy.making());
        List<Long> instants = Watched.file(proxy.file()).pictures().stream()
                .map(Watched.Shown::atMicros)
                .toList();
        List<Long> original = Watched.file(clip).pictures().stream()
                .map(Watched.Shown::atMicros)
                .toList();
        assertEquals(60, original.size());
        assertEquals(original.size(), instants.size());
        for (int i = 0; i < instants.size(); i++) {
            assertNear(original.get(i), instants.get(i), 20);
        }
    }

    @Test
    void soundThatStartsLateStaysLate() {
        Path clip = Clips.lateSoundMp4(directory.resolve("a.mp4"), 6, 1600, 900, 2.5);
        Derived proxy = Workbench.proxy(workers, clip, directory);
        Watched watched = Watched.file(proxy.file());
        assertEquals(180, watched.pictures().size());
        assertEquals(List.of(1_000_000L, 2_000_000L, 3_000_000L, 4_000_000L, 5_000_000L), watched.flashesMicros());
        assertTones(watched, List.of(3_000_000L, 4_000_000L, 5_000_000L));
        assertNear(6_000_000, watched.soundEndMicros(), 50_000);
    }

    @Test
    void aRecordingWithoutSoundHasAProxyWithoutSound() {
        Path clip = Clips.silentMp4(directory.resolve("a.mp4"), 1, 320, 240);
        Derived proxy = Workbench.proxy(workers, clip, directory);
        assertTrue(Workbench.probe(workers, proxy.file()).audio().isEmpty());
    }

    @Test
    void aTransportStreamStartsAtZeroAndStaysInStep() {
        Path clip = Clips.transportStream(directory.resolve("a.ts"), 3, 640, 480);
        assertTrue(Workbench.probe(workers, clip).startMicros() > 0);
        Derived proxy = Workbench.proxy(workers, clip, directory);
        Watched watched = Watched.file(proxy.file());
        assertNear(0, watched.pictures().get(0).atMicros(), FRAME_MICROS);
        assertInStep(watched, List.of(1_000_000L, 2_000_000L));
    }

    @Test
    void aTransportStreamThatBreaksOffGivesWhatIsPlayable() {
        Path whole = Clips.transportStream(directory.resolve("whole.ts"), 4, 320, 240);
        Path part = Clips.truncated(directory.resolve("part.ts"), whole, 0.6);
        Derived proxy = Workbench.proxy(workers, part, directory);
        assertTrue(proxy.durationMicros() > 1_500_000 && proxy.durationMicros() < 3_500_000, proxy.toString());
    }

    @Test
    void soundMayStartLateInATransportStreamToo() {
        Path clip = Clips.lateSoundTransportStream(directory.resolve("a.ts"), 16, 13.5);
        Derived proxy = Workbench.proxy(workers, clip, directory);
        Watched watched = Watched.file(proxy.file());
        assertTones(watched, List.of(14_000_000L, 15_000_000L));
        assertEquals(15, watched.flashesMicros().size());
    }

    @Test
    void aClockThatJumpsBackGivesOneProxyInStep() {
        Path first = Clips.transportStream(directory.resolve("1.ts"), 3, 320, 240);
        Path second = Clips.transportStream(directory.resolve("2.ts"), 3, 320, 240);
        Path joined = Clips.joined(directory.resolve("a.ts"), first, second);
        Derived proxy = Workbench.proxy(workers, joined, directory);
        Watched watched = Watched.file(proxy.file());
        assertNear(6_000_000, proxy.durationMicros(), 100_000);
        assertInStep(watched, List.of(1_000_000L, 2_000_000L, 4_000_000L, 5_000_000L));
    }

    @Test
    void aSmallRecordingWithABrokenPacketIsEncodedAfterAll() throws IOException {
        byte[] bytes = Files.readAllBytes(Clips.silentMp4(directory.resolve("a.mp4"), 2, 320, 240));
        // The samples come before the index: a unit's length in the middle of them becomes impossible.
        int middle = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("moov") / 2;
        Arrays.fill(bytes, middle, middle + 200, (byte) 0xff);
        MediaSource source = Workbench.source(bytes);
        Derived proxy = Workbench.done(
                        workers.view(source, Workbench.done(workers.probe(source)), directory, micros -> {}))
                .get(0);
        assertEquals(Derived.Making.ENCODED, proxy.making());
        assertTrue(proxy.damagedPackets() > 0, proxy.toString());
        assertNear(2_000_000, proxy.durationMicros(), 100_000);
    }

    @Test
    void aCoverPictureDoesNotMakeAVideo() {
        Path clip = Clips.mp3WithCover(directory.resolve("a.mp3"), 2);
        MediaFacts facts = Workbench.probe(workers, clip);
        assertEquals(MediaKind.AUDIO, facts.kind());
        assertTrue(facts.streams().stream().anyMatch(stream -> stream.kind() == StreamKind.COVER));
        Derived proxy = Workbench.proxy(workers, clip, directory);
        assertEquals("audio/mp4", proxy.mediaType());
        assertTrue(Workbench.probe(workers, proxy.file()).video().isEmpty());
    }

    @Test
    void aPhotoInPngGetsAPoster() {
        Derived poster = Workbench.poster(workers, Clips.png(directory.resolve("a.png"), 1600, 1200), directory);
        assertEquals(640, poster.width());
        assertEquals(480, poster.height());
    }

    @Test
    void oldCamerasAndPhonesAreUnderstood() {
        Path avi = Clips.mjpegAvi(directory.resolve("a.avi"), 3, 320, 240);
        Path threeGp = Clips.threeGp(directory.resolve("a.3gp"), 3);
        for (Path clip : List.of(avi, threeGp)) {
            Watched watched =
                    Watched.file(Workbench.proxy(workers, clip, directory).file());
            assertEquals(90, watched.pictures().size(), clip.toString());
            assertInStep(watched, List.of(1_000_000L, 2_000_000L));
        }
    }

    @ParameterizedTest
    @CsvSource({"pcm_alaw,8000", "pcm_mulaw,8000", "adpcm_ms,16000", "adpcm_ima_wav,22050", "pcm_s16le,44100"})
    void soundOfEveryCodingGetsAnAacProxy(String coding, int rate) {
        Path clip = Clips.wav(directory.resolve("a.wav"), 3, coding, rate);
        MediaFacts facts = Workbench.probe(workers, clip);
        assertEquals(MediaKind.AUDIO, facts.kind());
        Derived proxy = Workbench.proxy(workers, clip, directory);
        Watched watched = Watched.file(proxy.file());
        assertEquals("audio/mp4", proxy.mediaType());
        assertEquals(0, proxy.width());
        assertTrue(watched.pictures().isEmpty());
        assertTones(watched, List.of(1_000_000L, 2_000_000L));
        assertEquals(
                Reason.NOT_APPLICABLE, Workbench.refusal(workers.poster(Workbench.source(clip), facts, directory)));
    }

    @Test
    void dictationIsUnderstood() {
        Derived proxy = Workbench.proxy(workers, Clips.amr(directory.resolve("a.amr"), 3), directory);
        assertNear(3_000_000, proxy.durationMicros(), 100_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
    void aPhotoStandsUprightInItsPoster(int exifOrientation) {
        Path photo = Clips.jpeg(directory.resolve("a.jpg"), 1600, 1200, exifOrientation);
        MediaFacts facts = Workbench.probe(workers, photo);
        assertEquals(MediaKind.PHOTO, facts.kind());
        Derived poster = Workbench.poster(workers, photo, directory);
        boolean onItsSide = exifOrientation >= 5;
        assertEquals(onItsSide ? 480 : 640, poster.width());
        assertEquals(onItsSide ? 640 : 480, poster.height());
        // Where the upper left corner of the stored picture belongs, as EXIF defines the eight values.
        int[] belongs = {0, 0, 1, 2, 3, 0, 1, 2, 3};
        Watched.Shown shown = Watched.file(poster.file()).pictures().get(0);
        assertEquals(belongs[exifOrientation], shown.darkCorner());
        assertEquals(
                Reason.NOT_APPLICABLE,
                Workbench.refusal(workers.view(Workbench.source(photo), facts, directory, micros -> {})));
    }

    @Test
    void aPosterIsTakenWithinTheRecording() throws IOException {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 12, 640, 360);
        Derived poster = Workbench.poster(workers, clip, directory);
        assertEquals("image/jpeg", poster.mediaType());
        assertEquals(640, poster.width());
        byte[] jpeg = Files.readAllBytes(poster.file());
        assertEquals((byte) 0xff, jpeg[0]);
        assertEquals((byte) 0xd8, jpeg[1]);
        // The key frame before 1.2 s is the flash at 1.0 s; the first frame of the recording is grey.
        assertTrue(Watched.file(poster.file()).pictures().get(0).isFlash());
    }

    @Test
    void onlyTheFinishedFileIsEverSeen() throws IOException {
        Workbench.proxy(workers, Clips.mp4(directory.resolve("a.mp4"), 1, 320, 240), directory);
        try (var entries = Files.list(directory)) {
            assertEquals(
                    List.of("a.mp4", "contact-sheet.jpg", "proxy.mp4", "waveform.png"),
                    entries.map(entry -> entry.getFileName().toString())
                            .sorted()
                            .toList());
        }
    }

    private static void assertInStep(Watched watched, List<Long> expectedMicros) {
        List<Long> flashes = watched.flashesMicros();
        assertEquals(expectedMicros.size(), flashes.size(), flashes.toString());
        for (int i = 0; i < flashes.size(); i++) {
            assertNear(expectedMicros.get(i), flashes.get(i), FRAME_MICROS);
        }
        assertTones(watched, expectedMicros);
    }

    private static void assertTones(Watched watched, List<Long> expectedMicros) {
        List<Long> tones = watched.tonesMicros();
        assertEquals(expectedMicros.size(), tones.size(), tones.toString());
        for (int i = 0; i < tones.size(); i++) {
            assertNear(expectedMicros.get(i), tones.get(i), 40_000);
        }
    }

    private static void assertNear(long expected, long actual, long tolerance) {
        assertTrue(Math.abs(expected - actual) <= tolerance, "expected about " + expected + ", got " + actual);
    }

    /** The index comes before the samples. */
    private static void assertStartsPlayingAtOnce(Path mp4) throws IOException {
        String bytes = new String(Files.readAllBytes(mp4), StandardCharsets.ISO_8859_1);
        assertTrue(bytes.contains("moov"));
        assertFalse(bytes.indexOf("mdat") < bytes.indexOf("moov"));
    }
}
