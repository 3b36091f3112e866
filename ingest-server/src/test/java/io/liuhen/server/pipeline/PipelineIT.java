package io.liuhen.server.pipeline;

import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.SmallMedia;
import io.liuhen.server.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens after a seal: verified, probed, and a copy for viewing or the reason why there is none. */
final class PipelineIT {
    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.withMediaIn(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A segment when nothing about it is under way any more. */
    private static ObjectNode finished(String id) {
        return Eventually.found(
                "the jobs of " + id + " end",
                () -> Optional.of(
                                server.http().get("/segments/" + id).expect(200).json())
                        .filter(json -> !json.path("media").toString().matches(".*\"(queued|running)\".*")));
    }

    private static List<String> deeds(String id) {
        return server.custody(id).stream()
                .map(leaf -> leaf.path("deed").asText())
                .toList();
    }

    @Test
    void aPhotoHasAPosterAndNoProxy() {
        String id = server.tus().upload(SmallMedia.photo(640, 480), "filename", "IMG_0001.JPG");
        ObjectNode segment = finished(id);
        assertEquals("PHOTO", segment.at("/media/probe/facts/kind").asText(), segment::toString);
        Answer poster = server.http().get("/segments/" + id + "/poster.jpg").expect(200);
        assertEquals("image/jpeg", poster.required("Content-Type"));
        assertEquals(segment.at("/media/poster/sha256").asText(), sha256(poster.body()));
        assertEquals("\"" + sha256(poster.body()) + "\"", poster.required("ETag"));
        ObjectNode none = server.http().get("/segments/" + id + "/proxy.mp4").problem(404, "not-made");
        assertEquals("not-applicable", none.path("state").asText());
        assertEquals("never", none.path("retry").asText());
        assertEquals(
                List.of("created", "sealed", "verified", "probed", "proxied"),
                deeds(id).subList(0, 5));
        ObjectNode made = server.deed(id, "proxied");
        assertEquals("poster.jpg", made.at("/facts/file").asText());
        assertEquals(sha256(poster.body()), made.at("/facts/sha256").asText());
        assertEquals(segment.path("sha256").asText(), made.at("/facts/of").asText(), "a copy names its original");
        assertEquals("poster.jpg", server.deed(id, "read").at("/facts/file").asText());
    }

    @Test
    void aSoundHasAProxyAndNoPoster() {
        String id = server.tus().upload(SmallMedia.sound(1), "filename", "REC_0001.WAV");
        ObjectNode segment = finished(id);
        assertEquals("AUDIO", segment.at("/media/probe/facts/kind").asText(), segment::toString);
        Answer proxy = server.http().get("/segments/" + id + "/proxy.mp4").expect(200);
        assertEquals("audio/mp4", proxy.required("Content-Type"));
        assertEquals("ftyp", new String(proxy.body(), 4, 4, StandardCharsets.US_ASCII));
        assertEquals(segment.at("/media/proxy/length").asInt(), proxy.body().length);
        Answer waveform = server.http().get("/segments/" + id + "/waveform.png").expect(200);
        assertEquals("image/png", waveform.required("Content-Type"));
        assertEquals(segment.at("/media/waveform/sha256").asText(), sha256(waveform.body()));
        assertEquals(
                "not-applicable",
                server.http()
                        .get("/segments/" + id + "/contact-sheet.jpg")
                        .problem(404, "not-made")
                        .path("state")
                        .asText());
        assertEquals(
                "not-applicable",
                server.http()
                        .get("/segments/" + id + "/poster.jpg")
                        .problem(404, "not-made")
                        .path("state")
                        .asText());
    }

    /** 望花第十二条(四): 不得断续记录。 */
    @Test
    void aGapBetweenTwoPiecesOfATakeIsToldInSeconds() {
        String first = part("1", "2026-11-20T08:00:00Z");
        String second = part("3", "2026-11-20T08:01:00Z");
        finished(first);
        ObjectNode segment = finished(second);
        ObjectNode recording = server.http()
                .get("/recordings/" + segment.path("recording").asText())
                .expect(200)
                .json();
        JsonNode findings = recording.path("findings");
        assertEquals("number-missing", findings.at("/0/code").asText(), recording::toString);
        assertEquals("gap", findings.at("/1/code").asText(), recording::toString);
        assertEquals(4, findings.size(), "and one for each file, which says nothing of its maker: " + recording);
        assertEquals("maker-unsaid", findings.at("/2/code").asText(), recording::toString);
        assertEquals(segment.at("/findings/0"), findings.get(3), "the same as the segment tells");
        long millis = findings.at("/1/values/millis").asLong();
        assertTrue(Math.abs(millis - 59_000) <= 200, recording::toString);
        assertEquals(second, findings.at("/1/segments/1").asText());
    }

    private static String part(String sequence, String madeAt) {
        return server.tus()
                .upload(
                        SmallMedia.sound(1),
                        "filename",
                        "REC_000" + sequence + ".WAV",
                        "device",
                        "T7-GAP",
                        "recording",
                        "take-1",
                        "sequence",
                        sequence,
                        "madeAt",
                        madeAt);
    }

    @Test
    void whatIsNoMediaSaysWhy() {
        byte[] content = "这不是录像。".getBytes(StandardCharsets.UTF_8);
        String id = server.tus().upload(content, "filename", "take.mp4");
        ObjectNode segment = finished(id);
        JsonNode probe = segment.at("/media/probe");
        assertEquals("failed", probe.path("state").asText(), segment::toString);
        assertFalse(probe.path("code").asText().isBlank());
        assertTrue(probe.path("detail").asText().contains(" "), "a sentence: " + probe);
        for (String name : List.of("proxy.mp4", "poster.jpg", "contact-sheet.jpg", "waveform.png")) {
            ObjectNode problem =
                    server.http().get("/segments/" + id + "/" + name).problem(404, "not-made");
            assertEquals("failed", problem.path("state").asText());
            assertEquals(probe.path("code").asText(), problem.path("reason").asText());
        }
        assertEquals(
                probe.path("code").asText(),
                server.deed(id, "not-proxied").at("/facts/code").asText());
        assertEquals("verified", segment.at("/verification/state").asText(), "the original is kept all the same");
        assertEquals(
                new String(content, StandardCharsets.UTF_8),
                server.http().get("/segments/" + id + "/content").text());
    }

    @Test
    void anEmptyFileAndNoiseSayWhyToo() {
        for (byte[] content : List.of(new byte[0], bytes(100_000, 1))) {
            String id = server.tus().upload(content);
            ObjectNode segment = finished(id);
            assertEquals("failed", segment.at("/media/probe/state").asText(), segment::toString);
            assertFalse(segment.at("/media/probe/code").asText().isBlank());
        }
    }

    @Test
    void workThatAStopInterruptsIsDoneByTheNextServer() {
        String first = server.tus().upload(SmallMedia.sound(3), "filename", "1.wav");
        String second = server.tus().upload(SmallMedia.photo(800, 600), "filename", "2.jpg");
        server.restart();
        assertEquals("done", finished(first).at("/media/proxy/state").asText());
        assertEquals("done", finished(second).at("/media/poster/state").asText());
        assertEquals(2, server.deeds(first, "proxied"), "the copy and its waveform, each once");
        assertEquals(1, server.deeds(second, "proxied"));
    }
}
