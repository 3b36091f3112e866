package io.liuhen.server.http;

import static io.liuhen.server.http.FrameLine.DATA;
import static io.liuhen.server.http.FrameLine.END_HEADERS;
import static io.liuhen.server.http.FrameLine.END_STREAM;
import static io.liuhen.server.http.FrameLine.HEADERS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.server.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heads in frames of HTTP/2 that could be read two ways, as bytes that no client library would send. */
final class HostileStreamHeadsIT {
    /** GET http://localhost/, as HPACK (RFC 7541) has it: three indexed fields and a literal authority. */
    private static final byte[] REQUEST = fields(
            new byte[] {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 9},
            "localhost".getBytes(StandardCharsets.US_ASCII));

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
        try (FrameLine line = new FrameLine(server.port())) {
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
