package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a viewer finds in a copy in which something is hidden, or on which something is written. */
class RetouchTest {
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

    private Decoded copy(Path clip, Rendering rendering) {
        MediaSource source = Workbench.source(clip);
        MediaFacts facts = Workbench.done(workers.probe(source));
        List<Derived> made = Workbench.done(workers.copy(source, facts, rendering, directory, micros -> {}));
        assertEquals(1, made.size(), "no other picture shows what is hidden");
        assertEquals(Derived.Making.ENCODED, made.get(0).making());
        return Decoded.of(made.get(0).file());
    }

    private static Rendering hiding(Edits.Region... regions) {
        return new Rendering(ProxySettings.DEFAULT, Optional.empty(), new Edits(List.of(regions), List.of()));
    }

    private static Rendering quiet(Edits.Instead instead, long fromMillis, long toMillis) {
        Edits.Quiet span = new Edits.Quiet(new Edits.Span(fromMillis, toMillis), instead);
        return new Rendering(ProxySettings.DEFAULT, Optional.empty(), new Edits(List.of(), List.of(span)));
    }

    private static Edits.Region region(Edits.Cover cover, int left, int top, int width, int height) {
        return new Edits.Region(new Edits.Span(1500, 2500), left, top, width, height, cover);
    }

    /** The dark block of a test clip is its upper left quarter of a quarter; this hides half of it, and as much beside. */
    @ParameterizedTest
    @EnumSource
    void aRegionIsHiddenForItsTimeAndNothingElseIs(Edits.Cover cover) {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 4, 640, 360);
        Decoded plain = copy(clip, hiding());
        Decoded hidden = copy(clip, hiding(region(cover, 1250, 0, 2500, 2500)));
        assertEquals(plain.pictures.keySet(), hidden.pictures.keySet());
        for (double at : new double[] {0.5, 1.3, 2.7, 3.5}) {
            assertTrue(plain.at(at).distance(hidden.at(at), 0, 0, 10_000, 10_000) < 2, "outside the time, at " + at);
        }
        for (double at : new double[] {1.45, 1.6, 2.2, 2.55}) {
            Decoded.Shown seen = hidden.at(at);
            assertTrue(plain.at(at).distance(seen, 4000, 0, 6000, 10_000) < 3, "beside it, at " + at);
            assertTrue(plain.at(at).distance(seen, 0, 2700, 10_000, 7300) < 3, "below it, at " + at);
            double changed = plain.at(at).distance(seen, 1300, 100, 2400, 2300);
            // Most of what a blur covers is of one grey, and stays so.
            assertTrue(changed > (cover == Edits.Cover.FILL ? 20 : 2.5), "in it, at " + at + ": " + changed);
            if (cover == Edits.Cover.FILL) {
                assertEquals(16, seen.brightness(1300, 100, 2400, 2300), 3, "black, at " + at);
            }
        }
    }

    /** Squares of 22 pixels: the edge between dark and grey, which stands at 160, is no longer where it was. */
    @Test
    void aBlurLeavesNoEdge() {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 3, 640, 360);
        Decoded hidden = copy(clip, hiding(region(Edits.Cover.BLUR, 1250, 0, 2500, 2500)));
        Decoded.Shown seen = hidden.at(2.2);
        int sharpest = 0;
        for (int x = 156; x < 164; x++) {
            sharpest = Math.max(sharpest, Math.abs(seen.lumaAt(x, 20) - seen.lumaAt(x - 2, 20)));
        }
        assertTrue(sharpest < 15, "a step of " + sharpest);
    }

    /** 播放时旋转: the region is one of the picture as it is seen. */
    @ParameterizedTest
    @ValueSource(ints = {90, 180, 270})
    void aRegionIsOneOfTheUprightPicture(int degrees) {
        Path clip = Clips.rotatedMp4(directory.resolve("a.mp4"), 3, 640, 360, degrees);
        Decoded hidden = copy(clip, hiding(region(Edits.Cover.FILL, 5000, 5000, 2500, 2500)));
        Decoded.Shown seen = hidden.at(2.2);
        assertEquals(degrees == 180, seen.width() > seen.height());
        assertEquals(16, seen.brightness(5100, 5100, 2300, 2300), 3);
        assertTrue(seen.brightness(5000, 7700, 5000, 2300) > 60);
        assertTrue(seen.brightness(7700, 5000, 2300, 5000) > 60);
    }

    /** A picture is there until the next one comes, which may be long after it claims to end. */
    @Test
    void aPictureThatStaysOnTheScreenIntoTheTimeIsHidden() {
        Path clip = Clips.slides(directory.resolve("slides.mp4"), 640, 360, List.of(0.0, 14.0, 15.0));
        Edits.Region late = new Edits.Region(new Edits.Span(12_000, 13_000), 0, 0, 10_000, 10_000, Edits.Cover.FILL);
        Decoded hidden = copy(clip, hiding(late));
        assertEquals(16, hidden.at(12.5).brightness(0, 0, 10_000, 10_000), 3, "what is shown at 12.5 s began at 0");
        assertTrue(hidden.at(14.5).brightness(0, 0, 10_000, 10_000) > 60);
    }

    @ParameterizedTest
    @EnumSource
    void soundIsReplacedForItsTimeAndNotBeyond(Edits.Instead instead) {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 6, 320, 240);
        Decoded plain = copy(clip, hiding());
        Decoded hidden = copy(clip, quiet(instead, 2000, 4000));
        assertEquals(plain.loudness(0, 1.8), hidden.loudness(0, 1.8), 0.01);
        assertEquals(plain.loudness(4.2, 5.8), hidden.loudness(4.2, 5.8), 0.01);
        assertTrue(plain.loudness(2, 4) > 0.02, "there is something to hide");
        if (instead == Edits.Instead.SILENCE) {
            assertTrue(hidden.loudness(2, 4) < 0.001, "heard " + hidden.loudness(2, 4));
        } else {
            assertEquals(0.2 / Math.sqrt(2), hidden.loudness(2, 4), 0.02);
            assertEquals(1000, hidden.hertz(2, 4), 10);
        }
    }

    @Test
    void aSoundRecordingHasItsSoundReplacedToo() {
        Path clip = Clips.wav(directory.resolve("a.wav"), 4, "pcm_alaw", 8_000);
        Decoded hidden = copy(clip, quiet(Edits.Instead.SILENCE, 1000, 2000));
        assertTrue(hidden.loudness(1, 2) < 0.001);
        assertTrue(hidden.loudness(2.2, 3.5) > 0.02);
    }

    /** A stamp of one line, a black and white chess board, is found in the lower right corner and nowhere else. */
    @ParameterizedTest
    @ValueSource(ints = {0, 90, 180})
    void aStampIsOnEveryPicture(int degrees) {
        Path clip = Clips.rotatedMp4(directory.resolve("a.mp4"), 2, 1280, 720, degrees);
        Rendering stamped = new Rendering(ProxySettings.DEFAULT, Optional.of(stripes(240, 32)), Edits.NONE);
        Decoded plain = copy(clip, hiding());
        Decoded written = copy(clip, stamped);
        assertEquals(plain.pictures.size(), written.pictures.size());
        for (Decoded.Shown seen : written.pictures.values()) {
            int brightest = 0;
            int darkest = 255;
            for (int x = seen.width() - 60; x < seen.width() - 20; x++) {
                brightest = Math.max(brightest, seen.lumaAt(x, seen.height() - 22));
                darkest = Math.min(darkest, seen.lumaAt(x, seen.height() - 22));
            }
            assertTrue(brightest - darkest > 60, brightest + " and " + darkest);
        }
        assertTrue(plain.at(1.5).distance(written.at(1.5), 0, 0, 10_000, 8500) < 3);
        assertTrue(plain.at(1.5).distance(written.at(1.5), 0, 0, 4000, 10_000) < 3);
    }

    private static Stamp stripes(int width, int height) {
        byte[] ink = new byte[width * height];
        for (int i = 0; i < ink.length; i++) {
            ink[i] = (byte) (i % width / 24 % 2 == 0 ? 255 : 0);
        }
        return new Stamp(width, height, 1, ink);
    }

    /** What fits would be copied without encoding, and would show everything. */
    @Test
    void aStampedProxyIsNeverCopied() {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 1, 320, 240);
        MediaSource source = Workbench.source(clip);
        MediaFacts facts = Workbench.done(workers.probe(source));
        Rendering stamped = new Rendering(ProxySettings.DEFAULT, Optional.of(stripes(100, 20)), Edits.NONE);
        List<Derived> made = Workbench.done(workers.view(source, facts, stamped, directory, micros -> {}));
        assertEquals(Derived.Making.ENCODED, made.get(0).making());
        assertEquals(3, made.size(), "with what is made beside it");
    }

    @Test
    void theCodingIsTheProfiles() {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 1, 1600, 900);
        ProxySettings baseline = new ProxySettings(ProxySettings.Coding.BASELINE, 320, 200_000, 32_000, 30, 30, 0, 0);
        MediaSource source = Workbench.source(clip);
        MediaFacts facts = Workbench.done(workers.probe(source));
        Derived made = Workbench.done(workers.view(source, facts, Rendering.plain(baseline), directory, micros -> {}))
                .get(0);
        assertEquals(320, made.width());
        StreamFacts pictures = Workbench.probe(workers, made.file()).video().orElseThrow();
        assertEquals("Constrained Baseline", pictures.profile());
    }
}
