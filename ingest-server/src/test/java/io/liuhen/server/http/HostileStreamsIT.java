package io.liuhen.server.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
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
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

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

    /** A connection that speaks frames. */
    private static final class Line implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        private final DataInputStream in = new DataInputStream(socket.getInputStream());

        Line() throws IOException {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            send(SETTINGS, 0, 0, new byte[0]);
        }

        void send(int type, int flags, int stream, byte[] payload) throws IOException {
            socket.getOutputStream().write(frame(type, flags, stream, payload));
        }

        /** Sends as long as the other side lets us; whether it stopped that. */
        boolean flood(byte[] frames, int times) {
            try {
                for (int i = 0; i < times; i++) {
                    socket.getOutputStream().write(frames);
                }
                return false;
            } catch (IOException e) {
                return true;
            }
        }

        /** Reads on to the end: whether the server ended it, by a GOAWAY or by closing. */
        boolean endedByServer() throws IOException {
            try {
                while (true) {
                    int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
                    int type = in.readUnsignedByte();
                    in.skipNBytes(5L + length);
                    if (type == GOAWAY) {
                        return true;
                    }
                }
            } catch (SocketTimeoutException e) {
                return false;
            } catch (IOException e) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    @Test
    void streamsThatAreOpenedAndTakenBackEndTheConnection() throws IOException {
        try (Line line = new Line()) {
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
        try (Line line = new Line()) {
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
        try (Line line = new Line()) {
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
        try (Line line = new Line()) {
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
            try (Line line = new Line()) {
                line.socket.setReceiveBufferSize(4096);
                boolean stopped = line.flood(thousand.toByteArray(), 3000);
                assertTrue(stopped || line.endedByServer(), () -> "frames of type " + type);
            }
        }
        Eventually.holds("others are served", () -> server.http().get("/").status() == 200);
    }
}
