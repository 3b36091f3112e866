package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.reprDigest;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.config.DataSize;
import io.liuhen.server.config.UploadConfig;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that come too slowly are ended, and nothing that came of them is lost. */
final class MinimumRateIT {
    private static final int BYTES_PER_SECOND = 300;

    @TempDir
    private Path folder;

    private TestServer server;
    private Tus tus;

    @BeforeEach
    void start() {
        server = TestServer.of(TestServer.config(folder)
                .withUploads(
                        new UploadConfig(Duration.ofDays(1), new DataSize(BYTES_PER_SECOND), Duration.ofSeconds(1))));
        tus = server.tus();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Sends a byte now and then, until the answer is there. */
    private static Answer trickle(RawConnection connection) {
        AtomicBoolean answered = new AtomicBoolean();
        Thread sender = new Thread(() -> {
            try {
                while (!answered.get()) {
                    connection.send(new byte[1]);
                    Thread.sleep(100);
                }
            } catch (RuntimeException | InterruptedException e) {
                // It was cut off, as it should be.
            }
        });
        sender.start();
        try {
            return connection.answer();
        } finally {
            answered.set(true);
        }
    }

    @Test
    void aBodyThatTricklesIsEndedAndWhatCameIsCommitted() {
        byte[] content = bytes(100_000, 1);
        String upload = tus.create(content.length);
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.patch(upload, 0, content.length)).send(Arrays.copyOf(content, 500));
            Answer answer = trickle(connection);
            long offset = answer.problem(408, "too-slow").path("offset").asLong();
            assertTrue(offset >= 500 && offset < 1500, offset + " bytes");
            assertEquals("resume", answer.json().path("retry").asText());
            assertEquals("1.0.0", answer.required("Tus-Resumable"));
            assertEquals(offset, tus.head(upload).offset());
        }
    }

    @Test
    void aBodyThatComesFastEnoughMayTakeManyWindows() throws InterruptedException {
        byte[] content = bytes(9000, 2);
        String upload = tus.create(content.length);
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.patch(upload, 0, content.length));
            for (int sent = 0; sent < content.length; sent += 300) {
                connection.send(Arrays.copyOfRange(content, sent, sent + 300));
                Thread.sleep(100);
            }
            assertEquals(content.length, connection.answer().expect(204).offset());
        }
        assertArrayEquals(
                content,
                server.http().get("/segments/" + Tus.id(upload) + "/content").body());
    }

    @Test
    void aChunkThatCountsOnlyAsAWholeIsForgotten() {
        String upload = tus.create(100_000);
        try (RawConnection connection = server.connect()) {
            connection
                    .send(RawConnection.patch(upload, 0, 100_000, "Upload-Checksum: sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="))
                    .send(bytes(500, 3));
            assertEquals(
                    0,
                    trickle(connection).problem(408, "too-slow").path("offset").asLong());
        }
        assertEquals(0, tus.head(upload).offset());
    }

    @Test
    void aBodyThatIsReadWholeMustComeAtOnceToo() {
        try (RawConnection connection = server.connect()) {
            connection.send(
                    RawConnection.head("POST /dockings", "Content-Type: application/json", "Content-Length: 100000"));
            assertEquals(
                    "later",
                    trickle(connection)
                            .problem(408, "body-too-slow")
                            .path("retry")
                            .asText());
        }
    }

    /** Refusals tell each client what to do, whatever it speaks. */
    @Test
    void whoSendsAWholeFileIsToldToSendItAgain() {
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.head("PUT /files/slow.mp4", "Content-Length: 100000"));
            trickle(connection).problem(408, "body-too-slow");
        }
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.head("POST /files", "Upload-Complete: ?1", "Content-Length: 100000"));
            trickle(connection).problem(408, "body-too-slow");
        }
    }

    @Test
    void whoSpeaksTheDraftAndKnowsTheAddressGoesOnFromTheOffset() {
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.head(
                    "POST /files", "Upload-Complete: ?1", "Upload-Draft-Interop-Version: 8", "Content-Length: 100000"));
            connection.send(bytes(500, 5));
            Answer answer = trickle(connection);
            long offset = answer.problem(408, "too-slow").path("offset").asLong();
            assertTrue(offset >= 500, offset + " bytes");
            assertEquals(String.valueOf(offset), answer.required("Upload-Offset"));
            assertEquals("?0", answer.required("Upload-Complete"));
        }
    }

    /** Whether the line is cut, though a byte comes now and then. */
    private static boolean cutWhileItTrickles(RawConnection connection) {
        AtomicBoolean cut = new AtomicBoolean();
        Thread sender = new Thread(() -> {
            try {
                while (!cut.get()) {
                    connection.trySend(new byte[1]);
                    Thread.sleep(100);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        sender.start();
        try {
            return connection.isClosedByServer();
        } finally {
            cut.set(true);
        }
    }

    /** "Slow bodies cut": also of requests that were refused long ago, which strangers may make as well. */
    @Test
    void whatIsLeftOfARefusedBodyIsNotWaitedForLong() {
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.head("POST /nowhere", "Content-Length: 1000000"));
            connection.answer().problem(404, "not-found");
            assertTrue(cutWhileItTrickles(connection));
        }
    }

    @Test
    void norIsABodyThatNobodyNeedsAnyMore() {
        byte[] content = bytes(100_000, 4);
        server.http()
                .put("/files/a.mp4", content, "Repr-Digest", reprDigest(content))
                .expect(201);
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.head(
                    "PUT /files/a.mp4", "Repr-Digest: " + reprDigest(content), "Content-Length: " + content.length));
            connection.answer().expect(200);
            assertTrue(cutWhileItTrickles(connection));
        }
    }
}
