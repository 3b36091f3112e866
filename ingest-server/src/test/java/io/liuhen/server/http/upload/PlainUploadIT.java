package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.liuhen.server.config.DataSize;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "PUT /files/{name} and a plain POST /files with a body: one request, one file, for curl and old firmware." */
final class PlainUploadIT {
    private static final long MAX_BYTES = 4L << 20;

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.of(TestServer.withMaxUpload(TestServer.config(folder), new DataSize(MAX_BYTES)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer put(String name, byte[] content, String... headers) {
        return server.http().put("/files/" + name, content, headers);
    }

    private static byte[] stored(Answer answer) {
        return server.http()
                .get("/segments/" + Tus.id(answer.required("Location")) + "/content")
                .expect(200)
                .body();
    }

    @Test
    void whatCurlSaysOfAnyBodyIsNoWordOfTheDevice() {
        Answer answer = put("a.mp4", bytes(10, 1), "Content-Type", "application/x-www-form-urlencoded");
        assertTrue(answer.expect(201).json().at("/received/filetype").isMissingNode(), answer.text());
    }

    @Test
    void aFileIsSealedByOneRequest() {
        byte[] content = bytes(2_500_000, 1);
        Answer answer = put("%E5%A4%9C%E9%97%B4+1.MP4", content, "Content-Type", "video/mp4");
        answer.expect(201);
        String id = Tus.id(answer.required("Location"));
        assertEquals("/files/" + id, answer.required("Location"));
        assertEquals(id, answer.json().path("id").asText());
        assertEquals("sealed", answer.json().path("state").asText());
        assertEquals(content.length, answer.json().path("length").asInt());
        assertEquals(sha256(content), answer.json().path("sha256").asText());
        assertEquals("夜间+1.MP4", answer.json().at("/received/filename").asText());
        assertEquals("video/mp4", answer.json().at("/received/filetype").asText());
        String digest = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256(content)));
        assertEquals("sha-256=:" + digest + ":", answer.required("Repr-Digest"));
        assertArrayEquals(content, stored(answer));
        assertEquals(content.length, server.tus().head("/files/" + id).offset(), "tus knows it as a complete upload");
    }

    @Test
    void theSameFileAgainIsTheSegmentThatExists() {
        byte[] content = bytes(100_000, 2);
        String first = put("again.mp4", content).expect(201).required("Location");
        double duplicates = server.metric("liuhen_upload_duplicate_total");
        Answer again = put("again.mp4", content).expect(200);
        assertEquals(first, again.required("Location"));
        assertEquals(Tus.id(first), again.json().path("id").asText());
        assertEquals(duplicates + 1, server.metric("liuhen_upload_duplicate_total"));
        assertEquals(
                Tus.id(first),
                server.deed(Tus.id(first), "duplicate").at("/facts/of").asText());
        server.restart();
        assertEquals(first, put("again.mp4", content).expect(200).required("Location"), "also after a restart");
    }

    @Test
    void otherBytesUnderTheSameNameAreANewSegment() {
        byte[] one = bytes(100, 3);
        byte[] two = bytes(100, 4);
        Answer first = put("same-name.mp4", one).expect(201);
        Answer second = put("same-name.mp4", two).expect(201);
        assertNotEquals(first.required("Location"), second.required("Location"));
        assertArrayEquals(one, stored(first));
        assertArrayEquals(two, stored(second));
    }

