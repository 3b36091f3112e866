package io.liuhen.server.http.body;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.RawConnection.patch;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.CapturedLog;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.Seeded;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a body comes, its bytes are the upload's, and the next request's are not. */
final class BodySourceIT {
    private static final long SEED = 20_261_121L;

    /** More than one read of a socket, and no multiple of anything. */
    private static final int LONG = 3_333_333;

    @TempDir
    private static Path folder;

    private static CapturedLog log;
    private static TestServer server;

    @BeforeAll
    static void start() {
        log = new CapturedLog();
        server = TestServer.in(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
        log.close();
    }

    @AfterEach
    void nothingIsHeldBack() {
        Eventually.holds(
                () -> "bodies that never end: " + server.metric("liuhen_uploads_in_progress"),
                () -> server.metric("liuhen_uploads_in_progress") == 0
                        && server.metric("liuhen_upload_buffered_bytes") == 0);
        assertEquals(List.of(), log.errors(), "nothing here is the server's fault");
    }

    private static byte[] content(String upload) {
        return server.http()
                .get("/segments/" + Tus.id(upload) + "/content")
                .expect(200)
                .body();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void requestsThatComeInOneGoAreAnsweredInTheirOrder() {
        byte[] first = Seeded.bytes(70_000, 1);
        byte[] second = Seeded.bytes(LONG, 2);
        String one = server.tus().create(first.length);
        String other = server.tus().create(second.length);
        byte[] all = joined(
                ascii(patch(one, 0, 1000)),
                Arrays.copyOf(first, 1000),
                ascii(patch(one, 1000, first.length - 1000)),
                Arrays.copyOfRange(first, 1000, first.length),
                ascii(head("GET /livez")),
                ascii(patch(other, 0, second.length)),
                second,
                ascii(patch(one, 5, 3)),
                ascii("abc"));
        try (RawConnection connection = server.connect()) {
            connection.send(all);
            assertEquals(1000, connection.answer().expect(204).offset());
            assertEquals(first.length, connection.answer().expect(204).offset());
            connection.answer().expect(404);
            assertEquals(second.length, connection.answer().expect(204).offset());
            connection.answer().expect(409);
            assertTrue(connection.isClosedByServer(), "nobody knows what would follow a body that was not read");
        }
        assertArrayEquals(first, content(one));
        assertArrayEquals(second, content(other));
    }

    @Test
    void aBodyInPiecesOfAnySizeArrivesWhole() {
        Random random = new Random(SEED);
        byte[] bytes = Seeded.bytes(LONG, 3);
        for (boolean chunked : new boolean[] {false, true}) {
            String upload = server.tus().create(bytes.length);
            try (RawConnection connection = server.connect()) {
                connection.send(patch(upload, 0, chunked ? -1 : bytes.length));
                for (int from = 0; from < bytes.length; ) {
                    int to = Math.min(bytes.length, from + 1 + random.nextInt(random.nextInt(10) == 0 ? LONG : 3000));
                    byte[] piece = Arrays.copyOfRange(bytes, from, to);
                    if (chunked) {
                        connection.sendChunk(piece);
                    } else {
                        connection.send(piece);
                    }
                    from = to;
                }
                connection.send(chunked ? "0\r\n\r\n" : "");
                assertEquals(bytes.length, connection.answer().expect(204).offset());
                connection.send(head("HEAD " + upload, "Tus-Resumable: 1.0.0"));
                assertEquals(bytes.length, connection.answerToHead().expect(200).offset());
            }
            assertArrayEquals(bytes, content(upload), "seed " + SEED + ", chunked " + chunked);
        }
    }

    @Test
    void aClientThatIsRefusedHearsItThoughItStillSends() {
        byte[] bytes = Seeded.bytes(LONG, 4);
        String upload = server.tus().create(bytes.length);
        try (RawConnection connection = server.connect()) {
            connection.send(patch(upload, 7, bytes.length - 7)).trySend(bytes);
            Answer answer = connection.answer();
            answer.problem(409, "wrong-offset");
        }
        assertEquals(0, server.tus().head(upload).expect(200).offset());
    }

    @Test
    void bytesBehindTheEndOfAChunkedUploadAreRefused() {
        String upload = server.tus().create(10);
        try (RawConnection connection = server.connect()) {
            connection.send(patch(upload, 0, -1)).sendChunk(Seeded.bytes(10, 5)).sendChunk(Seeded.bytes(1, 6));
            connection.send("0\r\n\r\n");
            connection.answer().problem(413, "too-long");
        }
        server.tus().patch(upload, 0, Seeded.bytes(10, 5)).expect(204);
        try (RawConnection connection = server.connect()) {
            connection.send(patch(upload, 10, -1)).sendChunk(Seeded.bytes(1, 6)).send("0\r\n\r\n");
            connection.answer().problem(413, "too-long");
        }
        try (RawConnection connection = server.connect()) {
            connection.send(patch(upload, 10, -1)).send("0\r\n\r\n");
            assertEquals(10, connection.answer().expect(204).offset());
        }
    }

    @Test
    void aClientThatWaitsIsToldToGoOn() {
        byte[] bytes = Seeded.bytes(100_000, 7);
        String upload = server.tus().create(bytes.length);
        try (RawConnection connection = server.connect()) {
            connection.send(patch(upload, 0, bytes.length, "Expect: 100-continue"));
            assertEquals(100, connection.next().status());
            connection.send(bytes);
            assertEquals(bytes.length, connection.next().expect(204).offset());
        }
        assertArrayEquals(bytes, content(upload));
    }

    @Test
    void whatCameBeforeTheLineBrokeIsKept() {
        byte[] bytes = Seeded.bytes(LONG, 8);
        String upload = server.tus().create(bytes.length);
        server.untilReceived(1_000_000, () -> {
            try (RawConnection connection = server.connect()) {
                connection.send(patch(upload, 0, bytes.length)).send(Arrays.copyOf(bytes, 1_000_000));
            }
        });
        assertEquals(1_000_000, server.tus().head(upload).expect(200).offset());
    }
}
