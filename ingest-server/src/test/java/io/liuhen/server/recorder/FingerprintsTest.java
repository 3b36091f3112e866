package io.liuhen.server.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.finding.Finding;
import io.liuhen.server.finding.Finding.Kind;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.MediaKind;
import io.liuhen.server.media.SoundFacts;
import io.liuhen.server.media.StreamDetails;
import io.liuhen.server.media.StreamFacts;
import io.liuhen.server.media.StreamKind;
import io.liuhen.server.recorder.Fingerprints.Looked;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.index.Commit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a model is learnt, compared with, and forgotten. */
class FingerprintsTest {
    private static final String MODEL = "LY-1";

    @TempDir
    private Path folder;

    private TestEngine engine;
    private Fingerprints fingerprints;

    @BeforeEach
    void open() {
        engine = new TestEngine(folder);
        fingerprints = new Fingerprints(engine.engine().records(), "trial", engine.custody(), engine.clock(), 2);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static MediaFacts sound(String encoder, int hertz) {
        StreamFacts stream = new StreamFacts(
                0,
                StreamKind.AUDIO,
                "pcm_alaw",
                "",
                0,
                0,
                0,
                1,
                "",
                "",
                "",
                null,
                new SoundFacts(hertz, 1, "s16"),
                StreamDetails.NONE);
        return new MediaFacts(
                MediaKind.AUDIO, "wav", 1, 0, 0, List.of(stream), new TreeMap<>(Map.of()), List.of(encoder));
    }

    private List<Finding> sent(String segment, MediaFacts facts, boolean enrolled) {
        Looked looked = fingerprints.look(MODEL, segment, facts, enrolled);
        assertInstanceOf(Commit.Done.class, engine.engine().records().record(looked.facts()));
        return looked.findings();
    }

    @Test
    void theFirstFilesOfEnrolledDevicesTeachAndLaterOnesAreCompared() {
        assertEquals(List.of(), sent("a", sound("V1", 8_000), true));
        assertEquals(List.of(), sent("x", sound("Lavf", 44_100), false), "nobody has proven whose this is");
        assertEquals(List.of(), sent("a", sound("V9", 8_000), true), "a file that is probed again teaches once");
        assertEquals(List.of(), sent("b", sound("V1", 16_000), true));
        assertEquals(List.of(), sent("c", sound("V1", 8_000), true), "each of the values that were seen is usual");
        List<Finding> found = sent("d", sound("Lavf59", 44_100), false);
        assertEquals(Kind.MODEL_DIFFERS, found.get(0).kind());
        assertEquals(List.of("sound", "writers"), found.get(0).values().get("traits"));
        assertEquals(
                List.of("pcm_alaw  8000 1 | pcm_alaw  16000 1", "V1"),
                found.get(0).values().get("expected"));
        assertEquals(
                List.of("pcm_alaw  44100 1", "Lavf59"), found.get(0).values().get("found"));
    }

    @Test
    void whatWasLearntIsForgottenAndLearntAnew() {
        sent("a", sound("V1", 8_000), true);
        sent("b", sound("V1", 8_000), true);
        ObjectNode model = fingerprints.list().get(0);
        assertEquals("learnt", model.path("state").asText());
        String id = model.path("id").asText();
        Optional<ObjectNode> forgotten = fingerprints.forget(id, "固件升级", Actor.anonymous("192.0.2.7"));
        assertEquals("learning", forgotten.orElseThrow().path("state").asText());
        assertEquals(3, fingerprints.versions(id).size());
        assertEquals(List.of(), sent("c", sound("V2", 8_000), true), "a new firmware teaches");
        sent("d", sound("V2", 8_000), true);
        assertEquals(1, sent("e", sound("V1", 8_000), true).size(), "and the old one is what differs now");
        assertEquals(Optional.empty(), fingerprints.forget("none", "x", Actor.server()));
        List<String> expected = List.of("model-learnt", "model-forgotten", "model-learnt");
        Eventually.holds(
                "each of it is in the custody log",
                () -> engine.engine().ledger().about(id, 0, 10).stream()
                        .map(entry -> entry.leaf().path("deed").asText())
                        .toList()
                        .equals(expected));
        assertTrue(
                engine.engine().ledger().about(id, 0, 10).stream()
                        .noneMatch(entry -> entry.leaf().toString().contains(MODEL)),
                "what the leaf says stays for ever");
    }

    /** Media of one model are of several sorts. */
    @Test
    void eachSortOfMediaIsLearntByItself() {
        sent("a", sound("V1", 8_000), true);
        sent("b", sound("V1", 8_000), true);
        MediaFacts photo = new MediaFacts(
                MediaKind.PHOTO,
                "jpeg_pipe",
                0,
                0,
                0,
                sound("", 8_000).streams(),
                new TreeMap<>(Map.of("exif.Model", "LY-1")),
                List.of());
        assertEquals(List.of(), sent("c", photo, true));
        assertEquals(2, fingerprints.list().size());
    }
}
