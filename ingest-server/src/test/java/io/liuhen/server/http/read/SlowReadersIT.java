package io.liuhen.server.http.read;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.TestServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who reads slowly, or not at all, holds one slot and its memory; it comes back however the reading ends. */
final class SlowReadersIT {
    private static final int SLOTS = 48;

    /** More than the sockets of a connection take that does not read. */
    private static final int LENGTH = 12 << 20;

    private static final int SMALL_WINDOW_BYTES = 16 << 10;

    private final byte[] content = bytes(LENGTH, 1);
    private final byte[] other = bytes(LENGTH, 2);

    @TempDir
    private Path folder;

    private TestServer server;
    private String address;
    private String otherAddress;

    @BeforeEach
    void start() {
        server = TestServer.in(folder);
        address = "/segments/" + server.tus().upload(content) + "/content";
        otherAddress = "/segments/" + server.tus().upload(other) + "/content";
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A connection that takes the head of an answer and then no more until it is asked to. */
    private static final class SlowReader implements AutoCloseable {
        private final Socket socket = new Socket();
        private final InputStream in;

        SlowReader(int port, String address) throws IOException {
            socket.setReceiveBufferSize(SMALL_WINDOW_BYTES);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(head("GET " + address).getBytes(StandardCharsets.US_ASCII));
            in = new BufferedInputStream(socket.getInputStream(), 1 << 10);
        }

        /** The status; everything up to the body is read. */
        int status() throws IOException {
            String line = line();
            int status = Integer.parseInt(line.split(" ", 3)[1]);
            while (!line.isEmpty()) {
                line = line();
            }
            return status;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b != '\n' && b >= 0; b = in.read()) {
                line.append((char) b);
            }
            return line.toString().strip();
        }

        byte[] body() throws IOException {
            return in.readNBytes(LENGTH);
        }

        /** As a pulled plug does. */
        void breakOff() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private List<SlowReader> fillAllSlots() throws IOException {
        List<SlowReader> readers = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            SlowReader reader = new SlowReader(server.port(), i % 2 == 0 ? address : otherAddress);
            assertEquals(200, reader.status(), "reader " + i);
            readers.add(reader);
        }
        return readers;
    }

    @Test
    void slotsThatWereBrokenOffComeBackAndWhoReadsOnGetsItsOwnBytes() throws IOException {
        for (int round = 0; round < 2; round++) {
            List<SlowReader> readers = fillAllSlots();
            server.http().get(address).problem(503, "busy");
            for (int i = 0; i < SLOTS; i++) {
                if (i % 4 < 2) {
                    readers.get(i).breakOff();
                }
            }
            Eventually.holds(
                    "a slot comes back",
                    () -> server.http().get(address, "Range", "bytes=0-0").status() == 206);
            // These now have the memory of those who left.
            assertArrayEquals(other, server.http().get(otherAddress).expect(200).body());
            for (int i = 0; i < SLOTS; i++) {
                if (i % 4 >= 2) {
                    assertArrayEquals(
                            i % 2 == 0 ? content : other, readers.get(i).body());
                    readers.get(i).close();
                }
            }
        }
    }

    @Test
    void whoAsksForNoBytesLeavesNoSlotTaken() {
        String etag = server.http().head(address).required("ETag");
        for (int i = 0; i <= SLOTS; i++) {
            server.http().head(address).expect(200);
            server.http().get(address, "If-None-Match", etag).expect(304);
            server.http().get(address, "Range", "bytes=99999999-").problem(416, "range");
        }
        assertArrayEquals(content, server.http().get(address).expect(200).body());
    }

    @Test
    void aReaderIsTracedBeforeItsFirstByte() throws IOException {
        try (SlowReader reader = new SlowReader(server.port(), address)) {
            assertEquals(200, reader.status());
            String id = address.split("/", 4)[2];
            assertTrue(server.deeds(id, "read") == 1, "the bytes that have come are on record");
        }
    }
}
