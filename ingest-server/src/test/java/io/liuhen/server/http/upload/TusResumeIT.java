package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "Whatever breaks the line, HEAD tells the truth at once, and the upload goes on after a restart of the server." Each
 * test ends with the whole file, bit for bit.
 */
final class TusResumeIT {
    private static final int LENGTH = 3 * (1 << 20) + 4321;
    private static final int FIRST = (1 << 20) + 1000;
    private static final int MORE = 70_000;

    private final byte[] content = bytes(LENGTH, 1);

    @TempDir
    private Path folder;

    private TestServer server;
    private Tus tus;
    private String upload;

    /** Every test begins with an upload of which a first chunk is acknowledged. */
    @BeforeEach
    void start() {
        ServerConfig config = TestServer.withDrainTimeout(TestServer.config(folder), Duration.ofMillis(500));
        server = TestServer.of(config);
        tus = server.tus();
        upload = tus.create(LENGTH, "device", "DSJ-7", "filename", "take.mp4");
        tus.patch(upload, 0, part(0, FIRST)).expect(204);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private byte[] part(int from, int to) {
        return Arrays.copyOfRange(content, from, to);
    }

    private void goOnFrom(long offset) {
        Answer last = tus.patch(upload, offset, part((int) offset, LENGTH));
        assertEquals(LENGTH, last.expect(204).offset());
        Answer stored = server.http().get("/segments/" + Tus.id(upload) + "/content");
        assertArrayEquals(content, stored.expect(200).body());
    }

    /** A connection that has sent a part of a chunk, which has arrived, and now says nothing more. */
    private RawConnection hanging() {
        RawConnection connection = server.connect();
        server.untilReceived(
                MORE,
                () -> connection
                        .send(RawConnection.patch(upload, FIRST, LENGTH - FIRST))
                        .send(part(FIRST, FIRST + MORE)));
        return connection;
    }

    @Test
    void anUploadGoesOnAfterARestart() {
        server.restart();
        assertEquals(FIRST, tus.head(upload).expect(200).offset());
        goOnFrom(FIRST);
        assertEquals(
                FIRST,
                server.deed(Tus.id(upload), "resumed").at("/facts/offset").asLong());
    }

    @Test
    void anUploadThatWasNotResumedIsNotCalledResumed() {
        goOnFrom(FIRST);
        server.deed(Tus.id(upload), "sealed");
        assertEquals(0, server.deeds(Tus.id(upload), "resumed"));
    }

    @Test
    void aStopKeepsWhatAHangingRequestHadSent() {
        try (RawConnection hung = hanging()) {
            server.restart();
            assertTrue(hung.isClosedByServer());
        }
        assertEquals(FIRST + MORE, tus.head(upload).expect(200).offset());
        goOnFrom(FIRST + MORE);
    }

    // C12: as much of an interrupted body as possible is kept.

    @Test
    void aLineThatIsCutKeepsWhatArrived() {
        RawConnection cut = hanging();
        cut.breakOff();
        Eventually.holds("what arrived is kept", () -> tus.head(upload).offset() == FIRST + MORE);
        goOnFrom(FIRST + MORE);
        assertEquals(1, server.deeds(Tus.id(upload), "resumed"));
    }

    @Test
    void aClientThatHangsUpInTheMiddleKeepsWhatArrived() {
        RawConnection ended = hanging();
        ended.close();
        Eventually.holds("what arrived is kept", () -> tus.head(upload).offset() == FIRST + MORE);
        goOnFrom(FIRST + MORE);
    }

    @Test
    void aChunkedBodyThatBreaksOffKeepsWhatArrived() {
        RawConnection cut = server.connect();
        server.untilReceived(
                MORE, () -> cut.send(RawConnection.patch(upload, FIRST, -1)).sendChunk(part(FIRST, FIRST + MORE)));
        cut.breakOff();
        Eventually.holds("what arrived is kept", () -> tus.head(upload).offset() == FIRST + MORE);
        goOnFrom(FIRST + MORE);
    }

    /** Nobody listens yet for the end of a request that is still being looked up. */
    @Test
    void aLineThatBreaksBeforeTheFirstByteIsReadLeavesNothingOpen() {
        for (int i = 0; i < 20; i++) {
            RawConnection cut = server.connect();
            cut.send(RawConnection.patch(upload, FIRST, LENGTH - FIRST));
            cut.breakOff();
        }
        Eventually.holds(
                () -> server.metric("liuhen_uploads_in_progress") + " requests never end",
                () -> server.metric("liuhen_uploads_in_progress") == 0);
        // A request whose line broke may still be on its way to its handler, and then ends the one that came before it:
        // a client whose line ends asks again, and goes on.
        Eventually.holds("the upload goes on", this::wentOn);
        Eventually.holds("a request that came late ends, too", () -> server.metric("liuhen_uploads_in_progress") == 0);
    }

    private boolean wentOn() {
        try {
            goOnFrom(tus.head(upload).offset());
            return true;
        } catch (UncheckedIOException overtaken) {
            return false;
        }
    }

    // "A new connection takes over a dead one's lock."

    @Test
    void aHeadOnANewConnectionEndsARequestThatHangsAndCountsWhatItSent() {
        try (RawConnection hung = hanging()) {
            assertEquals(FIRST + MORE, tus.head(upload).expect(200).offset());
            assertEquals(FIRST + MORE, tus.head(upload).expect(200).offset(), "the offset that was told stays");
            goOnFrom(FIRST + MORE);
            hung.trySend(part(FIRST + MORE, LENGTH));
            assertTrue(hung.answerIfAny().isEmpty(), "the overtaken request is never acknowledged");
        }
    }

    @Test
    void aPatchOnANewConnectionEndsARequestThatHangs() {
        try (RawConnection hung = hanging()) {
            Answer believesInTheAcknowledgedOffset = tus.patch(upload, FIRST, part(FIRST, FIRST + 10));
            assertEquals(
                    FIRST + MORE,
                    believesInTheAcknowledgedOffset
                            .problem(409, "wrong-offset")
                            .path("offset")
                            .asLong());
            hung.trySend(part(FIRST + MORE, LENGTH));
            assertTrue(hung.answerIfAny().isEmpty(), "the overtaken request is never acknowledged");
            assertEquals(FIRST + MORE, tus.head(upload).offset(), "and what it still sent is not counted");
        }
        goOnFrom(FIRST + MORE);
    }

    @Test
    void twoClientsThatPushTheSameUploadMakeOneFile() {
        try (RawConnection hung = hanging();
                RawConnection second = server.connect()) {
            int from = FIRST + MORE;
            server.untilReceived(
                    1000,
                    () -> second.send(RawConnection.patch(upload, from, LENGTH - from))
                            .send(part(from, from + 1000)));
            hung.trySend(part(from, LENGTH));
            assertTrue(hung.answerIfAny().isEmpty());
            second.send(part(from + 1000, LENGTH));
            assertEquals(LENGTH, second.answer().expect(204).offset());
        }
        Answer stored = server.http().get("/segments/" + Tus.id(upload) + "/content");
        assertArrayEquals(content, stored.body());
    }

    @Test
    void deleteEndsARequestThatHangsAndKeepsWhatItSent() {
        try (RawConnection hung = hanging()) {
            tus.delete(upload).expect(204);
            hung.trySend(part(FIRST + MORE, LENGTH));
            assertTrue(hung.answerIfAny().isEmpty());
        }
        tus.head(upload).expect(410);
        Answer stored = server.http().get("/segments/" + Tus.id(upload) + "/content");
        assertArrayEquals(part(0, FIRST + MORE), stored.expect(200).body());
    }

    // Real clients send POST with X-HTTP-Method-Override, Expect: 100-continue and chunked bodies.

    @Test
    void aClientThatAsksFirstIsToldToGoOnOnlyIfItsRequestIsAccepted() {
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.patch(upload, FIRST, LENGTH - FIRST, "Expect: 100-continue"));
            assertEquals(100, connection.next().status());
            connection.send(part(FIRST, LENGTH));
            assertEquals(LENGTH, connection.next().expect(204).offset());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATCH UPLOAD|Tus-Resumable: 1.0.0|Upload-Offset: 7|Content-Type: application/offset+octet-stream",
                "PATCH UPLOAD|Tus-Resumable: 1.0.0|Upload-Offset: 0|Content-Type: text/plain",
                "PATCH UPLOAD|Upload-Offset: 0|Content-Type: application/offset+octet-stream",
                "POST /files|Tus-Resumable: 1.0.0|Upload-Length: 9|Content-Type: application/offset+octet-stream",
                "PUT /files/a%2fb",
                "PUT /files/clip.mp4|Upload-Metadata: broken *"
            })
    void aClientThatAsksFirstIsNotMadeToSendWhatWillBeRefused(String request) {
        String[] lines = request.replace("UPLOAD", upload).split("\\|", -1);
        String[] headers = Arrays.copyOfRange(lines, 1, lines.length + 2);
        headers[headers.length - 2] = "Content-Length: 10";
        headers[headers.length - 1] = "Expect: 100-continue";
        try (RawConnection connection = server.connect()) {
            Answer answer = connection.send(head(lines[0], headers)).next();
            assertTrue(answer.status() >= 400, answer::toString);
            // The client has not sent its body, so the connection is of no further use.
            assertEquals("close", answer.required("Connection"));
        }
        assertEquals(FIRST, tus.head(upload).offset());
    }

    @Test
    void aChunkedBodyOfOddPiecesArrivesWhole() {
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.patch(upload, FIRST, -1));
            int from = FIRST;
            for (int size = 1; from < LENGTH; size = size * 5 + 3) {
                int to = Math.min(LENGTH, from + size);
                connection
                        .send(Integer.toHexString(to - from) + ";note=\"ignored\"\r\n")
                        .send(part(from, to))
                        .send("\r\n");
                from = to;
            }
            connection.send("0\r\nX-Trailer: ignored\r\n\r\n");
            assertEquals(LENGTH, connection.answer().expect(204).offset());
        }
        Answer stored = server.http().get("/segments/" + Tus.id(upload) + "/content");
        assertArrayEquals(content, stored.body());
    }

    @Test
    void oneConnectionMayCarryManyRequestsAtOnce() {
        try (RawConnection connection = server.connect()) {
            int middle = FIRST + 5000;
            connection
                    .send(RawConnection.patch(upload, FIRST, 5000))
                    .send(part(FIRST, middle))
                    .send(RawConnection.patch(upload, middle, LENGTH - middle))
                    .send(part(middle, LENGTH))
                    .send(head("GET " + upload));
            assertEquals(middle, connection.answer().expect(204).offset());
            assertEquals(LENGTH, connection.answer().expect(204).offset());
            assertEquals(
                    "sealed",
                    connection.answer().expect(200).json().path("state").asText());
        }
    }
}
