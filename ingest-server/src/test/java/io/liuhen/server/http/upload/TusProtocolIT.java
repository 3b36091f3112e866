package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.config.DataSize;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.nio.charset.StandardCharsets;
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
 * tus 1.0.0, requirement by requirement: C core, Cr creation, Cw creation-with-upload, Te termination, by the numbers of
 * the protocol's checklist in this project's notes. Every request is written out, so that nothing helps the server.
 */
final class TusProtocolIT {
    private static final long MAX_BYTES = 4L << 20;
    private static final String UNKNOWN = "/files/01893e5f-0000-7000-8000-000000000000";
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

    // C1: Tus-Resumable on every response except OPTIONS, errors included.

    @Test
    void everyAnswerToTusNamesItsVersion() {
        String upload = tus.create(3);
        List<Answer> answers = List.of(
                tus.head(upload),
                tus.patch(upload, 0, new byte[1]),
                tus.patch(upload, 0, new byte[1]),
                tus.head(UNKNOWN),
                tus.patch(UNKNOWN, 0, new byte[1]),
                tus.delete(upload),
                tus.head(upload),
                ask("POST /files", TUS, "Upload-Length: none"),
                ask("POST /files", TUS, "Upload-Length: " + (MAX_BYTES + 1)),
                ask("HEAD /files/no-such-id", TUS),
                ask("PATCH /files/no-such-id", TUS, STREAM, "Upload-Offset: 0", "Content-Length: 0"),
                ask("BREW /files", TUS));
        for (Answer answer : answers) {
            assertEquals("1.0.0", answer.required("Tus-Resumable"), answer::toString);
        }
    }

    // C2: a request of another version is not processed, and is told which versions there are.

    @ParameterizedTest
    @ValueSource(strings = {"Tus-Resumable: 0.2.2", "Tus-Resumable: 2", "X-Nothing: 1"})
    void aRequestOfAnotherVersionIsRefusedAndToldTheRightOne(String version) {
        String upload = tus.create(3);
        List<Answer> answers = List.of(
                ask("PATCH " + upload, version, STREAM, "Upload-Offset: 0", "Content-Length: 0"),
                ask("DELETE " + upload, version),
                ask("POST /files", version, "Upload-Length: 3"));
        for (Answer answer : answers) {
            answer.problem(412, "tus-version");
            assertEquals("1.0.0", answer.required("Tus-Version"));
        }
        assertEquals(0, tus.head(upload).expect(200).offset());
    }

    @Test
    void aHeadOfAnotherVersionIsRefusedAndOneWithoutVersionIsForPeople() {
        String upload = tus.create(3);
        assertEquals(412, ask("HEAD " + upload, "Tus-Resumable: 0.2.2").status());
        assertEquals(0, ask("HEAD " + upload).expect(200).offset());
    }

    // C3: OPTIONS tells version, extensions and the longest upload, whatever version the request names.

    @ParameterizedTest
    @ValueSource(strings = {"/files", "/files/", "/files/01893e5f-0000-7000-8000-000000000000"})
    void optionsTellWhatTheServerSpeaks(String address) {
        Answer answer = ask("OPTIONS " + address, "Tus-Resumable: 0.2.2").expect(204);
        assertEquals("1.0.0", answer.required("Tus-Version"));
        assertEquals(String.valueOf(MAX_BYTES), answer.required("Tus-Max-Size"));
        List<String> extensions = List.of(answer.required("Tus-Extension").split(",", -1));
        assertTrue(
                extensions.containsAll(List.of("creation", "creation-with-upload", "termination")),
                extensions::toString);
    }

