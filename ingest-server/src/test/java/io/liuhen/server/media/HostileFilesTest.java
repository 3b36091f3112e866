package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile files get: a refusal, in little memory, and never a look at another file. */
class HostileFilesTest {

    private static final long MODEST_BYTES = 256L << 20;

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
        assertTrue(workers.peakResidentBytes() < MODEST_BYTES, workers.peakResidentBytes() + " bytes");
    }

    /**
     * A playlist must not pull another recording into its own proxy. The sibling lies where a relative name would lead:
     * in the directory that the worker runs in.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffconcat version 1.0\nfile sibling.ts\n",
                "file sibling.ts\n",
                "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nsibling.ts\n#EXT-X-ENDLIST\n",
                "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"><Period>"
                        + "<AdaptationSet><Representation><BaseURL>sibling.ts</BaseURL></Representation>"
                        + "</AdaptationSet></Period></MPD>",
                "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"sibling.ts\"/></svg>",
                "[playlist]\nFile1=sibling.ts\nNumberOfEntries=1\n",
                "RTSPtextRTSP://127.0.0.1/sibling.ts"
            })
    void playlistsAreRefusedAndTheirSiblingsNeverOpened(String playlist) throws IOException {
        Path scratch = Workbench.config().scratchDirectory();
        Files.createDirectories(scratch);
        Path sibling = Clips.transportStream(scratch.resolve("sibling.ts"), 1, 320, 240);
        try {
            byte[] bytes = playlist.getBytes(StandardCharsets.UTF_8);
            Reason reason = Workbench.refusal(workers.probe(Workbench.source(bytes)));
            assertTrue(Set.of(Reason.NOT_MEDIA, Reason.FORMAT_NOT_ALLOWED).contains(reason), reason.code());
        } finally {
            Files.delete(sibling);
        }
    }

    @Test
    void picturesThatWouldFillTheMemoryAreRefused() throws IOException {
        byte[] png = HostileClips.hugePng(12_000, 12_000);
        assertTrue(png.length < 1 << 20);
        assertEquals(Reason.TOO_MANY_PIXELS, Workbench.refusal(workers.probe(Workbench.source(png))));
        byte[] jpeg = Files.readAllBytes(Clips.jpeg(directory.resolve("a.jpg"), 64, 64, 0));
        byte[] lying = HostileClips.jpegClaiming(jpeg, 65_500, 65_500);
        Reason reason = Workbench.refusal(workers.probe(Workbench.source(lying)));
        assertTrue(Set.of(Reason.TOO_MANY_PIXELS, Reason.NO_STREAMS).contains(reason), reason.code());
    }

    @Test
    void thePixelLimitHoldsInsideTheDecoderToo() {
        Path clip = Clips.silentMp4(directory.resolve("a.mp4"), 0.2, 1280, 720);
        MediaSource source = Workbench.source(clip);
        MediaFacts facts = Workbench.done(workers.probe(source));
        WorkerLimits normal = WorkerLimits.DEFAULT;
        WorkerLimits narrow = new WorkerLimits(
                normal.heapBytes(),
                normal.residentLimitBytes(),
                normal.addressSpaceLimitBytes(),
                normal.probeBlockLimitBytes(),
                normal.decodeBlockLimitBytes(),
                100_000,
                normal.outputLimitBytes(),
                normal.startTime(),
                normal.baseTime(),
                normal.timePerDuration(),
                normal.maxTime());
        try (MediaWorkers strict = Workbench.workers(Workbench.config().withLimits(narrow))) {
            assertEquals(Reason.TOO_MANY_PIXELS, Workbench.refusal(strict.probe(source)));
            assertEquals(
                    Reason.TOO_MANY_PIXELS, Workbench.refusal(strict.view(source, facts, directory, micros -> {})));
            assertEquals(Reason.TOO_MANY_PIXELS, Workbench.refusal(strict.poster(source, facts, directory)));
        }
    }

    /** Followed to the letter, these edits would make an index of 12 million entries. */
    @Test
    void anEditListBombIsPlayedOnceThrough() throws IOException {
        byte[] plain = Files.readAllBytes(Clips.mp4(directory.resolve("a.mp4"), 20, 64, 64));
        byte[] bomb = HostileClips.withEdits(plain, 20_000);
        MediaSource source = Workbench.source(bomb);
        MediaFacts facts = Workbench.done(workers.probe(source));
        Derived proxy = Workbench.done(workers.view(source, facts, directory, micros -> {}))
                .get(0);
        assertTrue(proxy.durationMicros() < 21_000_000, proxy.toString());
    }

    @Test
    void boxesWithinBoxesAreRefused() {
        assertEquals(
                Reason.DAMAGED, Workbench.refusal(workers.probe(Workbench.source(HostileClips.nestedBoxes(5_000)))));
    }

    @Test
    void nothingAndNoiseAreRefused() {
        assertEquals(Reason.EMPTY, Workbench.refusal(workers.probe(Workbench.source(new byte[0]))));
        assertEquals(Reason.NOT_MEDIA, Workbench.refusal(workers.probe(Workbench.source(new byte[1]))));
        assertEquals(Reason.NOT_MEDIA, Workbench.refusal(workers.probe(Workbench.source(new byte[100_000]))));
    }

    @Test
    void aRecordingWithoutItsIndexIsDamaged() {
        Path whole = Clips.mp4(directory.resolve("whole.mp4"), 2, 320, 240);
        Path part = Clips.truncated(directory.resolve("part.mp4"), whole, 0.5);
        assertEquals(Reason.DAMAGED, Workbench.refusal(workers.probe(Workbench.source(part))));
    }

    @Test
    void aProxyBeyondItsLimitIsRefusedAndLeavesNothing() throws IOException {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 3, 1600, 900);
        MediaSource source = Workbench.source(clip);
        try (MediaWorkers strict = Workbench.workers(Workbench.config().withLimits(Workbench.outputLimit(20_000)))) {
            MediaFacts facts = Workbench.done(strict.probe(source));
            assertEquals(
                    Reason.OUTPUT_TOO_LARGE, Workbench.refusal(strict.view(source, facts, directory, micros -> {})));
        }
        try (var entries = Files.list(directory)) {
            assertEquals(1, entries.count());
        }
    }

    /** Tags come from strangers and end in logs and pages. */
    @Test
    void whatAFileSaysAboutItselfIsMadePlain() throws IOException {
        byte[] clip = Files.readAllBytes(Clips.mp4(directory.resolve("a.mp4"), 1, 64, 64));
        byte[] evil = new String(clip, StandardCharsets.ISO_8859_1)
                .replace("a test", "a\n\u001b[0\u0000")
                .getBytes(StandardCharsets.ISO_8859_1);
        MediaFacts facts = Workbench.done(workers.probe(Workbench.source(evil)));
        String title = facts.tags().getOrDefault("title", "");
        assertFalse(title.chars().anyMatch(Character::isISOControl), title);
    }

    /** Whatever a card or a person does to a file, there is an answer, and a worker that gives it. */
    @Test
    void changedFilesAlwaysGetAnAnswer() throws IOException {
        List<Path> clips = List.of(
                Clips.mp4(directory.resolve("a.mp4"), 1, 128, 96),
                Clips.mjpegAvi(directory.resolve("a.avi"), 0.5, 128, 96),
                Clips.transportStream(directory.resolve("a.ts"), 1, 128, 96),
                Clips.threeGp(directory.resolve("a.3gp"), 0.5),
                Clips.wav(directory.resolve("a.wav"), 0.3, "adpcm_ms", 8_000),
                Clips.jpeg(directory.resolve("a.jpg"), 160, 120, 6));
        long seed = 20_261_120;
        List<String> lost = new ArrayList<>();
        for (Path clip : clips) {
            byte[] bytes = Files.readAllBytes(clip);
            for (int i = 0; i < 40; i++) {
                byte[] changed = HostileClips.mutated(bytes, new Random(seed + i));
                useAll(clip.getFileName() + " changed with seed " + (seed + i), changed, lost);
            }
        }
        assertEquals(List.of(), lost);
    }

    private void useAll(String name, byte[] bytes, List<String> lost) {
        MediaSource source = Workbench.source(bytes);
        MediaOutcome<MediaFacts> probed = workers.probe(source);
        note(name, probed, lost);
        if (probed instanceof MediaOutcome.Done<MediaFacts> done) {
            note(name, workers.view(source, done.value(), directory, micros -> {}), lost);
            note(name, workers.poster(source, done.value(), directory), lost);
        }
    }

    private static void note(String name, MediaOutcome<?> outcome, List<String> lost) {
        if (outcome instanceof MediaOutcome.Lost<?>) {
            lost.add(name + ": " + outcome);
        }
    }
}
