package io.liuhen.server.http.head;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.config.TlsConfig;
import io.liuhen.server.testing.Certificates;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Slowloris: heads of which a byte comes now and then, in the clear and encrypted, on HTTP/1.1 and HTTP/2. Each is ended,
 * though its connection is never idle. What is slow in between, or is a body, is not.
 */
final class SlowHeadsIT {
    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final int PAUSE_MILLIS = 150;
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";

    @TempDir
    private static Path folder;

    private static TestServer plain;
    private static TestServer encrypted;

    @BeforeAll
    static void start() {
        ServerConfig config = TestServer.config(folder.resolve("plain"));
        plain = TestServer.of(config.withHttp(config.http().withHeadTimeout(PATIENCE)));
        TlsConfig files = new TlsConfig(folder.resolve("tls.crt"), folder.resolve("tls.key"), Optional.empty());
        new Certificates("authority").issue("server", files.certificate(), files.key());
        ServerConfig other = TestServer.config(folder.resolve("encrypted"));
        encrypted = TestServer.of(
                other.withHttp(other.http().withHeadTimeout(PATIENCE).withTls(files)));
    }

    @AfterAll
    static void stop() {
        plain.close();
        encrypted.close();
    }

    private static RawConnection connect(boolean secretly) {
        return secretly ? RawConnection.encrypted(encrypted.port(), "http/1.1") : plain.connect();
    }

    /** A connection that speaks HTTP/2, as its first bytes will say. */
    private static RawConnection connectForFrames(boolean secretly) {
        return secretly ? RawConnection.encrypted(encrypted.port(), "h2") : plain.connect();
    }

    /** Sends the same again and again while something else is done, in pauses that are much shorter than the patience. */
    private static void trickling(RawConnection connection, String drop, Consumer<RawConnection> meanwhile) {
        long from = System.nanoTime();
        AtomicBoolean done = new AtomicBoolean();
        Thread sender = new Thread(() -> {
            while (!done.get()) {
                connection.trySend(drop.getBytes(StandardCharsets.ISO_8859_1));
                pause(PAUSE_MILLIS);
            }
        });
        sender.setDaemon(true);
        sender.start();
        try {
            meanwhile.accept(connection);
        } finally {
            done.set(true);
        }
        assertTrue(System.nanoTime() - from >= PATIENCE.toNanos() * 9 / 10, "nothing else has ended it");
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** It may say why it ends (408, GOAWAY); nothing but the end follows. */
    private static void ended(RawConnection connection) {
        connection.readUntilClosed();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHeadThatTricklesIsAnsweredAsTooSlow(boolean secretly) {
        try (RawConnection connection = connect(secretly)) {
            connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n");
            trickling(connection, "X-A: b\r\n", slow -> {
                slow.answer().problem(408, "head-too-slow");
                ended(slow);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "\r\n", " ", "\n"})
    void aFirstLineThatDoesNotComeIsNoRequestEither(String drop) {
        for (boolean secretly : new boolean[] {false, true}) {
            try (RawConnection connection = connect(secretly)) {
                trickling(connection, drop, SlowHeadsIT::ended);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSecondHeadHasNoMoreTimeThanTheFirst(boolean secretly) {
        try (RawConnection connection = connect(secretly)) {
            connection.send(head("GET /"));
            connection.answer().expect(200);
            connection.send("GET / HTTP/1.1\r\nX-A: ");
            trickling(connection, "a", slow -> slow.answer().problem(408, "head-too-slow"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPrefaceThatTricklesIsCut(boolean secretly) {
        try (RawConnection connection = connect(secretly)) {
            connection.send("PRI");
            pause(PAUSE_MILLIS);
            connection.send(" * HTTP/2.0\r\n");
            ended(connection);
        }
    }

    /** Each frame is whole, and the head of which it is a part is not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHeadOfEndlessContinuationsIsCut(boolean secretly) {
        try (RawConnection connection = connectForFrames(secretly)) {
            connection.send(PREFACE + SETTINGS + "\0\0\3\1\1\0\0\0\1\u0082\u0086\u0084");
            // Fewer, in its time, than such a head may have, and larger.
            String field = "\0\1x\1a".repeat(20);
            trickling(connection, "\0\0d\11\0\0\0\0\1" + field, SlowHeadsIT::ended);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFrameOfAHeadThatTricklesIsCut(boolean secretly) {
        try (RawConnection connection = connectForFrames(secretly)) {
            connection.send(PREFACE + SETTINGS + "\0\100\0\1\5\0\0\0\1");
            trickling(connection, "\u0082", SlowHeadsIT::ended);
        }
    }

    @Test
    void anUpgradedConnectionIsWatchedAsWell() {
        try (RawConnection connection = plain.connect()) {
            connection.send(head(
                    "GET /",
                    "Connection: Upgrade, HTTP2-Settings",
                    "Upgrade: h2c",
                    "HTTP2-Settings: AAMAAABkAAQAAP__"));
            assertEquals(101, connection.next().status());
            connection.send(PREFACE + SETTINGS + "\0\100\0\1\5\0\0\0\3");
            trickling(connection, "\u0082", SlowHeadsIT::ended);
        }
    }

    @Test
    void aHandshakeThatTricklesIsCut() {
        try (RawConnection connection = new RawConnection(encrypted.port())) {
            // The header of a record of 16,000 bytes that is a ClientHello.
            connection.send("\26\3\1\76\200\1\0\76\174\3\3");
            trickling(connection, "a", SlowHeadsIT::ended);
        }
    }

    @Test
    void aHandshakeThatDoesNotBeginIsCut() {
        try (RawConnection connection = new RawConnection(encrypted.port())) {
            assertTrue(connection.isClosedByServer());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionMayRestLongerThanAHeadMayTake(boolean secretly) {
        try (RawConnection connection = connect(secretly)) {
            for (int i = 0; i < 2; i++) {
                connection.send(head("GET /"));
                connection.answer().expect(200);
                pause(2 * PATIENCE.toMillis());
            }
            connection.send(head("GET /"));
            connection.answer().expect(200);
        }
    }

    /** How slowly a body may come is another limit. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyMayTakeLongerThanAHead(boolean secretly) {
        byte[] content = bytes(60, 1);
        try (RawConnection connection = connect(secretly)) {
            connection.send(head("PUT /files/slow-" + secretly, "Content-Length: " + content.length));
            for (byte single : content) {
                connection.send(new byte[] {single});
                pause(2 * PATIENCE.toMillis() / content.length);
            }
            connection.answer().expect(201);
            connection.send(head("GET /"));
            connection.answer().expect(200);
        }
    }

    /** A head in two parts, with a pause between them that is no attack. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHeadInPartsIsServed(boolean secretly) {
        try (RawConnection connection = connect(secretly)) {
            for (int i = 0; i < 5; i++) {
                connection.send("GET / HTTP/1.1\r\nHost: loc");
                pause(PATIENCE.toMillis() / 4);
                connection.send("alhost\r\n\r\n");
                connection.answer().expect(200);
            }
        }
    }
}
