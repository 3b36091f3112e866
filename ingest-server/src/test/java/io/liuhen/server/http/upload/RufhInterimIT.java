package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.Rufh;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 104 (Upload Resumption Supported): R3, R4, R9 and R16 of the checklist. "Only where the client asked for it, and never a
 * byte that is not durable."
 */
final class RufhInterimIT {
    private static final int PIECE = 8 << 20;

    private final byte[] content = bytes(20_000, 1);

    @TempDir
    private Path folder;

    private TestServer server;
    private RawConnection connection;

    @BeforeEach
    void start() {
        server = TestServer.in(folder);
        connection = server.connect();
    }

    @AfterEach
    void stop() {
        connection.close();
        server.close();
    }

    private String post(String... lines) {
        String[] all = new String[lines.length + 1];
        System.arraycopy(lines, 0, all, 1, lines.length);
        all[0] = "Content-Length: " + content.length;
        return head("POST /files", all);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8})
    void r3TheAddressIsToldBeforeTheFirstByteHasCome(int version) {
        String complete = version == 3 ? "Upload-Incomplete: ?0" : "Upload-Complete: ?1";
        connection.send(post(complete, "Upload-Draft-Interop-Version: " + version));
        Answer interim = connection.next().expect(104);
        String upload = interim.required("Location");
        assertEquals(String.valueOf(version), interim.required("Upload-Draft-Interop-Version"));
        assertTrue(interim.required("Upload-Limit").startsWith("max-size="));
        assertTrue(interim.header("Content-Length").isEmpty());
        Answer last = connection.send(content).next().expect(201);
        assertEquals(upload, last.required("Location"), "the upload's address is the file's for life");
        assertArrayEquals(
                content,
                server.http().get("/segments/" + Tus.id(upload) + "/content").body());
    }

    @Test
    void r3TheAddressThatWasToldIsWhereTheUploadGoesOn() {
        connection.send(post("Upload-Complete: ?1", "Upload-Draft-Interop-Version: 8"));
        String upload = connection.next().expect(104).required("Location");
        server.untilReceived(1000, () -> connection.send(Arrays.copyOf(content, 1000)));
        Answer standing = server.rufh().head(upload).expect(204);
        assertEquals(1000, standing.offset());
        server.rufh()
                .patch(upload, 1000, true, Arrays.copyOfRange(content, 1000, content.length))
                .expect(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "9", "?1", "8.0", "\"8\""})
    void r3WhoDoesNotAskIsToldNothing(String version) {
        connection.send(
                version.isEmpty()
                        ? post("Upload-Complete: ?1")
                        : post("Upload-Complete: ?1", "Upload-Draft-Interop-Version: " + version));
        connection.send(content).next().expect(201);
    }

    @Test
    void r3NobodyIsToldWhereItIsSwitchedOff() {
        connection.close();
        server.close();
        var config = TestServer.config(folder);
        server = TestServer.of(config.withHttp(config.http().withInterim(false)));
        connection = server.connect();
        connection.send(post("Upload-Complete: ?1", "Upload-Draft-Interop-Version: 8"));
        connection.send(content).next().expect(201);
    }

    @Test
    void r3AnOrdinaryRequestIsToldNothing() {
        connection
                .send(post("Upload-Draft-Interop-Version: 8"))
                .send(content)
                .next()
                .expect(201);
        connection
                .send(head("GET /livez", "Upload-Draft-Interop-Version: 8"))
                .next()
                .expect(404);
    }

    @Test
    void r4AllMessagesOfARequestTellTheSameAddress() {
        connection.send(post("Upload-Complete: ?0", "Upload-Draft-Interop-Version: 8"));
        String upload = connection.next().expect(104).required("Location");
        assertEquals(upload, connection.send(content).next().expect(201).required("Location"));
    }

    /** Each offset on the way is one that an upload may be asked to go on from, also after the power was cut. */
    @Test
    void r9ProgressIsToldAndIsDurable() {
        String upload = server.rufh().create();
        connection.send(head(
                "PATCH " + upload,
                "Upload-Draft-Interop-Version: 8",
                "Upload-Complete: ?1",
                "Upload-Offset: 0",
                "Content-Type: " + Rufh.PARTIAL_UPLOAD,
                "Content-Length: " + 9L * PIECE));
        byte[] piece = bytes(PIECE, 2);
        for (int i = 0; i < 9; i++) {
            connection.send(piece);
        }
        List<Long> offsets = new ArrayList<>();
        Answer answer = connection.next();
        while (answer.status() == 104) {
            assertTrue(answer.header("Location").isEmpty(), "of an append that is not told again");
            assertEquals("8", answer.required("Upload-Draft-Interop-Version"));
            offsets.add(answer.offset());
            answer = connection.next();
        }
        answer.expect(201);
        assertEquals(2, offsets.size(), "72 MiB are committed twice on the way: " + offsets);
        assertTrue(0 < offsets.get(0) && offsets.get(0) < offsets.get(1) && offsets.get(1) < 9L * PIECE);
        assertEquals(9L * PIECE, answer.offset());
    }

    @Test
    void r16WhoWaitsFor100GetsItAlsoAfterA104() {
        connection.send(post("Upload-Complete: ?1", "Upload-Draft-Interop-Version: 8", "Expect: 100-continue"));
        connection.next().expect(104);
        connection.next().expect(100);
        connection.send(content).next().expect(201);
    }

    @Test
    void theConnectionGoesOnAfterInterimAnswers() {
        for (int i = 0; i < 3; i++) {
            connection.send(post("Upload-Complete: ?1", "Upload-Draft-Interop-Version: 8"));
            connection.next().expect(104);
            connection.send(content).next().expect(201);
        }
        connection.send(head("GET /files/none")).next().expect(404);
    }
}
