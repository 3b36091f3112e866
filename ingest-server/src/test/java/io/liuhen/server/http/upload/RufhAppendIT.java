package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.Rufh;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * draft-ietf-httpbis-resumable-upload-12, Upload Append and Offset Retrieval: R5 to R9 of the checklist, each test named
 * after its line.
 */
final class RufhAppendIT {
    private static final byte[] NONE = new byte[0];
    private static final int LENGTH = 200_000;
    private static final int FIRST = 1000;

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static Rufh rufh;

    private final byte[] content = bytes(LENGTH, 1);
    private String upload;

    @BeforeAll
    static void start() {
        server = TestServer.in(folder);
        rufh = server.rufh();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Every test begins with an upload of unknown length of which a first part is acknowledged. */
    @BeforeEach
    void firstPart() {
        upload = rufh.post(false, part(0, FIRST)).expect(201).required("Location");
    }

    private byte[] part(int from, int to) {
        return Arrays.copyOfRange(content, from, to);
    }

    private void goOnFrom(long offset) {
        rufh.patch(upload, offset, true, part((int) offset, LENGTH)).expect(201);
        assertArrayEquals(content, stored());
    }

    private byte[] stored() {
        return server.http()
                .get("/segments/" + Tus.id(upload) + "/content")
                .expect(200)
                .body();
    }

    private String patchHead(long offset, String... lines) {
        String[] all = Arrays.copyOf(lines, lines.length + 3);
        all[lines.length] = "Upload-Offset: " + offset;
        all[lines.length + 1] = "Content-Type: " + Rufh.PARTIAL_UPLOAD;
        all[lines.length + 2] = "Upload-Complete: ?1";
        return head("PATCH " + upload, all);
    }

    /** A connection that has sent a part of what it announced, which has arrived, and now says nothing more. */
    private RawConnection hanging() {
        RawConnection connection = server.connect();
        server.untilReceived(
                FIRST,
                () -> connection
                        .send(patchHead(FIRST, "Content-Length: " + (LENGTH - FIRST)))
                        .send(part(FIRST, 2 * FIRST)));
        return connection;
    }

    @Test
    void r5TheLengthIsRecordedAlsoLater() {
        rufh.patch(upload, FIRST, false, part(FIRST, 2000), "Upload-Length", String.valueOf(LENGTH))
                .expect(204);
        Answer standing = rufh.head(upload).expect(204);
        assertEquals(String.valueOf(LENGTH), standing.required("Upload-Length"));
        assertEquals(
                LENGTH,
                server.deed(Tus.id(upload), "length-declared")
                        .at("/facts/length")
                        .asInt());
        server.restart();
        assertEquals(String.valueOf(LENGTH), rufh.head(upload).expect(204).required("Upload-Length"));
        goOnFrom(2000);
    }

    @Test
    void r5TheLengthIsRecordedFromALastPartThatIsInterrupted() {
        hanging().breakOff();
        Eventually.holds("what came counts", () -> rufh.head(upload).offset() == 2 * FIRST);
        assertEquals(String.valueOf(LENGTH), rufh.head(upload).required("Upload-Length"));
        Answer shorter = rufh.patch(upload, 2 * FIRST, true, part(2 * FIRST, LENGTH - 1));
        shorter.problem(400, "#inconsistent-upload-length");
        assertEquals("?0", shorter.required("Upload-Complete"));
        goOnFrom(2 * FIRST);
    }

    @Test
    void r5LengthsThatContradictWhatWasToldChangeNothing() {
        rufh.patch(upload, FIRST, false, NONE, "Upload-Length", "5000").expect(204);
        Answer other = rufh.patch(upload, FIRST, false, NONE, "Upload-Length", "5001");
        assertEquals(
                5000,
                other.problem(400, "#inconsistent-upload-length").path("length").asInt());
        rufh.patch(upload, FIRST, true, part(FIRST, 5001)).problem(400, "#inconsistent-upload-length");
        rufh.patch(upload, FIRST, true, part(FIRST, 5000), "Upload-Length", "5001")
                .problem(400, "#inconsistent-upload-length");
        assertEquals(FIRST, rufh.head(upload).expect(204).offset());
        rufh.patch(upload, FIRST, true, part(FIRST, 5000)).expect(201);
        assertArrayEquals(part(0, 5000), stored());
    }

    @Test
    void r5ALengthThatHasBeenPassedIsRefused() {
        rufh.patch(upload, FIRST, false, NONE, "Upload-Length", "999").problem(400, "#inconsistent-upload-length");
        goOnFrom(FIRST);
    }

    @Test
    void r5ALastPartThatEndsEarlyKeepsItsBytesAndDoesNotComplete() {
        rufh.patch(upload, FIRST, false, NONE, "Upload-Length", String.valueOf(LENGTH))
                .expect(204);
        try (RawConnection connection = server.connect()) {
            connection
                    .send(patchHead(FIRST, "Transfer-Encoding: chunked"))
                    .sendChunk(part(FIRST, 3000))
                    .send("0\r\n\r\n");
            Answer answer = connection.answer();
            ObjectNode problem = answer.problem(400, "#inconsistent-upload-length");
            assertEquals(3000, problem.path("offset").asInt());
            assertEquals("?0", answer.required("Upload-Complete"));
            assertEquals(3000, answer.offset());
        }
        goOnFrom(3000);
    }

    @Test
    void r6TheLastPartIsAnsweredByTheResourceItself() {
        Answer answer = rufh.patch(upload, FIRST, true, part(FIRST, LENGTH)).expect(201);
        assertEquals("?1", answer.required("Upload-Complete"));
        assertEquals(LENGTH, answer.offset());
        assertEquals("sealed", answer.json().path("state").asText());
        assertEquals(
                "rufh",
                server.deed(Tus.id(upload), "created").at("/facts/protocol").asText());
        assertArrayEquals(content, stored());
    }

    @Test
    void r6AllBytesAreNotTheEndUntilTheClientSaysSo() {
        rufh.patch(upload, FIRST, false, part(FIRST, LENGTH), "Upload-Length", String.valueOf(LENGTH))
                .expect(204);
        Answer standing = rufh.head(upload).expect(204);
        assertEquals("?0", standing.required("Upload-Complete"));
        assertEquals(LENGTH, standing.offset());
        Answer last = rufh.patch(upload, LENGTH, true, NONE).expect(201);
        assertEquals("?1", last.required("Upload-Complete"));
        assertArrayEquals(content, stored());
    }

    @Test
    void r7HeadTellsTheWholeState() {
        Answer open = rufh.head(upload).expect(204);
        assertEquals(FIRST, open.offset());
        assertEquals("?0", open.required("Upload-Complete"));
        assertTrue(open.required("Upload-Limit").startsWith("max-size="));
        assertEquals("no-store", open.required("Cache-Control"));
        assertTrue(open.header("Upload-Length").isEmpty(), "nobody has told it yet");
        goOnFrom(FIRST);
        Answer sealed = rufh.head(upload).expect(204);
        assertEquals(LENGTH, sealed.offset());
        assertEquals("?1", sealed.required("Upload-Complete"));
        assertEquals(String.valueOf(LENGTH), sealed.required("Upload-Length"));
        assertTrue(sealed.header("Repr-Digest").isPresent());
    }

    @Test
    void r7GetTellsTheSameAndMore() {
        Answer open = server.http().get(upload).expect(200);
        assertEquals(FIRST, open.offset());
        assertEquals("?0", open.required("Upload-Complete"));
        assertTrue(open.header("Upload-Limit").isPresent());
        assertEquals("no-store", open.required("Cache-Control"));
        assertEquals("receiving", open.json().path("state").asText());
        goOnFrom(FIRST);
        assertEquals("?1", server.http().get(upload).expect(200).required("Upload-Complete"));
    }

    @Test
    void r7AnAddressWithoutAnUploadIsNotFound() {
        rufh.head("/files/01a1fb27-b057-74b5-87da-864848bd0e61").expect(404);
        rufh.patch("/files/01a1fb27-b057-74b5-87da-864848bd0e61", 0, true, content)
                .problem(404, "not-found");
    }

    @Test
    void r8AnotherMediaTypeIsRefused() {
        Answer answer = server.http()
                .send(
                        "PATCH",
                        upload,
                        BodyPublishers.ofByteArray(content),
                        "Upload-Complete",
                        "?0",
                        "Upload-Offset",
                        "1000",
                        "Content-Type",
                        "application/octet-stream");
        answer.problem(415, "content-type");
        assertEquals("?0", answer.required("Upload-Complete"));
        goOnFrom(FIRST);
    }

    @Test
    void r8OffsetAndCompletenessAreRequired() {
        String[] type = {"Content-Type", Rufh.PARTIAL_UPLOAD};
        server.http()
                .send("PATCH", upload, BodyPublishers.ofByteArray(content), type[0], type[1], "Upload-Complete", "?0")
                .problem(400, "upload-fields");
        server.http()
                .send("PATCH", upload, BodyPublishers.ofByteArray(content), type[0], type[1], "Upload-Offset", "1000")
                .problem(400, "upload-fields");
        server.http()
                .send(
                        "PATCH",
                        upload,
                        BodyPublishers.ofByteArray(content),
                        type[0],
                        type[1],
                        "Upload-Offset",
                        "-1",
                        "Upload-Complete",
                        "?0")
                .problem(400, "upload-fields");
        server.http().send("PATCH", upload, BodyPublishers.ofByteArray(content)).problem(415, "content-type");
        goOnFrom(FIRST);
    }

    @Test
    void r8AWrongOffsetIsToldTheRightOne() {
        for (long wrong : new long[] {0, FIRST - 1, FIRST + 1, LENGTH}) {
            Answer answer = rufh.patch(upload, wrong, true, part(0, 10));
            ObjectNode problem = answer.problem(409, "#mismatching-upload-offset");
            assertEquals("resume", problem.path("retry").asText());
            assertEquals(FIRST, problem.path("expected-offset").asLong());
            assertEquals(wrong, problem.path("provided-offset").asLong());
            assertEquals(FIRST, answer.offset());
            assertEquals("?0", answer.required("Upload-Complete"));
        }
        goOnFrom(FIRST);
    }

    @Test
    void r9AnAppendIsAnsweredWithTheOffset() {
        Answer answer = rufh.patch(upload, FIRST, false, part(FIRST, 2000)).expect(204);
        assertEquals(2000, answer.offset());
        assertEquals("?0", answer.required("Upload-Complete"));
        assertTrue(answer.header("Location").isEmpty());
        goOnFrom(2000);
    }

    @Test
    void bothProtocolsGoOnWithTheSameUpload() {
        Answer inTus = server.tus().patch(upload, FIRST, part(FIRST, 2000));
        assertEquals(2000, inTus.expect(204).offset());
        goOnFrom(2000);
        String other = server.tus().create(LENGTH);
        rufh.patch(other, 0, true, content).expect(201);
        assertEquals(LENGTH, server.tus().head(other).expect(200).offset());
    }
}