    @Test
    void theSameBytesFromAnotherDeviceOrUnderAnotherNameAreANewSegment() {
        byte[] content = bytes(100, 5);
        String one = Tus.metadata("device", "DSJ-1");
        String two = Tus.metadata("device", "DSJ-2");
        put("device.mp4", content, "Upload-Metadata", one).expect(201);
        put("device.mp4", content, "Upload-Metadata", two).expect(201);
        put("device2.mp4", content, "Upload-Metadata", one).expect(201);
        put("device.mp4", content, "Upload-Metadata", one).expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01893e5f-0000-7000-8000-000000000000",
                "01893E5F-0000-7000-8000-00000000000A",
                "00000000-0000-0000-0000-000000000000",
                "01893e5f%2D0000-7000-8000-000000000000"
            })
    void aNameShapedLikeAnUploadsAddressIsRefused(String name) {
        put(name, bytes(3, 6)).problem(400, "file-name");
    }

    @Test
    void theLengthNeedNotBeKnownBeforehand() {
        byte[] content = bytes(300_000, 7);
        Answer answer = server.http()
                .send(
                        "PUT",
                        "/files/chunked.mp4",
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content)));
        assertArrayEquals(content, stored(answer.expect(201)));
    }

    @Test
    void anEmptyFileIsAFile() {
        Answer answer = put("empty.mp4", new byte[0]).expect(201);
        assertEquals(0, answer.json().path("length").asInt());
        assertEquals(0, stored(answer).length);
        try (RawConnection connection = server.connect()) {
            connection.send(head("PUT /files/empty-2.mp4"));
            connection.answer().expect(201);
            connection.send(head("PUT /files/empty-3.mp4", "Transfer-Encoding: chunked") + "0\r\n\r\n");
            connection.answer().expect(201);
        }
    }

    @Test
    void aPutThatBreaksOffLeavesNothingThatLooksSealed() {
        byte[] content = bytes(200_000, 8);
        String device = Tus.metadata("device", "DSJ-broken");
        RawConnection cut = server.connect();
        server.untilReceived(
                100_000,
                () -> cut.send(head("PUT /files/broken.mp4", "Upload-Metadata: " + device, "Content-Length: 200000"))
                        .send(Arrays.copyOf(content, 100_000)));
        cut.breakOff();
        JsonNode recording = Eventually.found(
                "the upload is over",
                () -> recordings("DSJ-broken").stream()
                        .filter(found -> found.path("state").asText().equals("empty"))
                        .findFirst());
        assertEquals("ended", recording.at("/segments/0/state").asText());
        String id = recording.at("/segments/0/id").asText();
        server.http().get("/segments/" + id).problem(404, "not-found");
        server.tus().head("/files/" + id).expect(410);

        Answer whole = put("broken.mp4", content, "Upload-Metadata", device).expect(201);
        assertArrayEquals(content, stored(whole), "the client sends the file again, whole");
        assertEquals(2, recordings("DSJ-broken").size());
    }

    private static List<JsonNode> recordings(String device) {
        List<JsonNode> found = new ArrayList<>();
        for (String query : List.of("", "&state=empty")) {
            server.http()
                    .get("/recordings?device=" + device + query)
                    .expect(200)
                    .json()
                    .path("recordings")
                    .forEach(found::add);
        }
        return found;
    }

    @Test
    void aChunkedPutThatBreaksOffLeavesNothingThatLooksSealed() {
        RawConnection cut = server.connect();
        server.untilReceived(
                1000,
                () -> cut.send(head(
                                "PUT /files/broken-chunks.mp4",
                                "Upload-Metadata: " + Tus.metadata("device", "DSJ-chunks"),
                                "Transfer-Encoding: chunked"))
                        .sendChunk(bytes(1000, 9)));
        cut.close();
        Eventually.holds(
                "the upload is over",
                () -> recordings("DSJ-chunks").get(0).path("state").asText().equals("empty"));
    }

    /** A part of a file must not be sealed as the whole (RFC 9110 §14.5). */
    @Test
    void aPartOfAFileIsRefused() {
        put("part.mp4", bytes(5, 10), "Content-Range", "bytes 5-9/10").problem(400, "content-range");
    }

    @Test
    void aFileLongerThanTheServerTakesIsRefused() {
        try (RawConnection connection = server.connect()) {
            connection.send(head("PUT /files/long.mp4", "Content-Length: " + (MAX_BYTES + 1)));
            Answer refused = connection.answer();
            assertEquals(
                    MAX_BYTES,
                    refused.problem(413, "upload-too-long").path("maxSize").asLong());
        }
        try (RawConnection connection = server.connect()) {
            connection.send(head(
                    "PUT /files/long.mp4",
                    "Upload-Metadata: " + Tus.metadata("device", "DSJ-long"),
                    "Transfer-Encoding: chunked"));
            connection.trySend("400001\r\n".getBytes(StandardCharsets.US_ASCII));
            connection.trySend(bytes((int) MAX_BYTES + 1, 11));
            connection.answer().problem(413, "too-long");
        }
        assertEquals("empty", recordings("DSJ-long").get(0).path("state").asText());
    }

    @Test
    void aFileWithoutANameIsPosted() {
        byte[] content = bytes(1000, 12);
        Answer answer = server.http()
                .send("POST", "/files", BodyPublishers.ofByteArray(content), "Content-Type", "video/mp4")
                .expect(201);
        assertArrayEquals(content, stored(answer));
        assertTrue(answer.json().at("/received/filename").isMissingNode());
        assertEquals("video/mp4", answer.json().at("/received/filetype").asText());
        Answer again = server.http()
                .send("POST", "/files", BodyPublishers.ofByteArray(content))
                .expect(201);
        assertNotEquals(answer.required("Location"), again.required("Location"), "without a name nothing is the same");
    }

    @Test
    void metadataMayComeWithAFile() {
        String metadata = Tus.metadata("device", "DSJ-9", "filename", "on-device.mp4", "maker", "王伟、李娜");
        Answer answer =
                put("other.mp4", bytes(10, 13), "Upload-Metadata", metadata).expect(201);
        assertEquals("on-device.mp4", answer.json().at("/received/filename").asText(), "the device knows best");
        Answer recording = server.http()
                .get("/recordings/" + answer.json().path("recording").asText());
        assertEquals("王伟", recording.json().at("/metadata/maker/0").asText());
        assertEquals("李娜", recording.json().at("/metadata/maker/1").asText());
        put("other.mp4", bytes(10, 14), "Upload-Metadata", "filename *").problem(400, "metadata-malformed");
        put("other.mp4", bytes(10, 14), "Upload-Metadata", "a".repeat(8193)).problem(431, "metadata-too-large");
    }

    /** The longest words that a device may use for itself and its file keep nothing from being sealed. */
    @Test
    void theLongestNamesAreNamesToo() {
        String device = Tus.metadata("device", "d".repeat(256));
        byte[] content = bytes(10, 18);
        put("n".repeat(255), content, "Upload-Metadata", device).expect(201);
        put("n".repeat(255), content, "Upload-Metadata", device).expect(200);
        put("odd.mp4", content, "Upload-Metadata", Tus.metadata("device", "a\u0000b\u001fc"))
                .expect(201);
    }

    @Test
    void onlyAHarmlessExtensionOfTheNameMeetsTheDisk() throws Exception {
        List<String> names = List.of("a.MP4", "..%2e.m v", "b.tar.gz", "c.%E8%A7%86", "d", "e.waytoolong1");
        for (String name : names) {
            put(name.replace(" ", "%20"), bytes(10, name.length())).expect(201);
        }
        try (Stream<Path> vault = Files.walk(folder.resolve("vault"))) {
            List<String> originals = vault.filter(Files::isRegularFile)
                    .map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> !name.equals("manifest.json") && !name.equals("SHA256SUMS"))
                    .distinct()
                    .toList();
            assertTrue(originals.containsAll(List.of("original", "original.mp4", "original.gz")), originals::toString);
            assertTrue(
                    originals.stream().allMatch(name -> name.matches("original(\\.[a-z0-9]{1,8})?")),
                    originals::toString);
        }
    }

    @Test
    void aClientThatGoesOnInHttp2UploadsAndReadsAsWell() {
        byte[] content = bytes(1_500_000, 17);
        Answer answer = server.http().upgrading().put("/files/h2.mp4", content).expect(201);
        Answer read = server.http().upgrading().get("/segments/" + Tus.id(answer.required("Location")) + "/content");
        assertArrayEquals(content, read.expect(200).body());
    }
}
