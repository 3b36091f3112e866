package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.config.DataSize;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * tus 1.0.0, the extensions: Cr creation, Cw creation-with-upload, Te termination, by the numbers of the protocol's
 * checklist in this project's notes. The core is in {@link TusProtocolIT}.
 */
final class TusCreationIT {
    private static final long MAX_BYTES = 4L << 20;
    private static final String TUS = "Tus-Resumable: 1.0.0";
    private static final String STREAM = "Content-Type: " + Tus.OFFSET_STREAM;

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static Tus tus;

    @BeforeAll
    static void start() {
        server = TestServer.of(TestServer.withMaxUpload(TestServer.config(folder), new DataSize(MAX_BYTES)));
        tus = server.tus();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer ask(String requestLine, String... headerLines) {
        try (RawConnection connection = server.connect()) {
            connection.send(head(requestLine, headerLines));
            return requestLine.startsWith("HEAD") ? connection.answerToHead() : connection.answer();
        }
    }

    private static Answer askWithBody(String requestLine, String body, String... headerLines) {
        try (RawConnection connection = server.connect()) {
            return connection.send(head(requestLine, headerLines)).send(body).answer();
        }
    }

    // Cr1: creation.

    @Test
    void creationAnswersWithTheUploadsAddressAndNothingElse() {
        Answer answer = ask("POST /files/", TUS, "Upload-Length: 5").expect(201);
        String location = answer.required("Location");
        assertTrue(location.matches("/files/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
        assertEquals("0", answer.required("Content-Length"));
        assertEquals(0, tus.head(location).offset());
    }

    @Test
    void anUploadSaysItsLengthOrThatItComesLaterAndNeverBoth() {
        ask("POST /files", TUS).problem(400, "upload-length");
        for (String other : List.of("0", "2", "true", "")) {
            ask("POST /files", TUS, "Upload-Defer-Length: " + other).problem(400, "upload-length");
        }
        ask("POST /files", TUS, "Upload-Defer-Length: 1", "Upload-Length: 5").problem(400, "upload-length");
    }

    // Cr2: over Tus-Max-Size.

    @Test
    void anUploadLongerThanTheServerTakesIsRefusedAndToldTheLimit() {
        Answer answer = ask("POST /files", TUS, "Upload-Length: " + (MAX_BYTES + 1));
        assertEquals(
                MAX_BYTES,
                answer.problem(413, "upload-too-long").path("maxSize").asLong());
        ask("POST /files", TUS, "Upload-Length: " + MAX_BYTES).expect(201);
    }

    @Test
    void aChunkLongerThanTheRestIsRefusedWholeAnnouncedOrNot() {
        String announced = tus.create(10);
        tus.patch(announced, 0, bytes(4, 6)).expect(204);
        assertEquals(
                4,
                tus.patch(announced, 4, bytes(7, 7))
                        .problem(413, "too-long")
                        .path("offset")
                        .asLong());
        assertEquals(4, tus.head(announced).offset());
        try (RawConnection connection = server.connect()) {
            Answer chunked = connection
                    .send(RawConnection.patch(announced, 4, -1))
                    .sendChunk(bytes(3, 8))
                    .sendChunk(bytes(4, 9))
                    .send("0\r\n\r\n")
                    .answer();
            assertEquals(4, chunked.problem(413, "too-long").path("offset").asLong());
        }
        assertEquals(4, tus.head(announced).offset());
        byte[] rest = bytes(6, 10);
        tus.patch(announced, 4, rest).expect(204);
        byte[] stored =
                server.http().get("/segments/" + Tus.id(announced) + "/content").body();
        assertArrayEquals(rest, Arrays.copyOfRange(stored, 4, 10), "what was refused left no trace");
    }

    // Cr3: nothing is a file, too.

    @Test
    void anEmptyFileIsCompleteAtOnce() {
        String upload = tus.create(0);
        assertEquals(0, tus.head(upload).expect(200).offset());
        Answer segment = server.http().get("/segments/" + Tus.id(upload)).expect(200);
        assertEquals("sealed", segment.json().path("state").asText());
        Answer content = server.http().get("/segments/" + Tus.id(upload) + "/content");
        assertEquals(0, content.expect(200).body().length);
    }

    // Cr4: metadata come back as they were given.

    @Test
    void headGivesTheMetadataBackAsTheyCame() {
        String header = Tus.metadata("filename", "夜间检查 1.mp4", "device", "DSJ-7", "empty", "") + ",alone";
        String upload = ask("POST /files", TUS, "Upload-Length: 2", "Upload-Metadata: " + header)
                .required("Location");
        assertEquals(header, tus.head(upload).required("Upload-Metadata"));
        tus.patch(upload, 0, bytes(2, 11)).expect(204);
        assertEquals(header, tus.head(upload).required("Upload-Metadata"));
        assertEquals(
                "夜间检查 1.mp4",
                server.http()
                        .get("/segments/" + Tus.id(upload))
                        .json()
                        .at("/received/filename")
                        .asText());
    }

    @Test
    void metadataInTwoHeadersAreOneListAsInAnyHeader() {
        String upload = ask(
                        "POST /files",
                        TUS,
                        "Upload-Length: 0",
                        "Upload-Metadata: " + Tus.metadata("device", "DSJ-7"),
                        "Upload-Metadata: " + Tus.metadata("maker", "王伟"))
                .expect(201)
                .required("Location");
        Answer segment = server.http().get("/segments/" + Tus.id(upload));
        assertEquals("DSJ-7", segment.json().at("/received/device").asText());
        assertEquals("王伟", segment.json().at("/received/maker").asText(), "RFC 9110 §5.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"filename not*base64", "filename YQ==,filename Yg==", "bad key YQ==", ", ", "name gICA"})
    void metadataThatCannotBeReadAreRefusedAndNothingIsCreated(String header) {
        ask("POST /files", TUS, "Upload-Length: 2", "Upload-Metadata: " + header)
                .problem(400, "metadata-malformed");
    }

    @Test
    void metadataOfMoreThanEightKibibytesAreRefused() {
        String key = "filename ";
        String fits = key + "A".repeat(8 * 1024 - key.length());
        ask("POST /files", TUS, "Upload-Length: 2", "Upload-Metadata: " + fits).expect(201);
        ask("POST /files", TUS, "Upload-Length: 2", "Upload-Metadata: " + fits + "AAAA")
                .problem(431, "metadata-too-large");
    }

    // Cw1: creation-with-upload.

    @Test
    void theFirstBytesMayComeWithTheCreation() {
        Answer answer = askWithBody("POST /files", "abc", TUS, STREAM, "Upload-Length: 5", "Content-Length: 3");
        assertEquals(3, answer.expect(201).offset());
        String upload = answer.required("Location");
        assertEquals(3, tus.head(upload).offset());
        assertEquals(5, tus.patch(upload, 3, bytes(2, 12)).expect(204).offset());
    }

    @Test
    void aWholeFileMayComeWithTheCreation() {
        Answer answer = askWithBody("POST /files", "abc", TUS, STREAM, "Upload-Length: 3", "Content-Length: 3");
        assertEquals(3, answer.expect(201).offset());
        Answer content = server.http().get("/segments/" + Tus.id(answer.required("Location")) + "/content");
        assertEquals("abc", content.text());
    }

    @Test
    void bytesThatComeWithTheCreationObeyTheSameRules() {
        askWithBody("POST /files", "abc", TUS, "Upload-Length: 5", "Content-Length: 3")
                .problem(415, "content-type");
        askWithBody("POST /files", "abcdef", TUS, STREAM, "Upload-Length: 5", "Content-Length: 6")
                .problem(413, "too-long");
        try (RawConnection connection = server.connect()) {
            Answer chunked = connection
                    .send(head("POST /files", TUS, STREAM, "Upload-Length: 5", "Transfer-Encoding: chunked"))
                    .sendChunk(bytes(6, 13))
                    .send("0\r\n\r\n")
                    .answer();
            chunked.problem(413, "too-long");
        }
    }

    // Te1: termination.

    @Test
    void deleteEndsAnUploadForGood() {
        String upload = tus.create(3);
        assertEquals(204, tus.delete(upload).status());
        assertTrue(tus.head(upload).expect(410).header("Upload-Offset").isEmpty());
        tus.patch(upload, 0, bytes(3, 14)).problem(410, "gone");
        tus.delete(upload).problem(410, "gone");
    }

    /** "It never destroys acknowledged bytes: what has arrived is kept as an incomplete segment." */
    @Test
    void deleteKeepsWhatWasAcknowledged() {
        byte[] content = bytes(1000, 15);
        String upload = tus.create(2000);
        tus.patch(upload, 0, content).expect(204);
        tus.delete(upload).expect(204);
        tus.head(upload).expect(410);
        Answer segment = server.http().get("/segments/" + Tus.id(upload)).expect(200);
        assertEquals("incomplete", segment.json().path("state").asText());
        assertArrayEquals(
                content,
                server.http().get("/segments/" + Tus.id(upload) + "/content").body());
    }

    /** "Nor does it touch a sealed segment." */
    @Test
    void deleteDoesNotTouchASealedSegment() {
        byte[] content = bytes(10, 16);
        String id = tus.upload(content);
        tus.delete("/files/" + id).problem(403, "sealed");
        assertEquals(10, tus.head("/files/" + id).expect(200).offset());
        assertArrayEquals(
                content, server.http().get("/segments/" + id + "/content").body());
    }
}
