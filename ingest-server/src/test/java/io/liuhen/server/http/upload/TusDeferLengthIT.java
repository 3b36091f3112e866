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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tus 1.0.0, creation-defer-length: Df1 of the protocol's checklist in this project's notes, and Cr2 for it. */
final class TusDeferLengthIT {
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

    private static Answer ask(String requestLine, byte[] body, String... headerLines) {
        try (RawConnection connection = server.connect()) {
            return connection.send(head(requestLine, headerLines)).send(body).answer();
        }
    }

    private static String create() {
        return ask("POST /files", new byte[0], TUS, "Upload-Defer-Length: 1")
                .expect(201)
                .required("Location");
    }

    /** Appends with a length that is told now. */
    private static Answer append(String upload, long offset, byte[] body, Object length) {
        return ask(
                "PATCH " + upload,
                body,
                TUS,
                STREAM,
                "Upload-Offset: " + offset,
                "Upload-Length: " + length,
                "Content-Length: " + body.length);
    }

    @Test
    void theExtensionIsOffered() {
        assertTrue(ask("OPTIONS /files", new byte[0]).required("Tus-Extension").contains("creation-defer-length"));
    }

    @Test
    void headSaysThatTheLengthComesLaterUntilItHasCome() {
        String upload = create();
        for (int offset : new int[] {0, 4}) {
            Answer before = tus.head(upload).expect(200);
            assertEquals("1", before.required("Upload-Defer-Length"));
            assertTrue(before.header("Upload-Length").isEmpty());
            assertEquals(offset, before.offset());
            tus.patch(upload, offset, bytes(4, 1)).expect(204);
        }
        assertEquals(9, append(upload, 8, bytes(1, 2), 10).expect(204).offset());
        Answer after = tus.head(upload).expect(200);
        assertEquals("10", after.required("Upload-Length"));
        assertTrue(after.header("Upload-Defer-Length").isEmpty());
    }

    @Test
    void theFileIsSealedWhenTheLengthThatCameLateIsReached() {
        byte[] content = bytes(100_000, 3);
        String upload = create();
        tus.patch(upload, 0, content).expect(204);
        server.http().get("/segments/" + Tus.id(upload)).expect(404);
        assertEquals(
                content.length,
                append(upload, content.length, new byte[0], content.length)
                        .expect(204)
                        .offset());
        assertArrayEquals(
                content,
                server.http().get("/segments/" + Tus.id(upload) + "/content").body());
        assertEquals(
                content.length,
                server.deed(Tus.id(upload), "length-declared")
                        .path("facts")
                        .path("length")
                        .asLong());
    }

    @Test
    void theLengthSurvivesARestart() {
        String upload = create();
        append(upload, 0, bytes(4, 4), 10).expect(204);
        server.restart();
        assertEquals("10", tus.head(upload).expect(200).required("Upload-Length"));
        tus.patch(upload, 4, bytes(6, 5)).expect(204);
        server.http().get("/segments/" + Tus.id(upload)).expect(200);
    }

    @Test
    void theLengthIsToldOnceAndStands() {
        String late = create();
        append(late, 0, bytes(4, 6), 10).expect(204);
        String early = tus.create(10);
        tus.patch(early, 0, bytes(4, 6)).expect(204);
        for (String upload : new String[] {late, early}) {
            for (Object other : new Object[] {9, 11, "ten", -1, ""}) {
                append(upload, 4, bytes(1, 7), other).problem(400, "upload-length");
            }
            assertEquals("10", tus.head(upload).required("Upload-Length"));
            assertEquals(5, append(upload, 4, bytes(1, 7), 10).expect(204).offset(), "the same again");
        }
    }

    @Test
    void aLengthBelowWhatHasComeIsRefused() {
        String upload = create();
        tus.patch(upload, 0, bytes(4, 8)).expect(204);
        append(upload, 4, new byte[0], 3).problem(400, "upload-length");
        assertEquals("1", tus.head(upload).required("Upload-Defer-Length"));
    }

    @Test
    void aChunkBeyondTheLengthThatComesWithItIsRefusedAndTheLengthIsNotTaken() {
        String upload = create();
        append(upload, 0, bytes(11, 9), 10).problem(413, "too-long");
        Answer head = tus.head(upload);
        assertEquals(0, head.offset());
        assertEquals("1", head.required("Upload-Defer-Length"));
    }

    // Cr2: over Tus-Max-Size, where no length is known.

    @Test
    void anUploadOfUnknownLengthEndsAtTheLongestThatTheServerTakes() {
        String upload = create();
        append(upload, 0, new byte[0], MAX_BYTES + 1).problem(413, "upload-too-long");
        tus.patch(upload, 0, bytes((int) MAX_BYTES + 1, 10)).problem(413, "too-long");
        assertEquals(0, tus.head(upload).offset());
        tus.patch(upload, 0, bytes((int) MAX_BYTES, 10)).expect(204);
        tus.patch(upload, MAX_BYTES, bytes(1, 11)).problem(413, "too-long");
    }

    // Cw1 with a length that comes later.

    @Test
    void theFirstBytesMayComeWithACreationWithoutLength() {
        byte[] content = bytes(10, 12);
        Answer created =
                ask("POST /files", content, TUS, STREAM, "Upload-Defer-Length: 1", "Content-Length: " + content.length);
        assertEquals(10, created.expect(201).offset());
        assertEquals("1", tus.head(created.required("Location")).required("Upload-Defer-Length"));
    }

    @Test
    void anEmptyFileIsSealedWhenItsLengthIsKnown() {
        String upload = create();
        assertEquals(0, append(upload, 0, new byte[0], 0).expect(204).offset());
        server.http().get("/segments/" + Tus.id(upload)).expect(200);
    }

    @Test
    void anUploadWithoutLengthThatIsEndedIsKeptAsIncomplete() {
        String upload = create();
        tus.patch(upload, 0, bytes(4, 13)).expect(204);
        tus.delete(upload).expect(204);
        tus.head(upload).expect(410);
        assertEquals(
                "incomplete",
                server.http()
                        .get("/segments/" + Tus.id(upload))
                        .expect(200)
                        .json()
                        .path("state")
                        .asText());
    }
}
