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
 * tus 1.0.0, requirement by requirement: C core, by the numbers of the protocol's checklist in this project's notes.
 * Every request is written out, so that nothing helps the server.
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
