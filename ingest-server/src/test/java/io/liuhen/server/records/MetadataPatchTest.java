package io.liuhen.server.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON Merge Patch (RFC 7396) on metadata, which are texts and lists of texts. */
final class MetadataPatchTest {
    private static final Metadata BEFORE =
            Metadata.ofReceived(Map.of("device", "DSJ-7", "maker", "王伟", "place", "一", "odd", "kept"));

    private static ObjectNode json(String text) {
        return CanonicalJson.readObject(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String patched(String patch) {
        MetadataPatch.Result result = MetadataPatch.apply(BEFORE, json(patch));
        assertEquals(List.of(), result.errors());
        return new String(CanonicalJson.write(result.metadata().orElseThrow().json()), StandardCharsets.UTF_8);
    }

    private static List<String> errors(ObjectNode patch) {
        MetadataPatch.Result result = MetadataPatch.apply(BEFORE, patch);
        assertEquals(result.errors().isEmpty(), result.metadata().isPresent());
        return result.errors();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | {'device':'DSJ-7','maker':['王伟'],'odd':'kept','place':'一'}",
                "{'place':'二'} | {'device':'DSJ-7','maker':['王伟'],'odd':'kept','place':'二'}",
                "{'place':null} | {'device':'DSJ-7','maker':['王伟'],'odd':'kept'}",
                "{'method':null} | {'device':'DSJ-7','maker':['王伟'],'odd':'kept','place':'一'}",
                "{'maker':['李娜','赵敏']} | {'device':'DSJ-7','maker':['李娜','赵敏'],'odd':'kept','place':'一'}",
                "{'maker':'李娜、赵敏'} | {'device':'DSJ-7','maker':['李娜','赵敏'],'odd':'kept','place':'一'}",
                "{'maker':[]} | {'device':'DSJ-7','maker':[],'odd':'kept','place':'一'}",
                "{'odd':null,'new':'n'} | {'device':'DSJ-7','maker':['王伟'],'new':'n','place':'一'}",
                "{'place':''} | {'device':'DSJ-7','maker':['王伟'],'odd':'kept','place':''}",
            })
    void nullRemovesAndAnythingElseReplaces(String patch, String after) {
        assertEquals(after.replace('\'', '"').strip(), patched(patch.replace('\'', '"')));
    }

    @ParameterizedTest
    @EnumSource(
            value = Field.class,
            names = {"DEVICE", "DOCK", "RECORDING", "SEQUENCE", "FILENAME", "FILETYPE", "SHA256", "SM3"})
    void whatTellsOfTheDeviceAndTheFileStaysAsItCame(Field field) {
        for (String value : List.of("\"x\"", "null", "[]")) {
            List<String> errors = errors(json("{\"" + field.text() + "\":" + value + "}"));
            assertEquals(1, errors.size());
            assertTrue(errors.get(0).contains("\"" + field.text() + "\""));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Field.class,
            mode = Mode.EXCLUDE,
            names = {"DEVICE", "DOCK", "RECORDING", "SEQUENCE", "FILENAME", "FILETYPE", "SHA256", "SM3"})
    void everythingElseCanBeCorrected(Field field) {
        boolean time = field == Field.MADE_AT || field == Field.ENDED_AT;
        String value = time ? "2026-11-20T16:30:00+08:00" : "x";
        assertEquals(List.of(), errors(json("{\"" + field.text() + "\":\"" + value + "\"}")));
        assertEquals(List.of(), errors(json("{\"" + field.text() + "\":null}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"昨天下午", "2026-13-45T99:00:00", "", "+999999999-01-01T00:00:00Z"})
    void aPersonWhoSetsATimeRightIsAskedForATime(String text) {
        assertEquals(1, errors(json("{\"madeAt\":\"" + text + "\"}")).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"place\":1}",
                "{\"place\":false}",
                "{\"place\":{}}",
                "{\"place\":[\"a\"]}",
                "{\"odd\":[\"a\"]}",
                "{\"maker\":{\"a\":\"b\"}}",
                "{\"maker\":[1]}",
                "{\"maker\":[null]}",
                "{\"maker\":[\"a\",[\"b\"]]}",
                "{\"\":\"a\"}"
            })
    void aValueOfAnotherShapeIsRefused(String patch) {
        assertEquals(1, errors(json(patch)).size());
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        List<String> errors = errors(json("{\"device\":\"x\",\"place\":1,\"maker\":[2],\"method\":\"right\"}"));
        assertEquals(3, errors.size());
        assertTrue(errors.stream().noneMatch(error -> error.contains("method")));
    }

    /** Half of a surrogate pair is no Unicode text: it could not be stored as it came. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"place\":\"\\ud83c\"}", "{\"place\":\"a\\udfa5b\"}", "{\"maker\":[\"ok\",\"\\ud83c\"]}"})
    void halfASurrogatePairIsRefused(String patch) {
        assertEquals(1, errors(json(patch)).size());
    }

    @Test
    void soItIsInAName() {
        assertEquals(1, errors(CanonicalJson.object().put("\ud83c", "a")).size());
        assertEquals(1, errors(CanonicalJson.object().putNull("\ud83c")).size());
    }

    @Test
    void aWholeSurrogatePairIsText() {
        assertTrue(patched("{\"place\":\"\\ud83c\\udfa5\"}").contains("\uD83C\uDFA5"));
    }

    @Test
    void textsAndListsHaveLimits() {
        ObjectNode patch = CanonicalJson.object();
        assertEquals(List.of(), errors(patch.put("place", "夜".repeat(2730))));
        assertFalse(errors(patch.put("place", "夜".repeat(2731))).isEmpty(), "8 KiB of UTF-8");
        ObjectNode lists = CanonicalJson.object();
        IntStream.range(0, 64).forEach(i -> lists.withArray("/maker").add("m" + i));
        assertEquals(List.of(), errors(lists));
        lists.withArray("/maker").add("m64");
        assertFalse(errors(lists).isEmpty(), "64 entries");
        ObjectNode names = CanonicalJson.object();
        assertEquals(List.of(), errors(names.put("k".repeat(64), "a")));
        assertFalse(errors(names.put("k".repeat(65), "a")).isEmpty());
    }

    @Test
    void aRecordingHasAtMost64Fields() {
        ObjectNode patch = CanonicalJson.object();
        IntStream.range(0, 60).forEach(i -> patch.put("k" + i, "v"));
        assertEquals(List.of(), errors(patch));
        assertFalse(errors(patch.put("k60", "v")).isEmpty());
    }

    /** Devices may have sent more than people may add: what they sent must still be correctable. */
    @Test
    void aRecordingWithMoreFieldsThanThatCanBeCorrectedButNotGrow() {
        Map<String, String> many = IntStream.range(0, 70)
                .boxed()
                .collect(Collectors.toMap(i -> "k" + i, i -> "v", (a, b) -> a, LinkedHashMap::new));
        Metadata before = Metadata.ofReceived(many);
        assertTrue(MetadataPatch.apply(before, json("{\"k1\":\"corrected\"}"))
                .metadata()
                .isPresent());
        assertTrue(MetadataPatch.apply(before, json("{\"k1\":null}")).metadata().isPresent());
        assertTrue(
                MetadataPatch.apply(before, json("{\"new\":\"x\"}")).metadata().isEmpty());
    }
}
