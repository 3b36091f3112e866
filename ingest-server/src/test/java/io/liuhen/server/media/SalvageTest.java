package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.finding.FileFindings;
import io.liuhen.server.finding.FileTolerances;
import io.liuhen.server.finding.Finding;
import io.liuhen.server.finding.Finding.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings whose recorder never wrote their index: what is playable in them is made playable. */
class SalvageTest {
    private static final int FRAMES_PER_SECOND = 25;

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

    private static int find(byte[] bytes, String type) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(type);
    }

    /** As a recorder leaves it that repeats its parameters and loses its power: no index, and the length of the data is 0. */
    private static byte[] unfinished(byte[] whole, double share) throws IOException {
        int description = find(whole, "avcC") + 4;
        ByteBuffer sets = ByteBuffer.wrap(whole);
        int sequenceAt = description + 6;
        int sequence = Short.toUnsignedInt(sets.getShort(sequenceAt));
        int pictureAt = sequenceAt + 2 + sequence + 1;
        int picture = Short.toUnsignedInt(sets.getShort(pictureAt));
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        int data = find(whole, "mdat") - 4;
        int length = sets.getInt(data) - 8;
        made.writeBytes(Arrays.copyOf(whole, find(whole, "ftyp") - 4 + sets.getInt(0)));
        made.writeBytes(new byte[] {0, 0, 0, 0, 'm', 'd', 'a', 't'});
        int key = keyPictureIn(sets, data + 8);
        made.writeBytes(Arrays.copyOfRange(whole, data + 8, key));
        made.writeBytes(new byte[] {0, 0, 0, (byte) sequence});
        made.writeBytes(Arrays.copyOfRange(whole, sequenceAt + 2, sequenceAt + 2 + sequence));
        made.writeBytes(new byte[] {0, 0, 0, (byte) picture});
        made.writeBytes(Arrays.copyOfRange(whole, pictureAt + 2, pictureAt + 2 + picture));
        made.writeBytes(Arrays.copyOfRange(whole, key, data + 8 + (int) (length * share)));
        return made.toByteArray();
    }

    /** Sound may stand before it. */
    private static int keyPictureIn(ByteBuffer whole, int from) {
        for (int at = from; at < whole.limit() - 5; at++) {
            int length = whole.getInt(at);
            if (whole.get(at + 4) == 0x65 && length > 100 && length < 100_000) {
                return at;
            }
        }
        throw new AssertionError("no key picture");
    }

    @Test
    void picturesAreFoundWithoutTheIndexAndTheFileSaysSo() throws IOException {
        byte[] whole = Files.readAllBytes(Clips.mp4(directory.resolve("a.mp4"), 3, 320, 240));
        byte[] broken = unfinished(whole, 1);
        MediaSource source = Workbench.source(broken);
        MediaFacts facts = Workbench.done(workers.probe(source));
        assertEquals("h264", facts.format());
        assertEquals(List.of("ftyp", "mdat"), facts.structure().parts(), "the original is still known for what it is");
        Derived proxy = Workbench.done(workers.view(source, facts, directory, micros -> {}))
                .get(0);
        assertEquals(Derivative.PROXY, proxy.what());
        long expectedMicros = 90 * 1_000_000L / FRAMES_PER_SECOND;
        assertTrue(Math.abs(proxy.durationMicros() - expectedMicros) < 100_000, "all 90 pictures are there: " + proxy);
        assertEquals(1, Workbench.done(workers.poster(source, facts, directory)).size());
        assertTrue(new FileFindings(FileTolerances.USUAL)
                .of("segment", facts).stream().map(Finding::kind).anyMatch(Kind.INDEX_MISSING::equals));
    }

    @Test
    void whatWasWrittenBeforeTheEndIsFound() throws IOException {
        byte[] whole = Files.readAllBytes(Clips.mp4(directory.resolve("a.mp4"), 4, 320, 240));
        MediaSource source = Workbench.source(unfinished(whole, 0.5));
        MediaFacts facts = Workbench.done(workers.probe(source));
        Derived proxy = Workbench.done(workers.view(source, facts, directory, micros -> {}))
                .get(0);
        assertTrue(proxy.durationMicros() > 1_000_000, proxy::toString);
        assertTrue(proxy.durationMicros() < 4_000_000, proxy::toString);
    }

    /** Nothing says how to decode them: what is guessed is no evidence. */
    @Test
    void withoutParametersNothingIsFound() throws IOException {
        byte[] whole = Files.readAllBytes(Clips.mp4(directory.resolve("a.mp4"), 2, 320, 240));
        byte[] cut = Arrays.copyOf(whole, find(whole, "moov") - 4);
        assertEquals(Reason.DAMAGED, Workbench.refusal(workers.probe(Workbench.source(cut))));
    }
}
