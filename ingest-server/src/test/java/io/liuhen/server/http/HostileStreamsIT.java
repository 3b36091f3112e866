package io.liuhen.server.http;

import static io.liuhen.server.http.FrameLine.CONTINUATION;
import static io.liuhen.server.http.FrameLine.DATA;
import static io.liuhen.server.http.FrameLine.END_HEADERS;
import static io.liuhen.server.http.FrameLine.END_STREAM;
import static io.liuhen.server.http.FrameLine.HEADERS;
import static io.liuhen.server.http.FrameLine.PING;
import static io.liuhen.server.http.FrameLine.PRIORITY;
import static io.liuhen.server.http.FrameLine.RST_STREAM;
import static io.liuhen.server.http.FrameLine.SETTINGS;
import static io.liuhen.server.http.FrameLine.UNKNOWN;
import static io.liuhen.server.http.FrameLine.WINDOW_UPDATE;
import static io.liuhen.server.http.FrameLine.frame;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Floods of HTTP/2 frames on bare sockets: each ends its own connection, or costs nothing, and nobody else waits. */
final class HostileStreamsIT {
    /** GET http://localhost/, as HPACK (RFC 7541) has it: three indexed fields and a literal authority. */
    private static final byte[] REQUEST = request();

    @TempDir
    private static Path folder;

    private static TestServer server;

    private double openBefore;

    @BeforeAll
    static void start() {
        server = TestServer.in(folder);
        server.http().get("/").expect(200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void countConnections() {
        openBefore = server.metric("process_open_fds");
    }

    /** The connections of the attack are given back, and others are served. */
    @AfterEach
    void everythingIsAsBefore() {
        server.http().get("/").expect(200);
        server.http().upgrading().get("/").expect(200);
        // This test's own clients keep some.
        Eventually.holds("connections are given back", () -> server.metric("process_open_fds") < openBefore + 50);
    }

    private static byte[] request() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(new byte[] {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 9});
        block.writeBytes("localhost".getBytes(StandardCharsets.US_ASCII));
        return block.toByteArray();
    }

    @Test
    void streamsThatAreOpenedAndTakenBackEndTheConnection() throws IOException {
        try (FrameLine line = new FrameLine(server.port())) {
            for (int i = 0; i < 5000; i++) {
                int stream = 2 * i + 1;
                ByteArrayOutputStream both = new ByteArrayOutputStream();
                both.writeBytes(frame(HEADERS, END_HEADERS | END_STREAM, stream, REQUEST));
                both.writeBytes(frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
                if (line.flood(both.toByteArray(), 1)) {
                    break;
                }
            }
            assertTrue(line.endedByServer(), "the flood is not served for ever");
        }
    }

    @Test
    void aHeadOfManyContinuationsEndsTheConnection() throws IOException {
        try (FrameLine line = new FrameLine(server.port())) {
            line.send(HEADERS, END_STREAM, 1, REQUEST);
            line.flood(frame(CONTINUATION, 0, 1, new byte[0]), 100_000);
            assertTrue(line.endedByServer());
        }
    }

    @Test
    void aHeadThatGrowsByContinuationsEndsTheConnection() throws IOException {
        byte[] literal = ByteBuffer.allocate(4 + 100)
                .put(new byte[] {0, 1, 'x', 100})
                .put(new byte[100])
                .array();
        Arrays.fill(literal, 4, literal.length, (byte) 'a');
        try (FrameLine line = new FrameLine(server.port())) {
            line.send(HEADERS, END_STREAM, 1, REQUEST);
            line.flood(frame(CONTINUATION, 0, 1, literal), 20_000);
            assertTrue(line.endedByServer());
        }
    }

    /** One field of 4 KB in the table, then a byte for each copy of it. */
    @Test
    void aHeadThatUnfoldsIntoMegabytesIsRefused() throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(REQUEST);
        block.writeBytes(new byte[] {0x40, 1, 'x', 0x7f, (byte) 0xa1, 0x1e});
        byte[] value = new byte[4000];
        Arrays.fill(value, (byte) 'a');
        block.writeBytes(value);
        byte[] copies = new byte[10_000];
        Arrays.fill(copies, (byte) (0x80 | 62));
        block.writeBytes(copies);
        double before = server.metric("jvm_memory_bytes_used");
        try (FrameLine line = new FrameLine(server.port())) {
            line.send(HEADERS, END_HEADERS | END_STREAM, 1, block.toByteArray());
            line.send(PING, 0, 0, new byte[8]);
        }
        server.http().get("/").expect(200);
        double after = server.metric("jvm_memory_bytes_used");
        assertTrue(after - before < (200 << 20), () -> (after - before) + " bytes more");
    }

    @Test
    void settingsAndPingsThatNobodyReadsTheAnswersOfEndTheConnection() throws IOException {
        for (int type : new int[] {SETTINGS, PING}) {
            byte[] one = frame(type, 0, 0, type == PING ? new byte[8] : new byte[0]);
            ByteArrayOutputStream thousand = new ByteArrayOutputStream();
            for (int i = 0; i < 1000; i++) {
                thousand.writeBytes(one);
            }
            try (FrameLine line = new FrameLine(server.port())) {
                line.receiveLittle();
                boolean stopped = line.flood(thousand.toByteArray(), 3000);
                assertTrue(stopped || line.endedByServer(), () -> "frames of type " + type);
            }
        }
        Eventually.holds("others are served", () -> server.http().get("/").status() == 200);
    }

    private static byte[] thousandTimes(byte[] frame) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    /** None of them wants an answer, so nothing but their number ends them. */
    @Test
    void framesThatBringNothingEndTheConnection() throws IOException {
        byte[] one = {0, 0, 0, 1};
        for (byte[] frame : new byte[][] {
            frame(PRIORITY, 0, 3, new byte[] {0, 0, 0, 0, 1}),
            frame(WINDOW_UPDATE, 0, 0, one),
            frame(UNKNOWN, 0, 0, new byte[0]),
            frame(UNKNOWN, 0, 0, new byte[100])
        }) {
            try (FrameLine line = new FrameLine(server.port())) {
                boolean stopped = line.flood(thousandTimes(frame), 1000);
                assertTrue(stopped || line.endedByServer(), () -> "a million frames of type " + frame[3]);
            }
        }
    }

    @Test
    void aBodyOfSingleBytesThatNobodyWantsEndsTheConnection() throws IOException {
        ByteArrayOutputStream post = new ByteArrayOutputStream();
        post.writeBytes(new byte[] {(byte) 0x83, (byte) 0x86, (byte) 0x84, 0x41, 9});
        post.writeBytes("localhost".getBytes(StandardCharsets.US_ASCII));
        try (FrameLine line = new FrameLine(server.port())) {
            line.send(HEADERS, END_HEADERS, 1, post.toByteArray());
            boolean stopped = line.flood(thousandTimes(frame(DATA, 0, 1, new byte[1])), 1000);
            assertTrue(stopped || line.endedByServer());
        }
    }

    @Test
    void whoeverSaysOftenThatThereIsRoomForMoreOfWhatHeReceivesIsServed() throws IOException {
        try (FrameLine line = new FrameLine(server.port())) {
            byte[] update = frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1});
            assertFalse(line.flood(update, 5000), "a few at once are nothing");
            line.send(HEADERS, END_HEADERS | END_STREAM, 1, REQUEST);
            assertTrue(line.answered(1), "it is served as ever");
        }
    }
}
