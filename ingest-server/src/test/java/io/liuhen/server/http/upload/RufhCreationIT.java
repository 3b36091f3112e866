package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.config.DataSize;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.Rufh;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * draft-ietf-httpbis-resumable-upload-12, Upload Creation: R1 to R6, R14 and R15 of the checklist, each test named after
 * its line.
 */
final class RufhCreationIT {
    private static final long MAX_BYTES = 4L << 20;

    /** An upload stays for 14 days if nothing comes for it. */
    private static final String LIMIT = "max-size=" + MAX_BYTES + ", max-age=" + 14 * 24 * 3600;

    private static final byte[] NONE = new byte[0];

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static Rufh rufh;

    private final byte[] content = bytes(300_000, 1);

    @BeforeAll
    static void start() {
        server = TestServer.of(TestServer.withMaxUpload(TestServer.config(folder), new DataSize(MAX_BYTES)));
        rufh = server.rufh();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void assertStored(byte[] expected, String location) {
        assertArrayEquals(
                expected,
                server.http()
                        .get("/segments/" + Tus.id(location) + "/content")
                        .expect(200)
                        .body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "?2", "\"?1\"", "?1, ?1", "?"})
    void r1ACompletenessThatIsNoBooleanIsAsIfItWereNotThere(String value) {
        Answer answer = server.http()
                .send("POST", "/files", BodyPublishers.ofByteArray(content), "Upload-Complete", value)
                .expect(201);
        assertTrue(answer.header("Upload-Complete").isEmpty(), "an ordinary request, ordinarily answered");
        assertStored(content, answer.required("Location"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.0", "\"5\"", "5, 6", "abc", "1000000000000000"})
    void r1ALengthThatIsNoWholeNumberIsAsIfItWereNotThere(String value) {
        String upload = rufh.create("Upload-Length", value);
        assertTrue(rufh.head(upload).expect(204).header("Upload-Length").isEmpty());
    }

    @Test
    void r1ParametersOfAFieldChangeNothing() {
        String upload = server.http()
                .send("POST", "/files", BodyPublishers.noBody(), "Upload-Complete", "?0;a=1", "Upload-Length", "7;b")
                .expect(201)
                .required("Location");
        assertEquals("7", rufh.head(upload).expect(204).required("Upload-Length"));
    }

    @Test
    void r2WithoutCompletenessARequestIsAnOrdinaryOne() {
        Answer answer = server.http()
                .send("POST", "/files", BodyPublishers.ofByteArray(content), "Upload-Draft-Interop-Version", "6")
                .expect(201);
        assertEquals("sealed", answer.json().path("state").asText());
    }

    @Test
    void r2APutCreatesAnUploadOfThatName() {
        String upload = server.http()
                .put("/files/%E5%A4%9C.mp4", Arrays.copyOf(content, 1000), "Upload-Complete", "?0")
                .expect(201)
                .required("Location");
        Answer last = rufh.patch(upload, 1000, true, Arrays.copyOfRange(content, 1000, content.length))
                .expect(201);
        assertEquals("夜.mp4", last.json().at("/received/filename").asText());
        assertStored(content, upload);
        server.http().put("/files/a%2Fb", content, "Upload-Complete", "?1").problem(400, "address");
    }

    @Test
    void r2TheNameMayComeInContentDisposition() {
        String disposition = "inline; filename=\"other.mp4\"; filename*=UTF-8''%E5%A4%9C%E9%97%B4%201.mp4";
        Answer answer = rufh.post(true, content, "Content-Disposition", disposition, "Content-Type", "video/mp4")
                .expect(201);
        assertEquals("夜间 1.mp4", answer.json().at("/received/filename").asText());
        assertEquals("video/mp4", answer.json().at("/received/filetype").asText());
    }

    @Test
    void r2OtherMethodsOnTheCollectionStayWhatTheyAre() {
        server.http()
                .send("PATCH", "/files", BodyPublishers.ofByteArray(content), "Upload-Complete", "?1")
                .problem(405, "method-not-allowed");
    }

    @Test
    void r4APartAtTheBeginningIsAnsweredWithTheAddressAndTheLimits() {
        Answer answer = rufh.post(false, Arrays.copyOf(content, 1000)).expect(201);
        assertEquals("?0", answer.required("Upload-Complete"));
        assertEquals(1000, answer.offset());
        assertEquals(LIMIT, answer.required("Upload-Limit"));
        String upload = answer.required("Location");
        assertEquals(1000, rufh.head(upload).expect(204).offset());
        rufh.patch(upload, 1000, true, Arrays.copyOfRange(content, 1000, content.length))
                .expect(201);
        assertStored(content, upload);
    }

    @Test
    void r4NothingAtAllMayCreateAnUpload() {
        Answer answer = rufh.post(false, NONE).expect(201);
        assertEquals(0, answer.offset());
        assertEquals("0", answer.required("Content-Length"));
        rufh.patch(answer.required("Location"), 0, true, content).expect(201);
        assertStored(content, answer.required("Location"));
    }

    @Test
    void r5TheLengthIsRecordedFromUploadLength() {
        String upload = rufh.create("Upload-Length", "300000");
        assertEquals("300000", rufh.head(upload).expect(204).required("Upload-Length"));
    }

    @Test
    void r5TheLengthIsRecordedFromTheContentOfALastPart() {
        RawConnection connection = server.connect();
        double before = server.metric("liuhen_upload_received_bytes_total");
        connection
                .send(head(
                        "POST /files",
                        "Upload-Complete: ?1",
                        "Upload-Draft-Interop-Version: 8",
                        "Content-Length: 300000"))
                .send(Arrays.copyOf(content, 1000));
        String upload = connection.next().expect(104).required("Location");
        Eventually.holds(
                "the first bytes arrive", () -> server.metric("liuhen_upload_received_bytes_total") >= before + 1000);
        connection.breakOff();
        Answer standing = rufh.head(upload).expect(204);
        assertEquals("300000", standing.required("Upload-Length"));
        assertEquals("?0", standing.required("Upload-Complete"));
        rufh.patch(upload, standing.offset(), true, Arrays.copyOfRange(content, (int) standing.offset(), 300_000))
                .expect(201);
        assertStored(content, upload);
    }

    @Test
    void r5LengthsThatContradictEachOtherCreateNothing() {
        Answer answer = rufh.post(true, content, "Upload-Length", "299999");
        assertEquals(
                "never",
                answer.problem(400, "#inconsistent-upload-length").path("retry").asText());
        assertEquals("?0", answer.required("Upload-Complete"));
        assertTrue(answer.header("Location").isEmpty());
        rufh.post(false, content, "Upload-Length", "299999").problem(400, "#inconsistent-upload-length");
        rufh.post(true, content, "Upload-Length", "300000").expect(201);
    }

    @Test
    void r6AWholeFileIsAnsweredByTheResourceItself() {
        Answer answer = rufh.post(true, content).expect(201);
        assertEquals("?1", answer.required("Upload-Complete"));
        assertEquals(content.length, answer.offset());
        assertEquals("sealed", answer.json().path("state").asText());
        assertEquals(sha256(content), answer.json().path("sha256").asText());
        assertTrue(answer.header("Repr-Digest").isPresent());
        assertStored(content, answer.required("Location"));
        Answer empty = rufh.post(true, NONE).expect(201);
        assertEquals("?1", empty.required("Upload-Complete"));
        assertEquals(0, empty.json().path("length").asInt(-1));
    }

    @Test
    void r6AnInterruptedWholeFileIsNotComplete() {
        RawConnection connection = server.connect();
        connection.send(head(
                "POST /files",
                "Upload-Complete: ?1",
                "Upload-Length: 1000",
                "Upload-Draft-Interop-Version: 8",
                "Transfer-Encoding: chunked"));
        String upload = connection.next().expect(104).required("Location");
        server.untilReceived(1000, () -> connection.sendChunk(Arrays.copyOf(content, 1000)));
        connection.breakOff();
        Eventually.holds("all of it counts", () -> rufh.head(upload).offset() == 1000);
        assertEquals("?0", rufh.head(upload).required("Upload-Complete"), "its end was not seen");
        Answer done = rufh.patch(upload, 1000, true, NONE).expect(201);
        assertEquals("?1", done.required("Upload-Complete"));
        assertStored(Arrays.copyOf(content, 1000), upload);
    }

    /** Nobody was told where it is: as with any other request, the client sends the file again. */
    @Test
    void r6AWholeFileOfAClientThatWasToldNoAddressIsLetGoWhereItBreaksOff() {
        double ended = server.metric("liuhen_uploads_in_progress");
        String mark = "letgo-" + System.nanoTime();
        RawConnection connection = server.connect();
        server.untilReceived(
                1000,
                () -> connection
                        .send(head(
                                "POST /files",
                                "Upload-Complete: ?1",
                                "Upload-Metadata: " + Tus.metadata("device", mark),
                                "Content-Length: 300000"))
                        .send(Arrays.copyOf(content, 1000)));
        connection.breakOff();
        Eventually.holds("nobody reads on", () -> server.metric("liuhen_uploads_in_progress") == ended);
        Eventually.holds(
                "nothing is kept of it",
                () -> server.http()
                        .get("/recordings?state=receiving&device=" + mark)
                        .expect(200)
                        .json()
                        .path("recordings")
                        .isEmpty());
    }

    @Test
    void r14OptionsTellTheLimits() {
        for (String path : new String[] {"/files", "/files/take.mp4"}) {
            Answer answer =
                    server.http().send("OPTIONS", path, BodyPublishers.noBody()).expect(204);
            assertEquals(LIMIT, answer.required("Upload-Limit"), path);
        }
    }

    @Test
    void r15WhatIsTooLongIsRefusedWithTheLimits() {
        Answer announced = rufh.post(false, NONE, "Upload-Length", String.valueOf(MAX_BYTES + 1));
        announced.problem(413, "upload-too-long");
        assertEquals(LIMIT, announced.required("Upload-Limit"));
        rufh.create("Upload-Length", String.valueOf(MAX_BYTES));
        String upload = rufh.create();
        try (RawConnection connection = server.connect()) {
            connection.send(head(
                    "PATCH " + upload,
                    "Upload-Complete: ?0",
                    "Upload-Offset: 0",
                    "Content-Type: " + Rufh.PARTIAL_UPLOAD,
                    "Transfer-Encoding: chunked"));
            byte[] mebibyte = bytes(1 << 20, 2);
            for (int i = 0; i < 5; i++) {
                connection
                        .trySend((Integer.toHexString(mebibyte.length) + "\r\n").getBytes(StandardCharsets.US_ASCII))
                        .trySend(mebibyte)
                        .trySend(new byte[] {'\r', '\n'});
            }
            Answer answer = connection.answer();
            answer.problem(413, "upload-too-long");
            assertEquals(LIMIT, answer.required("Upload-Limit"));
        }
        assertEquals(204, rufh.head(upload).status(), "the upload itself is not over");
    }

    @Test
    void anEarlyRefusalSaysThatTheUploadIsNotComplete() {
        Answer answer = rufh.post(true, content, "Upload-Metadata", "a b c");
        answer.problem(400, "metadata-malformed");
        assertEquals("?0", answer.required("Upload-Complete"));
    }
}
