package io.liuhen.server;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.CapturedLog;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes that are no request, or could be two: answered as wrong or not at all, and never carried out. Afterwards the
 * server takes a correct upload, and has lost nothing.
 */
final class BadFramingIT {
    private static final byte[] KEPT = bytes(10_000, 1);
    private static final AtomicInteger UPLOADS = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static CapturedLog log;
    private static TestServer server;
    private static String kept;

    @BeforeAll
    static void start() {
        log = new CapturedLog();
        server = TestServer.in(folder.resolve("store"));
        kept = server.tus().upload(KEPT);
    }

    @AfterAll
    static void stop() {
        server.close();
        log.close();
    }

    /** After every test: a correct upload works, and what was there before is still there. */
    @AfterEach
    void theServerIsAsGoodAsBefore() throws Exception {
        byte[] content = bytes(1000, UPLOADS.incrementAndGet());
        String id = server.tus().upload(content);
        assertArrayEquals(
                content, server.http().get("/segments/" + id + "/content").body());
        assertArrayEquals(
                KEPT, server.http().get("/segments/" + kept + "/content").body());
        try (Stream<Path> beside = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("store")), beside.toList(), "nothing is written beside the store");
        }
    }

    private static Optional<Answer> ask(String request) {
        try (RawConnection connection = server.connect()) {
            return connection
                    .trySend(request.getBytes(StandardCharsets.ISO_8859_1))
                    .answerIfAny();
        }
    }

    // Bodies that are not as long as announced.

    @Test
    void whatFollowsABodyIsNoPartOfIt() {
        String upload = server.tus().create(3);
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.patch(upload, 0, 3)).send("abcdefghij\r\n\r\n");
            assertEquals(3, connection.answer().expect(204).offset());
            Optional<Answer> rest = connection.answerIfAny();
            assertTrue(rest.isEmpty() || rest.get().status() == 400, "the rest is no request");
        }
        assertEquals(
                "abc",
                server.http().get("/segments/" + Tus.id(upload) + "/content").text());
    }

    @Test
    void aBodyThatEndsEarlyIsNotAcknowledged() {
        String upload = server.tus().create(10);
        try (RawConnection connection = server.connect()) {
            server.untilReceived(
                    4, () -> connection.send(RawConnection.patch(upload, 0, 10)).send("abcd"));
        }
        assertEquals(4, server.tus().head(upload).expect(200).offset());
    }

    // Framing that two readers could understand differently (request smuggling, RFC 9112 §6.3).

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 3",
                "Content-Length: 3\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding:\u000bchunked",
                "Content-Length: 3\r\nContent-Length: 4",
                "Content-Length: 3\r\nContent-Length: 3",
                "Content-Length: 3, 3",
                "Content-Length: -3",
                "Content-Length: +3",
                "Content-Length: 0x3",
                "Content-Length: 3 3",
                "Content-Length: ",
                "Content-Length: 99999999999999999999999"
            })
    void aBodyOfTwoMeaningsIsRefusedAndNothingAfterItIsRead(String framing) {
        String upload = server.tus().create(3);
        String smuggled = head("DELETE " + upload, "Tus-Resumable: 1.0.0");
        try (RawConnection connection = server.connect()) {
            connection.send(head(
                            "PATCH " + upload,
                            "Tus-Resumable: 1.0.0",
                            "Upload-Offset: 0",
                            "Content-Type: " + Tus.OFFSET_STREAM,
                            framing)
                    + "3\r\nabc\r\n0\r\n\r\n"
                    + smuggled);
            Answer answer = connection.answer();
            assertEquals(400, answer.status(), answer::toString);
            assertTrue(connection.answerIfAny().isEmpty(), "the connection is of no further use");
        }
        assertEquals(0, server.tus().head(upload).expect(200).offset());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"zz\r\nabc\r\n", "-3\r\nabc\r\n", "3\r\nabcdef\r\n", "ffffffffffffffffff\r\nabc", "\r\n\r\n"})
    void aBrokenChunkEndsTheRequestAndNothingIsAcknowledged(String chunk) {
        String upload = server.tus().create(3);
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.patch(upload, 0, -1)).send(chunk).send("0\r\n\r\n");
            Optional<Answer> answer = connection.answerIfAny();
            assertTrue(answer.isEmpty() || answer.get().status() == 400, answer::toString);
        }
    }

    // What is no request at all.

    @ParameterizedTest
    @MethodSource("noRequests")
    void whatIsNoRequestIsAnsweredAsWrongOrNotAtAll(String request) {
        Optional<Answer> answer = ask(request);
        assertTrue(answer.isEmpty() || answer.get().status() >= 400, answer::toString);
    }

    static Stream<String> noRequests() {
        String host = "Host: localhost\r\n";
        return Stream.of(
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" + "\u0000".repeat(500),
                "\u0000\u0000\u0000\u0000\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/9.9\r\n" + host + "\r\n",
                "GET / FTP/1.1\r\n" + host + "\r\n",
                "GET /a b HTTP/1.1\r\n" + host + "\r\n",
                "GET /\u0000 HTTP/1.1\r\n" + host + "\r\n",
                "G\u0000T / HTTP/1.1\r\n" + host + "\r\n",
                "GET / HTTP/1.1\r\n" + host + "no colon here\r\n\r\n",
                "GET / HTTP/1.1\r\n" + host + ": no name\r\n\r\n",
                "GET / HTTP/1.1\r\n" + host + "X-A: b\u0000c\r\n\r\n",
                "GET / HTTP/1.1\r\n" + host + "X A: b\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nthis is no frame of HTTP/2, but long enough to look like one".repeat(3)
                        + "\r\n\r\n");
    }
}