    // C4: X-HTTP-Method-Override is the method that counts, whatever the real one.

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "GET"})
    void theMethodThatAHeaderNamesIsTheOneThatCounts(String real) {
        String upload = tus.create(3);
        Answer patched = askWithBody(
                real + " " + upload,
                "abc",
                TUS,
                STREAM,
                "Upload-Offset: 0",
                "X-HTTP-Method-Override: PATCH",
                "Content-Length: 3");
        assertEquals(3, patched.expect(204).offset());
        assertEquals(
                3,
                ask(real + " " + upload, TUS, "X-HTTP-Method-Override: head", "Content-Length: 0")
                        .expect(200)
                        .offset());
    }

    private static Answer askWithBody(String requestLine, String body, String... headerLines) {
        try (RawConnection connection = server.connect()) {
            return connection.send(head(requestLine, headerLines)).send(body).answer();
        }
    }

    // C5: HEAD tells offset and length and is not cached.

    @Test
    void headTellsOffsetAndLengthFromTheFirstByteToAfterTheLast() {
        byte[] content = bytes(10, 1);
        String upload = tus.create(10);
        for (int offset : List.of(0, 4, 10)) {
            Answer answer = tus.head(upload).expect(200);
            assertEquals(offset, answer.offset());
            assertEquals("10", answer.required("Upload-Length"));
            assertTrue(answer.required("Cache-Control").contains("no-store"));
            if (offset < 10) {
                int next = offset == 0 ? 4 : 10;
                tus.patch(upload, offset, Arrays.copyOfRange(content, offset, next))
                        .expect(204);
            }
        }
    }

    // C6, C11: what is not there has no offset.

    @ParameterizedTest
    @ValueSource(
            strings = {
                UNKNOWN,
                "/files/nothing",
                "/files/01893E5F-0000-7000-8000-000000000000",
                "/files/01893e5f-0000-4000-8000-000000000000"
            })
    void anUnknownUploadHasNoOffset(String address) {
        Answer head = ask("HEAD " + address, TUS).expect(404);
        assertTrue(head.header("Upload-Offset").isEmpty());
        ask("PATCH " + address, TUS, STREAM, "Upload-Offset: 0", "Content-Length: 0")
                .problem(404, "not-found");
        ask("DELETE " + address, TUS).problem(404, "not-found");
    }

    // C7: bytes have their content type.

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "text/plain", "application/offset+octet-stream2"})
    void bytesOfAnotherContentTypeAreNotTaken(String type) {
        String upload = tus.create(3);
        askWithBody("PATCH " + upload, "abc", TUS, "Upload-Offset: 0", "Content-Length: 3", "Content-Type: " + type)
                .problem(415, "content-type");
        askWithBody("PATCH " + upload, "abc", TUS, "Upload-Offset: 0", "Content-Length: 3")
                .problem(415, "content-type");
        assertEquals(0, tus.head(upload).offset());
    }

    @Test
    void theContentTypeMayBeWrittenInAnyCaseAndHaveParameters() {
        String upload = tus.create(3);
        askWithBody(
                        "PATCH " + upload,
                        "abc",
                        TUS,
                        "Upload-Offset: 0",
                        "Content-Length: 3",
                        "Content-Type: Application/Offset+Octet-Stream; v=1")
                .expect(204);
    }

    // C8: a wrong offset changes nothing, and the right one is told.

    @ParameterizedTest
    @ValueSource(longs = {0, 3, 5, 10, 11, 999_999_999_999_999_999L})
    void bytesForAnotherOffsetAreNotTaken(long offset) {
        String upload = tus.create(10);
        tus.patch(upload, 0, bytes(4, 2)).expect(204);
        Answer answer = tus.patch(upload, offset, bytes(1, 3));
        assertEquals(4, answer.problem(409, "wrong-offset").path("offset").asLong());
        assertEquals("resume", answer.json().path("retry").asText());
        assertEquals(4, tus.head(upload).offset());
    }

    // C9: the new offset is the old one and what came.

    @Test
    void eachPatchIsAnsweredWithTheNewOffset() {
        byte[] content = bytes(100_000, 4);
        String upload = tus.create(content.length);
        int offset = 0;
        for (int size : List.of(1, 4095, 65_536, 0, 30_368)) {
            Answer answer = tus.patch(upload, offset, Arrays.copyOfRange(content, offset, offset + size));
            offset += size;
            assertEquals(offset, answer.expect(204).offset());
        }
        assertArrayEquals(
                content,
                server.http().get("/segments/" + Tus.id(upload) + "/content").body());
    }

    @Test
    void whoMissedTheLastAcknowledgementMayAskAgainWithNothingMoreToSend() {
        String upload = tus.create(3);
        tus.patch(upload, 0, bytes(3, 5)).expect(204);
        assertEquals(3, tus.patch(upload, 3, new byte[0]).expect(204).offset());
        tus.patch(upload, 3, new byte[1]).problem(413, "too-long");
        tus.patch(upload, 0, new byte[3]).problem(409, "wrong-offset");
    }

    @Test
    void aChunkedBodyAfterTheLastByteIsRightIfThereIsNothingInIt() {
        String upload = tus.create(0);
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.patch(upload, 0, -1, "Expect: 100-continue"));
            assertEquals(100, connection.next().status());
            assertEquals(0, connection.send("0\r\n\r\n").next().expect(204).offset());
            connection.send(RawConnection.patch(upload, 0, -1)).sendChunk(new byte[2]);
            connection.send("0\r\n\r\n").answer().problem(413, "too-long");
        }
    }

    // C10, C13: offsets and lengths are whole numbers from 0.

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+1", "1.0", "0x1", "", "1e3", "１", "99999999999999999999", "0, 0", "four"})
    void offsetsAndLengthsAreWholeNumbers(String number) {
        String upload = tus.create(3);
        String latin1 = new String(number.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        ask("PATCH " + upload, TUS, STREAM, "Upload-Offset: " + latin1, "Content-Length: 0")
                .problem(400, "upload-offset");
        ask("POST /files", TUS, "Upload-Length: " + latin1).problem(400, "upload-length");
        ask("PATCH " + upload, TUS, STREAM, "Content-Length: 0").problem(400, "upload-offset");
        assertEquals(0, tus.head(upload).offset());
    }

    // C12: as much of an interrupted body as possible is kept: see TusResumeIT.

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
    void anUploadWithoutLengthIsRefusedWhileThatExtensionIsNotOffered() {
        assertFalse(ask("OPTIONS /files").required("Tus-Extension").contains("creation-defer-length"));
        ask("POST /files", TUS, "Upload-Defer-Length: 1").problem(400, "upload-length");
        ask("POST /files", TUS).problem(400, "upload-length");
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

    // The order of checks: 412, 404 or 410, 415, 400, 409, 413.

    @Test
    void aRequestIsToldTheFirstThingThatIsWrongWithIt() {
        String upload = tus.create(10);
        String wrongVersion = "Tus-Resumable: 0.2.2";
        String wrongType = "Content-Type: text/plain";
        String junk = "Upload-Offset: junk";
        String body = "Content-Length: 11";
        String bytes = "x".repeat(11);
        askWithBody("PATCH " + UNKNOWN, bytes, wrongVersion, wrongType, junk, body)
                .problem(412, "tus-version");
        askWithBody("PATCH /files/no-such-id", bytes, wrongVersion, wrongType, junk, body)
                .problem(412, "tus-version");
        askWithBody("PATCH " + UNKNOWN, bytes, TUS, wrongType, junk, body).problem(404, "not-found");
        askWithBody("PATCH " + upload, bytes, TUS, wrongType, junk, body).problem(415, "content-type");
        askWithBody("PATCH " + upload, bytes, TUS, STREAM, junk, body).problem(400, "upload-offset");
        askWithBody("PATCH " + upload, bytes, TUS, STREAM, "Upload-Offset: 1", body)
                .problem(409, "wrong-offset");
        askWithBody("PATCH " + upload, bytes, TUS, STREAM, "Upload-Offset: 0", body)
                .problem(413, "too-long");
    }

    @Test
    void anotherMethodIsToldTheRightOnes() {
        String upload = tus.create(1);
        assertEquals(
                "OPTIONS, POST",
                ask("DELETE /files", TUS, "Content-Length: 0").expect(405).required("Allow"));
        assertTrue(ask("BREW " + upload, TUS).expect(405).required("Allow").contains("PATCH"));
    }
}
