package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What shows a whole recording at a glance: contact sheet and waveform, made with the proxy from the same decoding. */
class GlanceTest {
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
    void aRecordingGetsAllThreeFromOneDecoding() throws IOException {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 8, 1600, 900);
        assertEquals(
                List.of("proxy.mp4", "contact-sheet.jpg", "waveform.png"),
                names(Workbench.view(workers, clip, directory)));
        BufferedImage sheet = picture("contact-sheet.jpg");
        assertEquals(4 * 240, sheet.getWidth());
        assertEquals(4 * 136, sheet.getHeight());
    }

    @Test
    void aRecordingThatIsCopiedGetsThemToo() {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 4, 320, 240);
        List<Derived> made = Workbench.view(workers, clip, directory);
        assertEquals(Derived.Making.REMUXED, made.get(0).making());
        assertEquals(List.of("proxy.mp4", "contact-sheet.jpg", "waveform.png"), names(made));
    }

    @Test
    void whatHasNoSoundHasNoWaveformAndWhatHasNoPictureNoSheet() {
        Path silent = Clips.silentMp4(directory.resolve("silent.mp4"), 1, 1600, 900);
        assertEquals(List.of("proxy.mp4", "contact-sheet.jpg"), names(Workbench.view(workers, silent, directory)));
        Path sound = Clips.wav(directory.resolve("a.wav"), 1, "pcm_alaw", 8_000);
        assertEquals(List.of("proxy.mp4", "waveform.png"), names(Workbench.view(workers, sound, directory)));
    }

    /** However long it is: a place that stays empty would be black. */
    @ParameterizedTest
    @ValueSource(doubles = {0.7, 3, 20})
    void everyPlaceOfTheSheetIsFilled(double seconds) throws IOException {
        Path clip = Clips.silentMp4(directory.resolve("a.mp4"), seconds, 1600, 900);
        Workbench.view(workers, clip, directory);
        BufferedImage sheet = picture("contact-sheet.jpg");
        for (int row = 0; row < 4; row++) {
            for (int column = 0; column < 4; column++) {
                int brightness = brightness(sheet, column * 240, row * 136, 240, 136);
                assertTrue(brightness > 60, "row " + row + ", column " + column + ": " + brightness);
            }
        }
    }

    /** Grey first, then as long in orange: half of the places show the one, half the other, in their order. */
    @Test
    void thePlacesOfTheSheetAreEvenlySpreadOverTheRecording() throws IOException {
        Path grey = ClipWriter.to(directory.resolve("grey.ts"), "mpegts")
                .pictures("libopenh264", 640, 360)
                .write(5);
        Path orange = ClipWriter.to(directory.resolve("orange.ts"), "mpegts")
                .pictures("libopenh264", 640, 360)
                .coloured(90, 200)
                .write(5);
        Workbench.view(workers, Clips.joined(directory.resolve("both.ts"), grey, orange), directory);
        BufferedImage sheet = picture("contact-sheet.jpg");
        StringBuilder seen = new StringBuilder();
        for (int place = 0; place < 16; place++) {
            Color colour = new Color(sheet.getRGB(place % 4 * 240 + 150, place / 4 * 136 + 120));
            seen.append(colour.getRed() - colour.getBlue() > 60 ? 'o' : 'g');
        }
        assertTrue(seen.toString().matches("g{7,9}o{7,9}"), seen.toString());
    }

    @Test
    void aPortraitStandsUprightOnItsSheet() throws IOException {
        Path clip = Clips.rotatedMp4(directory.resolve("a.mp4"), 2, 1600, 900, 90);
        Workbench.view(workers, clip, directory);
        BufferedImage sheet = picture("contact-sheet.jpg");
        assertEquals(4 * 136, sheet.getWidth());
        assertEquals(4 * 240, sheet.getHeight());
    }

    /** A test clip's tones begin with its flashes, at every second, and are short. */
    @Test
    void theWaveformIsHighWhereTheToneIs() throws IOException {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 10, 1600, 900);
        Workbench.view(workers, clip, directory);
        List<Long> tones = Watched.file(clip).tonesMicros();
        BufferedImage waveform = picture("waveform.png");
        assertEquals(1200, waveform.getWidth());
        assertEquals(120, waveform.getHeight());
        List<Integer> rising = rising(waveform);
        assertEquals(tones.size(), rising.size(), rising + " for " + tones);
        for (int i = 0; i < tones.size(); i++) {
            double expected = tones.get(i) / 10e6 * 1200;
            assertTrue(Math.abs(rising.get(i) - expected) < 12, rising.get(i) + " instead of " + expected);
        }
    }

    @Test
    void aWaveformOfACopiedRecordingIsTheSameDrawing() throws IOException {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 4, 320, 240);
        Workbench.view(workers, clip, directory);
        List<Long> tones = Watched.file(clip).tonesMicros();
        assertEquals(tones.size(), rising(picture("waveform.png")).size());
    }

    /**
     * Recordings of high definition code their colours in another way than smaller ones, and a JPEG always in the older:
     * an orange that is not converted turns noticeably duller or redder. Seen by a reader of JPEG that knows no video.
     */
    @ParameterizedTest
    @CsvSource({"640, 360, 224, 66, 33", "1920, 1080, 238, 79, 29"})
    void theColoursOfAPosterAndASheetAreThoseOfTheRecording(int width, int height, int red, int green, int blue)
            throws IOException {
        Path clip = Clips.colouredMp4(directory.resolve("a.mp4"), 1, width, height, 90, 200);
        Workbench.poster(workers, clip, directory);
        Workbench.view(workers, clip, directory);
        for (String name : List.of("poster.jpg", "contact-sheet.jpg")) {
            BufferedImage image = picture(name);
            // Just below the dark corner and far from where the bright band is in the first frames.
            Color seen = new Color(image.getRGB(150, 120));
            String what = name + " shows " + seen;
            assertEquals(red, seen.getRed(), 7, what);
            assertEquals(green, seen.getGreen(), 7, what);
            assertEquals(blue, seen.getBlue(), 7, what);
        }
    }

    @Test
    void progressIsToldWhileTheWorkGoesOn() {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 12, 1600, 900);
        MediaSource source = Workbench.source(clip);
        MediaFacts facts = Workbench.done(workers.probe(source));
        List<Long> told = new ArrayList<>();
        Workbench.done(workers.view(source, facts, directory, told::add));
        assertTrue(told.size() >= 8 && told.size() <= 100, told.toString());
        assertEquals(told.stream().sorted().toList(), told);
        assertTrue(told.get(told.size() - 1) > 10_000_000, told.toString());
    }

    private BufferedImage picture(String name) throws IOException {
        return ImageIO.read(directory.resolve(name).toFile());
    }

    private static List<String> names(List<Derived> made) {
        return made.stream().map(file -> file.file().getFileName().toString()).toList();
    }

    /** The mean of all pixels, 0 to 255. */
    private static int brightness(BufferedImage image, int left, int top, int width, int height) {
        long sum = 0;
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                sum += image.getRGB(x, y) >> 8 & 0xff;
            }
        }
        return (int) (sum / ((long) width * height));
    }

    /** The columns at which the drawing becomes high. */
    private static List<Integer> rising(BufferedImage waveform) {
        List<Integer> columns = new ArrayList<>();
        boolean before = false;
        int quietSince = 0;
        for (int x = 0; x < waveform.getWidth(); x++) {
            boolean high = waveform.getRGB(x, 60 - 15) >>> 24 != 0;
            if (high && !before && (columns.isEmpty() || x - quietSince > 8)) {
                columns.add(x);
            }
            quietSince = high ? x : quietSince;
            before = high;
        }
        return columns;
    }

    @Test
    void aJobThatNobodyWantsAnyMoreIsEndedAndTheNextOneDone() {
        Path clip = Clips.mp4(directory.resolve("long.mp4"), 20, 640, 480);
        MediaSource source = Workbench.source(clip);
        MediaFacts facts = Workbench.done(workers.probe(source));
        Watcher unwanted = new Watcher() {
            @Override
            public void reached(long micros) {}

            @Override
            public boolean isWanted() {
                return false;
            }
        };
        assertEquals(LossCause.UNWANTED, Workbench.loss(workers.view(source, facts, directory, unwanted)));
        Workbench.view(workers, clip, directory);
    }
}
