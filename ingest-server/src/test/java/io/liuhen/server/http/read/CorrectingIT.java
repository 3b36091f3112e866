package io.liuhen.server.http.read;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "PATCH /recordings/{id} (JSON Merge Patch with If-Match; every version is kept)." */
final class CorrectingIT {
    private static final String MERGE_PATCH = "application/merge-patch+json";

    @TempDir
    private static Path folder;

    private static TestServer server;

    private String recording;

    @BeforeAll
    static void start() {
        server = TestServer.in(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Every test has a recording of its own, in its first version. */
    @BeforeEach
    void upload() {
        String segment = server.tus().upload(bytes(10, 1), "device", "DSJ-7", "maker", "王伟", "odd-key!", "kept");
        recording = "/recordings/"
                + server.http()
                        .get("/segments/" + segment)
                        .json()
                        .path("recording")
                        .asText();
    }

    private Answer patch(String ifMatch, String type, String body) {
        return server.http()
                .send(
                        "PATCH",
                        recording,
                        BodyPublishers.ofString(body, StandardCharsets.UTF_8),
                        "If-Match",
                        ifMatch,
                        "Content-Type",
                        type);
    }

    private Answer patch(int version, String body) {
        return patch("\"v" + version + "\"", MERGE_PATCH, body);
    }

    private Answer read() {
        return server.http().get(recording).expect(200);
    }

    @Test
    void aRecordingIsCompleteOnceTheFourLegalFieldsAreThere() {
        assertEquals("incomplete", read().json().path("state").asText());
        Answer almost = patch(1, "{\"method\":\"执法记录仪拍摄\",\"madeAt\":\"2026-11-20T08:00:00+08:00\"}")
                .expect(200);
        assertEquals("[\"objectOfProof\"]", almost.json().path("missing").toString());
        assertEquals("incomplete", almost.json().path("state").asText());
        Answer complete = patch(2, "{\"objectOfProof\":\"现场检查过程\"}").expect(200);
        assertEquals("complete", complete.json().path("state").asText());
        assertEquals("[]", complete.json().path("missing").toString());
        assertEquals("\"v3\"", complete.required("ETag"));
        assertEquals("\"v3\"", read().required("ETag"));
        assertEquals(3, read().json().path("version").asInt());
    }

    @Test
    void everyVersionIsKept() {
        patch(1, "{\"maker\":[\"李娜\",\"赵敏\"],\"place\":\"抚松县\"}").expect(200);
        patch(2, "{\"place\":null}").expect(200);
        List<JsonNode> versions = new ArrayList<>();
        server.http()
                .get(recording + "/versions")
                .expect(200)
                .json()
                .path("versions")
                .forEach(versions::add);
        assertEquals(3, versions.size());
        assertEquals("[\"王伟\"]", versions.get(0).at("/metadata/maker").toString());
        assertEquals("[\"李娜\",\"赵敏\"]", versions.get(1).at("/metadata/maker").toString());
        assertEquals("抚松县", versions.get(1).at("/metadata/place").asText());
        assertFalse(versions.get(2).path("metadata").has("place"), "null removes (RFC 7396)");
        assertEquals("kept", versions.get(2).at("/metadata/odd-key!").asText(), "unknown keys are kept as received");
        assertEquals("DSJ-7", versions.get(2).at("/metadata/device").asText());
    }

    @Test
    void aChangedRecordingIsFoundByWhatItSaysNowAndOnce() {
        patch(1, "{\"maker\":\"钱进\",\"madeAt\":\"2021-01-01T00:00:00Z\"}").expect(200);
        patch(2, "{\"madeAt\":\"2022-01-01T00:00:00Z\"}").expect(200);
        String id = recording.substring("/recordings/".length());
        ObjectNode found =
                server.http().get("/recordings?maker=%E9%92%B1%E8%BF%9B").json();
        assertEquals(1, found.path("recordings").size());
        assertEquals(id, found.at("/recordings/0/id").asText());
        ObjectNode before = server.http()
                .get("/recordings?maker=%E7%8E%8B%E4%BC%9F&limit=200")
                .json();
        assertFalse(before.toString().contains(id));
    }

    @Test
    void aChangeIsOnRecord() {
        patch(1, "{\"place\":\"抚松县\"}").expect(200);
        String id = recording.substring("/recordings/".length());
        ObjectNode leaf = server.deed(id, "metadata-changed");
        assertEquals(2, leaf.at("/facts/version").asInt());
        assertFalse(leaf.toString().contains("抚松县"), "a leaf is for ever, so it never has what people wrote");
        Answer log = server.http().get("/custody?subject=" + id);
        assertTrue(log.text().contains("抚松县"), "the details have it, as long as they are kept");
    }

    @Test
    void aChangeThatChangesNothingIsNoVersion() {
        Answer same = patch(1, "{\"maker\":\"王伟\"}").expect(200);
        assertEquals("\"v1\"", same.required("ETag"));
        assertEquals("\"v1\"", patch(1, "{}").expect(200).required("ETag"));
    }

    @Test
    void whoHasNotSaidWhichVersionIsMeantIsAskedTo() {
        server.http()
                .send("PATCH", recording, BodyPublishers.ofString("{}"), "Content-Type", MERGE_PATCH)
                .problem(428, "if-match");
        for (String vague : List.of("*", "v1", "\"1\"", "W/\"v1\"", "\"v1\", \"v2\"", "\"v99999999999\"", "")) {
            patch(vague, MERGE_PATCH, "{}").problem(428, "if-match");
        }
    }

    @Test
    void whoHasSeenAnOlderVersionIsRefusedAndToldTheNewest() {
        patch(1, "{\"place\":\"一\"}").expect(200);
        Answer late = patch(1, "{\"place\":\"二\"}");
        assertEquals(2, late.problem(412, "version").path("version").asInt());
        assertEquals("\"v2\"", late.required("ETag"));
        patch(7, "{\"place\":\"二\"}").problem(412, "version");
        assertEquals("一", read().json().at("/metadata/place").asText());
    }

    @Test
    void ofTwoWhoChangeTheSameVersionOneWins() {
        List<CompletableFuture<Answer>> racing = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String body = "{\"place\":\"" + i + "\"}";
            racing.add(CompletableFuture.supplyAsync(() -> patch(1, body)));
        }
        List<Integer> statuses = racing.stream()
                .map(CompletableFuture::join)
                .map(Answer::status)
                .sorted()
                .toList();
        assertEquals(List.of(200, 412, 412, 412, 412, 412), statuses);
        assertEquals(2, read().json().path("version").asInt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json-patch+json", "application/jsonp", "multipart/form-data"})
    void anotherContentTypeIsRefused(String type) {
        patch("\"v1\"", type, "{}").problem(415, "content-type");
        server.http()
                .send("PATCH", recording, BodyPublishers.ofString("{}"), "If-Match", "\"v1\"")
                .problem(415, "content-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/merge-patch+json; charset=utf-8", "Application/JSON"})
    void thePatchMayBeCalledJson(String type) {
        patch("\"v1\"", type, "{\"place\":\"抚松县\"}").expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "[]",
                "\"text\"",
                "null",
                "7",
                "{\"place\":\"a\"",
                "{\"place\":\"a\"} {}",
                "{\"place\":\"a\",\"place\":\"b\"}",
                "{\"place\":'a'}",
                "{\"place\":NaN}",
                "{\"place\":\"\\ud8\"}",
                "{\"place\":\"a\u0001b\"}"
            })
    void aBodyThatIsNoJsonObjectIsRefused(String body) {
        patch(1, body).problem(400, "json");
        assertEquals("\"v1\"", read().required("ETag"));
    }

    @Test
    void aBodyNestedTooDeeplyOrInNoEncodingOfTextIsRefused() {
        patch(1, "{\"place\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}")
                .problem(400, "json");
        server.http()
                .send(
                        "PATCH",
                        recording,
                        BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xff, '"', ':', '"', 'a', '"', '}'}),
                        "If-Match",
                        "\"v1\"",
                        "Content-Type",
                        MERGE_PATCH)
                .problem(400, "json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"device\":\"DSJ-8\"}",
                "{\"recording\":null}",
                "{\"sha256\":\"\"}",
                "{\"filename\":\"other.mp4\"}",
                "{\"place\":7}",
                "{\"place\":true}",
                "{\"place\":{\"city\":\"a\"}}",
                "{\"place\":[\"a\"]}",
                "{\"maker\":[\"a\",7]}",
                "{\"maker\":[[\"a\"]]}",
                "{\"maker\":[null]}",
                "{\"\":\"a\"}",
                "{\"place\":\"\\ud800\"}",
                "{\"maker\":[\"\\udc00\"]}",
                "{\"unknown\":1.5}"
            })
    void aChangeThatMakesNoSenseIsRefusedWhole(String body) {
        Answer refused = patch(1, "{\"matter\":\"检查\"," + body.substring(1));
        refused.problem(422, "metadata");
        assertEquals("\"v1\"", read().required("ETag"), "all of it or nothing");
    }

    @Test
    void aChangeThatIsTooLargeIsRefused() {
        patch(1, "{\"place\":\"" + "a".repeat(8 * 1024 + 1) + "\"}").problem(422, "metadata");
        patch(1, "{\"place\":\"" + "a".repeat(256 * 1024) + "\"}").problem(413, "body-too-long");
        patch(1, "{\"place\":\"" + "a".repeat(8 * 1024) + "\"}").expect(200);
    }

    @Test
    void whatIsNoRecordingCannotBeChanged() {
        for (String other : List.of("none", "01893e5f-0000-7000-8000-000000000000", "v1")) {
            Answer answer = server.http()
                    .send(
                            "PATCH",
                            "/recordings/" + other,
                            BodyPublishers.ofString("{}"),
                            "If-Match",
                            "\"v1\"",
                            "Content-Type",
                            MERGE_PATCH);
            assertEquals(404, answer.status(), other);
        }
        assertNotEquals(404, patch(1, "{}").status());
    }
}
