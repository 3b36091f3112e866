package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Facts as values: bounded, sorted, the same after a way through JSON. */
class MediaFactsTest {

    private static final StreamFacts SOUND = new StreamFacts(
            0,
            StreamKind.AUDIO,
            "aac",
            "LC",
            0,
            64_000,
            0,
            1,
            "",
            "",
            "",
            null,
            new SoundFacts(8_000, 1, "fltp"),
            StreamDetails.NONE);

    @Test
    void factsSurviveJson() throws Exception {
        MediaFacts facts = facts(new TreeMap<>(Map.of("title", "取证", "encoder", "Lavf")), List.of("Lavf"));
        ObjectMapper json = new ObjectMapper();
        String text = json.writeValueAsString(facts);
        assertEquals(facts, json.readValue(text, MediaFacts.class));
        assertTrue(text.contains("\"sampleRateHertz\":8000"), text);
    }

    @Test
    void tagsAreBoundedInNumberAndLength() {
        SortedMap<String, String> tags = new TreeMap<>();
        for (int i = 0; i < 1_000; i++) {
            tags.put("tag" + i, "x".repeat(10_000));
        }
        MediaFacts facts = facts(tags, List.of());
        assertEquals(MediaFacts.MAX_TAGS, facts.tags().size());
        assertTrue(facts.tags().values().stream().allMatch(value -> value.length() == 512));
    }

    @Test
    void encodersAreNamedOnce() {
        assertEquals(
                List.of("GoPro", "Lavf"),
                facts(new TreeMap<>(), List.of("Lavf", "GoPro", "Lavf", "")).encoders());
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new StreamFacts(
                        0, StreamKind.VIDEO, "", "", 0, 0, 0, 0, "", "", "", null, null, StreamDetails.NONE));
        assertThrows(IllegalArgumentException.class, () -> new Rational(1, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new PictureFacts(1, 1, Rational.UNKNOWN, 45, false, Rational.UNKNOWN, Rational.UNKNOWN, ""));
    }

    private static MediaFacts facts(SortedMap<String, String> tags, List<String> encoders) {
        return new MediaFacts(MediaKind.AUDIO, "aac", 1, 0, 64_000, List.of(SOUND), tags, encoders);
    }
}
