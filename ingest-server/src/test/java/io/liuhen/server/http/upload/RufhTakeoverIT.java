package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.Rufh;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * draft-ietf-httpbis-resumable-upload-12, Upload Cancellation and Concurrency: R10 to R13 of the checklist, each test named
 * after its line.
 */
final class RufhTakeoverIT {
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
    void r10AnnouncingMoreThanTheLengthEndsTheUploadAndKeepsWhatWasAcknowledged() {
        rufh.patch(upload, FIRST, false, NONE, "Upload-Length", "1500").expect(204);
        Answer answer = rufh.patch(upload, FIRST, false, part(FIRST, 1501));
        answer.problem(400, "#inconsistent-upload-length");
        assertEquals("?0", answer.required("Upload-Complete"));
        assertIsOverWithTheFirstPartKept();
    }

    @Test
    void r10SendingMoreThanTheLengthEndsTheUploadAndKeepsWhatWasAcknowledged() {
        rufh.patch(upload, FIRST, false, NONE, "Upload-Length", "1500").expect(204);
        try (RawConnection connection = server.connect()) {
            connection
                    .send(patchHead(FIRST, "Transfer-Encoding: chunked"))
                    .sendChunk(part(FIRST, 1400))
                    .sendChunk(part(1400, 1600))
                    .send("0\r\n\r\n");
            connection.answer().problem(400, "#inconsistent-upload-length");
        }
        assertIsOverWithTheFirstPartKept();
    }

    private void assertIsOverWithTheFirstPartKept() {
        rufh.head(upload).expect(410);
        rufh.patch(upload, FIRST, true, NONE).problem(410, "gone");
        Answer kept = server.http().get("/segments/" + Tus.id(upload)).expect(200);
        assertEquals("incomplete", kept.json().path("state").asText());
        assertArrayEquals(part(0, FIRST), stored());
    }

    @Test
    void r10MoreThanAWholeFileDoesNotMakeItComplete() {
        rufh.patch(upload, FIRST, false, NONE, "Upload-Length", String.valueOf(FIRST))
                .expect(204);
        rufh.patch(upload, FIRST, false, part(FIRST, 1001)).problem(400, "#inconsistent-upload-length");
        assertIsOverWithTheFirstPartKept();
    }

    @Test
    void r10ACompleteUploadTakesNothingMore() {
        goOnFrom(FIRST);
        Answer more = rufh.patch(upload, LENGTH, true, new byte[1]);
        more.problem(400, "#completed-upload");
        assertEquals("?0", more.required("Upload-Complete"));
        rufh.patch(upload, FIRST, true, part(FIRST, LENGTH)).problem(409, "#mismatching-upload-offset");
        Answer replayed = rufh.patch(upload, LENGTH, true, NONE).expect(201);
        assertEquals("?1", replayed.required("Upload-Complete"));
        assertEquals(Tus.id(upload), replayed.json().path("id").asText());
        assertArrayEquals(content, stored());
    }

    @Test
    void r11TheOffsetSurvivesARestartAndGoesOn() {
        server.restart();
        assertEquals(FIRST, rufh.head(upload).expect(204).offset());
        goOnFrom(FIRST);
    }

    @Test
    void r12HeadEndsARequestThatStillSendsAndItsOffsetIsAccepted() {
        try (RawConnection hung = hanging()) {
            Answer standing = rufh.head(upload).expect(204);
            assertEquals(2 * FIRST, standing.offset());
            goOnFrom(2 * FIRST);
            hung.trySend(part(2 * FIRST, LENGTH));
            assertTrue(hung.answerIfAny().isEmpty(), "nobody is told of bytes that do not count");
        }
    }

    @Test
    void r12GetEndsARequestThatStillSendsToo() {
        try (RawConnection hung = hanging()) {
            assertEquals(2 * FIRST, server.http().get(upload).expect(200).offset());
            goOnFrom(2 * FIRST);
            hung.trySend(part(2 * FIRST, LENGTH));
            assertTrue(hung.answerIfAny().isEmpty());
        }
    }

    @Test
    void r12PatchEndsARequestThatStillSends() {
        try (RawConnection hung = hanging()) {
            goOnFrom(2 * FIRST);
            hung.trySend(part(2 * FIRST, LENGTH));
            assertTrue(hung.answerIfAny().isEmpty());
        }
    }

    @Test
    void r13DeleteEndsTheUploadAndWhoStillSends() {
        try (RawConnection hung = hanging()) {
            rufh.delete(upload).expect(204);
            rufh.head(upload).expect(410);
            hung.trySend(part(2 * FIRST, LENGTH));
            assertTrue(hung.answerIfAny().isEmpty());
        }
        assertArrayEquals(part(0, 2 * FIRST), stored());
    }

    @Test
    void r13DeleteEndsAnUploadWhoseClientHasNotSaidThatItIsComplete() {
        rufh.patch(upload, FIRST, false, NONE, "Upload-Length", String.valueOf(FIRST))
                .expect(204);
        rufh.delete(upload).expect(204);
        assertEquals(
                "incomplete",
                server.http()
                        .get("/segments/" + Tus.id(upload))
                        .expect(200)
                        .json()
                        .path("state")
                        .asText());
    }

    @Test
    void r13WhatIsSealedStays() {
        goOnFrom(FIRST);
        rufh.delete(upload).problem(403, "sealed");
        assertArrayEquals(content, stored());
    }
}
