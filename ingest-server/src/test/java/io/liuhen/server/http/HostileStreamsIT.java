package io.liuhen.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Floods of HTTP/2 frames on bare sockets: each ends its own connection, or costs nothing, and nobody else waits. */
final class HostileStreamsIT {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PRIORITY = 2;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int UNKNOWN = 0xbe;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int WITH_PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;

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

        /** The status of a stream's answer; 400 also where the stream is reset as malformed (RFC 9113 §8.1.1). */
        int status(int wanted) throws IOException {
            while (true) {
                int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = in.readNBytes(length);
                if (type == GOAWAY || (type == RST_STREAM && stream == wanted)) {
                    return 400;
                }
                if (type == HEADERS && stream == wanted) {
                    return first(payload, (flags & WITH_PRIORITY) == 0 ? 0 : PRIORITY_BYTES);
                }
            }
        }

        /** The status is the first field: from the table, or a literal of three digits. */
        private static int first(byte[] block, int at) {
            return switch (block[at] & 0xff) {
                case 0x88 -> 200;
                case 0x8c -> 400;
                case 0x48 -> Integer.parseInt(new String(block, at + 2, 3, StandardCharsets.US_ASCII));
                default ->
                    throw new IllegalStateException(
                            "not a status: " + HexFormat.of().formatHex(block));
            };
        }

        /** Reads on until a stream is answered; false if the connection ends before. */
        boolean answered(int wanted) throws IOException {
            try {
                while (true) {
                    int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
                    int type = in.readUnsignedByte();
                    in.skipNBytes(1);
                    int stream = in.readInt();
                    in.skipNBytes(length);
                    if (type == HEADERS && stream == wanted) {
                        return true;
                    }
                    if (type == GOAWAY) {
                        return false;
                    }
                }
            } catch (EOFException e) {
                return false;
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
            try (Line line = new Line()) {
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
        try (Line line = new Line()) {
            line.send(HEADERS, END_HEADERS, 1, post.toByteArray());
            boolean stopped = line.flood(thousandTimes(frame(DATA, 0, 1, new byte[1])), 1000);
            assertTrue(stopped || line.endedByServer());
        }
    }

    @Test
    void whoeverSaysOftenThatThereIsRoomForMoreOfWhatHeReceivesIsServed() throws IOException {
        try (Line line = new Line()) {
            byte[] update = frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1});
            assertFalse(line.flood(update, 5000), "a few at once are nothing");
            line.send(HEADERS, END_HEADERS | END_STREAM, 1, REQUEST);
            assertTrue(line.answered(1), "it is served as ever");
        }
    }

    /** A field that stands in no table. */
    private static byte[] field(String name, String value) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0);
        block.write(name.length());
        block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
        return block.toByteArray();
    }

    private static byte[] fields(byte[]... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (byte[] each : fields) {
            block.writeBytes(each);
        }
        return block.toByteArray();
    }

    private static int status(byte[] block, byte[] body) throws IOException {
        try (Line line = new Line()) {
            line.send(HEADERS, END_HEADERS | (body.length == 0 ? END_STREAM : 0), 1, block);
            if (body.length > 0) {
                line.send(DATA, END_STREAM, 1, body);
            }
            return line.status(1);
        }
    }

    @Test
    void aRequestSaysOnceWhomItIsFor() throws IOException {
        byte[] nameless = {(byte) 0x82, (byte) 0x86, (byte) 0x84};
        assertEquals(200, status(REQUEST, new byte[0]));
        assertEquals(200, status(fields(nameless, field("host", "localhost")), new byte[0]), "as gateways send it");
        assertEquals(400, status(fields(REQUEST, field("host", "localhost")), new byte[0]));
        assertEquals(400, status(fields(REQUEST, field("host", "other")), new byte[0]));
        assertEquals(400, status(nameless, new byte[0]), "for nobody");
    }

    /** RFC 9110 §8.6 lets a recipient take the same length, said twice, for one; the decoder does. */
    @Test
    void aBodyHasOneLength() throws IOException {
        byte[] post = {(byte) 0x83, (byte) 0x86, 0x44, 6, '/', 'f', 'i', 'l', 'e', 's', 0x41, 9};
        byte[] named = fields(post, "localhost".getBytes(StandardCharsets.US_ASCII));
        byte[] length = field("content-length", "3");
        assertEquals(201, status(fields(named, length), new byte[3]));
        assertEquals(201, status(fields(named, length, length), new byte[3]));
        assertEquals(400, status(fields(named, length), new byte[4]));
        assertEquals(400, status(fields(named, length, field("content-length", "4")), new byte[3]));
    }
}
