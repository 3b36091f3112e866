package io.liuhen.server.http.read;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** "The original bytes. Ranges (single, multiple), strong ETag, Repr-Digest, If-Range." */
final class ContentIT {
    private static final int LENGTH = 2 * (1 << 20) + 345_678;
    private static final byte[] CONTENT = bytes(LENGTH, 1);

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static String segment;
    private static String content;

    @BeforeAll
    static void start() {
        server = TestServer.in(folder);
        segment = "/segments/" + server.tus().upload(CONTENT, "filename", "take.MP4", "device", "DSJ-7");
        content = segment + "/content";
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static byte[] part(int from, int to) {
        return Arrays.copyOfRange(CONTENT, from, to);
    }

    @Test
    void theWholeComesWithItsDigestAndAnETagThatNeverChanges() {
        Answer answer = server.http().get(content).expect(200);
        assertArrayEquals(CONTENT, answer.body());
        String digest = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256(CONTENT)));
        assertEquals("sha-256=:" + digest + ":", answer.required("Repr-Digest"), "RFC 9530");
        String etag = answer.required("ETag");
        assertTrue(etag.startsWith("\"") && !etag.startsWith("W/"), "a strong one");
        assertEquals("bytes", answer.required("Accept-Ranges"));
        assertEquals("nosniff", answer.required("X-Content-Type-Options"));
        assertTrue(answer.required("Content-Disposition").startsWith("attachment"));
        server.restart();
        assertEquals(etag, server.http().head(content).required("ETag"));
    }

    @Test
    void headTellsTheSameWithoutTheBytes() {
        Answer whole = server.http().head(content).expect(200);
        assertEquals(String.valueOf(LENGTH), whole.required("Content-Length"));
        assertEquals(0, whole.body().length);
        // RFC 9110 §14.2: a Range means something on GET only.
        Answer range = server.http().head(content, "Range", "bytes=10-19").expect(200);
        assertEquals(String.valueOf(LENGTH), range.required("Content-Length"));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-99, 0, 100",
        "bytes=1048570-1048585, 1048570, 1048586",
        "bytes=100-, 100, 2442830",
        "bytes=-1, 2442829, 2442830",
        "bytes=-1000000, 1442830, 2442830",
        "bytes=-99999999, 0, 2442830",
        "bytes=2442829-, 2442829, 2442830",
        "bytes=2442800-99999999999, 2442800, 2442830",
        "bytes= 5 - 9, 0, 0",
    })
    void aRangeIsCutOutExactly(String range, int from, int to) {
        Answer answer = server.http().get(content, "Range", range);
        if (to == 0) {
            assertArrayEquals(CONTENT, answer.expect(200).body(), "what is no range is ignored (RFC 9110 §14.2)");
            return;
        }
        assertArrayEquals(part(from, to), answer.expect(206).body());
        assertEquals("bytes " + from + "-" + (to - 1) + "/" + LENGTH, answer.required("Content-Range"));
    }

    @Test
    void severalRangesComeAsTheirParts() {
        Answer answer = server.http()
                .get(content, "Range", "bytes=0-9, 1048570-1400000,-3")
                .expect(206);
        String type = answer.required("Content-Type");
        assertTrue(type.startsWith("multipart/byteranges; boundary="), type);
        String boundary = type.substring(type.indexOf('=') + 1);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (List<Integer> range :
                List.of(List.of(0, 10), List.of(1_048_570, 1_400_001), List.of(LENGTH - 3, LENGTH))) {
            expected.writeBytes(
                    ("\r\n--" + boundary + "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes "
                                    + range.get(0) + "-" + (range.get(1) - 1) + "/" + LENGTH + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            expected.writeBytes(part(range.get(0), range.get(1)));
        }
        expected.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        assertArrayEquals(expected.toByteArray(), answer.body());
        assertEquals(String.valueOf(answer.body().length), answer.required("Content-Length"));
    }

    @Test
    void ofSeveralRangesThoseThatAreThereAreSent() {
        Answer answer =
                server.http().get(content, "Range", "bytes=99999999-,5-6").expect(206);
        assertArrayEquals(part(5, 7), answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=2442830-", "bytes=2442830-2442831", "bytes=99999999-99999999", "bytes=-0"})
    void aRangeThatIsNotThereIsRefusedAndTheLengthTold(String range) {
        Answer answer = server.http().get(content, "Range", range);
        answer.problem(416, "range");
        assertEquals("bytes */" + LENGTH, answer.required("Content-Range"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=9-5",
                "bytes=a-b",
                "bytes=-",
                "bytes=",
                "lines=0-9",
                "bytes",
                "0-9",
                "bytes=0-9,,",
                "bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,9-9,10-10,11-11,12-12,13-13,14-14,15-15,16-16"
            })
    void whatIsNoRangeIsIgnored(String range) {
        assertArrayEquals(
                CONTENT, server.http().get(content, "Range", range).expect(200).body());
    }

    @Test
    void aRangeOfAnotherVersionIsTheWhole() {
        String etag = server.http().head(content).required("ETag");
        assertArrayEquals(
                part(5, 10),
                server.http()
                        .get(content, "Range", "bytes=5-9", "If-Range", etag)
                        .expect(206)
                        .body());
        for (String other : List.of("\"other\"", "W/" + etag, "Fri, 20 Nov 2026 08:00:00 GMT")) {
            assertEquals(
                    LENGTH,
                    server.http()
                            .get(content, "Range", "bytes=5-9", "If-Range", other)
                            .expect(200)
                            .body()
                            .length);
        }
    }

    @Test
    void whoHasItAlreadyIsToldSo() {
        String etag = server.http().head(content).required("ETag");
        for (String known : List.of(etag, "W/" + etag, "\"a\", " + etag, "*")) {
            Answer answer = server.http().get(content, "If-None-Match", known).expect(304);
            assertEquals(0, answer.body().length);
            assertEquals(etag, answer.required("ETag"));
        }
        assertEquals(
                200, server.http().get(content, "If-None-Match", "\"other\"").status());
    }

    @Test
    void aPlayerMayHangUpAtAnyTime() {
        for (int i = 0; i < 5; i++) {
            try (RawConnection player = server.connect()) {
                player.send(head("GET " + content));
            }
        }
        assertArrayEquals(CONTENT, server.http().get(content).body());
    }

    @Test
    void aSegmentTellsWhatItIs() {
        ObjectNode json = server.http().get(segment).expect(200).json();
        assertEquals(segment, json.at("/links/self").asText());
        assertEquals(content, json.at("/links/content").asText());
        assertEquals("sealed", json.path("state").asText());
        assertEquals(LENGTH, json.path("length").asInt());
        assertEquals(sha256(CONTENT), json.path("sha256").asText());
        assertEquals("take.MP4", json.at("/received/filename").asText());
        assertEquals("trial", json.at("/flags/0").asText(), "what a server without credentials keeps is marked");
        assertTrue(json.at("/times/received").asText().endsWith("Z"));
        assertTrue(json.at("/times/sealed").asText().endsWith("Z"));
        assertNotEquals("", json.path("recording").asText());
    }

    /** "The sealed facts, canonical JSON, as signed": byte for byte what the vault holds. */
    @Test
    void theManifestIsTheOneInTheVault() throws Exception {
        Answer answer = server.http().get(segment + "/manifest").expect(200);
        Path original = Vault.original(folder, segment.substring("/segments/".length()));
        assertArrayEquals(Files.readAllBytes(original.resolveSibling("manifest.json")), answer.body());
        assertEquals(sha256(CONTENT), answer.json().path("sha256").asText());
    }

    @Test
    void anUploadThatIsNotCompleteIsNoSegmentYet() {
        String upload = server.tus().create(10);
        String id = upload.substring(upload.lastIndexOf('/') + 1);
        server.http().get("/segments/" + id).problem(404, "not-found");
        server.http().get("/segments/" + id + "/content").problem(404, "not-found");
        server.http().get("/segments/" + id + "/manifest").problem(404, "not-found");
    }

    /** "404 with a problem that tells the state (queued, running, failed: why, not applicable)." */
    @Test
    void aCopyThatIsNotMadeYetSaysSo() {
        for (String name : List.of("/proxy.mp4", "/poster.jpg")) {
            ObjectNode problem = server.http().get(segment + name).problem(404, "not-made-yet");
            assertEquals("queued", problem.path("state").asText());
            assertEquals("later", problem.path("retry").asText());
        }
    }

    @Test
    void onlyReadingIsPossible() {
        for (String address : List.of(segment, content, segment + "/manifest", segment + "/proxy.mp4")) {
            for (String method : List.of("PUT", "POST", "DELETE", "PATCH")) {
                Answer answer = server.http().send(method, address, BodyPublishers.noBody());
                answer.problem(405, "method-not-allowed");
                assertEquals("GET, HEAD", answer.required("Allow"));
            }
        }
        assertArrayEquals(CONTENT, server.http().get(content).body());
    }
}
