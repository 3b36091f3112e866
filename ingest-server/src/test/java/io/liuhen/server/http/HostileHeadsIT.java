package io.liuhen.server.http;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads on bare sockets that two readers could read in two ways. None of them is carried out. */
final class HostileHeadsIT {
    private static final String HOST = "Host: localhost\r\n";

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.in(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void theServerServesOthersAsBefore() {
        server.http().get("/").expect(200);
    }

    private static Optional<Answer> ask(String request) {
        try (RawConnection connection = server.connect()) {
            return connection
                    .trySend(request.getBytes(StandardCharsets.ISO_8859_1))
                    .answerIfAny();
        }
    }

    /** Refused, and nothing that follows on the connection is read. */
    private static void refusedForGood(int status, String request) {
        try (RawConnection connection = server.connect()) {
            connection.trySend((request + head("GET /")).getBytes(StandardCharsets.ISO_8859_1));
            assertEquals(status, connection.answer().status());
            assertTrue(connection.answerIfAny().isEmpty(), "the connection is of no further use");
        }
    }

    /** What looks like a fold in a body is a body. */
    @Test
    void aBodyMayHaveLinesThatBeginWithASpace() {
        byte[] content = "a\r\n b\n\tc\r\n\r\n d".getBytes(StandardCharsets.US_ASCII);
        String upload = server.tus().create(content.length);
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.patch(upload, 0, 5)).send(java.util.Arrays.copyOf(content, 5));
            connection.answer().expect(204);
            connection
                    .send(RawConnection.patch(upload, 5, -1))
                    .sendChunk(java.util.Arrays.copyOfRange(content, 5, content.length))
                    .send("0\r\n\r\n");
            connection.answer().expect(204);
        }
        assertArrayEquals(
                content,
                server.http().get("/segments/" + Tus.id(upload) + "/content").body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\r\n b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\r\n\tb\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\r\n \r\n\r\n",
                "GET / HTTP/1.1\r\nHost:\r\n localhost\r\n\r\n",
                "PUT /files/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                "\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\r\n b\r\n\r\n"
            })
    void aFoldedHeaderIsRefusedForGood(String request) {
        refusedForGood(400, request);
        try (RawConnection connection = server.connect()) {
            // Also byte for byte, and behind a request that was right.
            connection.send(head("GET /"));
            connection.answer().expect(200);
            for (byte single : request.getBytes(StandardCharsets.ISO_8859_1)) {
                connection.trySend(new byte[] {single});
            }
            connection.answer().problem(400, "folded-header");
            assertTrue(connection.answerIfAny().isEmpty(), "the connection is of no further use");
        }
    }

    /** A body is read by one piece of the pipeline, the next head by another: what comes in one read is told apart. */
    @Test
    void aFoldIsSeenBehindABodyThatCameWithIt() {
        try (RawConnection connection = server.connect()) {
            connection.send(
                    head("PUT /files/with-a-tail", "Content-Length: 5") + "a\r\n b" + head("GET /", "X-A: a\r\n b"));
            connection.answer().expect(201);
            connection.answer().problem(400, "folded-header");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: localhost\n\n",
                "GET / HTTP/1.1\r\nHost: localhost\nX-A: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\rb\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\r\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-A : a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\0b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\u0001b\r\n\r\n",
                "GET / HTTP/1.1\r\n X-A: b\r\nHost: localhost\r\n\r\n",
                "GET /\r\n\r\n",
                "POST /files HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void whatAStrictReaderWouldNotReadIsRefusedForGood(String request) {
        refusedForGood(400, request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: localhost\r\nHost: localhost\r\n", "Host: localhost, evil\r\n", "Host: a/b\r\n"})
    void oneHostAndNoOther(String lines) {
        assertEquals(
                400, ask("GET / HTTP/1.1\r\n" + lines + "\r\n").orElseThrow().status());
        assertNotEquals(
                200, ask("GET / HTTP/1.0\r\n" + lines + "\r\n").orElseThrow().status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/segments/../recordings",
                "/segments/%2e%2e/recordings",
                "/segments/.%2E/recordings",
                "/./recordings",
                "/recordings/.",
                "/%252e%252e/recordings",
                "//recordings",
                "/files//x",
                "/recordings%2f",
                "/recordings%5c..%5cx",
                "/segments%252frecordings",
                "/recordings\\",
                "/recordings#x",
                "/recordings\u00ff",
                "http://evil.example/",
                "https://localhost/",
                "http://localhost@evil.example/"
            })
    void anAddressThatCouldBeAnotherIsRefused(String target) {
        ask("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n").orElseThrow().problem(400, "address");
    }

    @Test
    void theServersOwnNameMayStandInTheAddress() {
        ask("GET http://localhost/ HTTP/1.1\r\n" + HOST + "\r\n").orElseThrow().expect(200);
    }

    @Test
    void nobodyTunnels() {
        for (String request : List.of(
                "CONNECT localhost:80",
                "CONNECT /",
                "GET localhost:80",
                "GET *",
                "GET recordings",
                "TRACE /",
                "FROB /")) {
            Answer answer = ask(head(request)).orElseThrow();
            assertTrue(answer.status() >= 400 && answer.status() < 406, answer::toString);
        }
    }

    @Test
    void anOverrideLeadsToNoOtherMethodThanThoseOfTheAddress() {
        for (String method : List.of("CONNECT", "TRACE", "G E T", "FROB")) {
            ask(head("POST /recordings", "X-HTTP-Method-Override: " + method, "Content-Length: 0"))
                    .orElseThrow()
                    .problem(405, "method-not-allowed");
        }
        ask(head("POST /files", "X-HTTP-Method-Override: GET", "X-HTTP-Method-Override: DELETE", "Content-Length: 0"))
                .orElseThrow()
                .problem(400, "header");
    }

    @Test
    void trailersChangeNothing() {
        String upload = server.tus().create(3);
        try (RawConnection connection = server.connect()) {
            connection
                    .send(RawConnection.patch(upload, 0, -1, "Trailer: Content-Length, Upload-Offset"))
                    .send(String.join(
                            "\r\n",
                            "3",
                            "abc",
                            "0",
                            "Content-Length: 5",
                            "Transfer-Encoding: gzip",
                            "Host: evil.example",
                            "Upload-Offset: 2",
                            "X-HTTP-Method-Override: DELETE",
                            "",
                            ""))
                    .send(head("GET /"));
            connection.answer().expect(204);
            connection.answer().expect(200);
        }
        assertEquals(3, server.tus().head(upload).expect(200).offset());
    }

    @Test
    void whatFollowsAnUpgradeAsItsBodyIsNoRequest() {
        String upload = server.tus().create(3);
        String smuggled = head("DELETE " + upload, "Tus-Resumable: 1.0.0");
        try (RawConnection connection = server.connect()) {
            connection.trySend((head(
                                    "POST /recordings",
                                    "Connection: Upgrade, HTTP2-Settings",
                                    "Upgrade: h2c",
                                    "HTTP2-Settings: AAMAAABkAAQAAP__",
                                    "Content-Length: " + smuggled.length())
                            + smuggled)
                    .getBytes(StandardCharsets.ISO_8859_1));
            connection.next();
        }
        assertEquals(0, server.tus().head(upload).expect(200).offset());
    }

    @Test
    void floodsOfHeadersAreRefused() {
        StringBuilder many = new StringBuilder("GET / HTTP/1.1\r\n" + HOST);
        for (int i = 0; i < 200; i++) {
            many.append("X").append(i).append(": a\r\n");
        }
        ask(many + "\r\n").orElseThrow().problem(431, "headers-too-many");
        ask(head("GET /", "X-Long: " + "a".repeat(40_000))).orElseThrow().expect(431);
        ask(head("GET /" + "a".repeat(9000))).orElseThrow().expect(414);
        assertEquals(
                431,
                ask("GET / HTTP/1.1\r\n" + HOST + "A: b\r\n".repeat(8000) + "\r\n")
                        .orElseThrow()
                        .status());
    }

    /** Thousands of requests before the first answer is read: answered one by one, or cut, and nobody else waits. */
    @Test
    void aPipelineOfThousandsStopsNobodyElse() {
        try (RawConnection connection = server.connect()) {
            connection.trySend(head("GET /").repeat(2000).getBytes(StandardCharsets.ISO_8859_1));
            server.http().get("/").expect(200);
            Optional<Answer> answer = connection.answerIfAny();
            for (int i = 1; i < 2000 && answer.isPresent(); i++) {
                answer.get().expect(200);
                answer = connection.answerIfAny();
            }
        }
    }

    @Test
    void requestsInPartsAreServed() {
        try (RawConnection connection = server.connect()) {
            for (int i = 0; i < 3; i++) {
                String request = head("PUT /files/part" + i, "Content-Length: 300");
                for (String part : request.split("(?<=\n)", -1)) {
                    connection.send(part);
                }
                connection.send(bytes(100, i)).send(bytes(200, i));
                connection.answer().expect(201);
            }
        }
    }
}
