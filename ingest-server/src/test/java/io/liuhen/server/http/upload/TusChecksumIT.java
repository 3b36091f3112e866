package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** tus 1.0.0, checksum and checksum-trailer: Ck1 to Ck3 of the protocol's checklist in this project's notes. */
final class TusChecksumIT {
    private static final int MIB = 1 << 20;
    private static final String TUS = "Tus-Resumable: 1.0.0";
    private static final String STREAM = "Content-Type: " + Tus.OFFSET_STREAM;

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static Tus tus;

    @BeforeAll
    static void start() {
        server = TestServer.in(folder);
        tus = server.tus();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer ask(String requestLine, byte[] body, String... headerLines) {
        try (RawConnection connection = server.connect()) {
            return connection.send(head(requestLine, headerLines)).send(body).answer();
        }
    }

    private static String checksum(String algorithm, byte[] bytes) {
        byte[] digest;
        if (algorithm.equals("crc32c")) {
            CRC32C crc = new CRC32C();
            crc.update(bytes);
            digest = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        } else {
            try {
                digest = MessageDigest.getInstance(algorithm.replace("sha", "SHA-"))
                        .digest(bytes);
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }
        return algorithm + " " + Base64.getEncoder().encodeToString(digest);
    }

    private static Answer patch(String upload, long offset, byte[] body, String checksum) {
        return ask(
                "PATCH " + upload,
                body,
                TUS,
                STREAM,
                "Upload-Offset: " + offset,
                "Content-Length: " + body.length,
                "Upload-Checksum: " + checksum);
    }

    // Ck1: what is known is told, sha1 among it, in lower case.

    @Test
    void theAlgorithmsAreTold() {
        Answer options = ask("OPTIONS /files", new byte[0]).expect(204);
        List<String> names = List.of(options.required("Tus-Checksum-Algorithm").split(",", -1));
        assertTrue(names.containsAll(List.of("sha1", "sha256", "md5", "crc32c", "sha512")), names::toString);
        List<String> extensions = List.of(options.required("Tus-Extension").split(",", -1));
        assertTrue(extensions.containsAll(List.of("checksum", "checksum-trailer")), extensions::toString);
    }

    // Ck2: what is right is taken, what is wrong leaves nothing.

    @ParameterizedTest
    @ValueSource(strings = {"sha1", "sha256", "sha512", "md5", "crc32c"})
    void aChunkWithTheRightChecksumIsTakenAndWithAWrongOneItIsNot(String algorithm) {
        byte[] content = bytes(3 * MIB + 17, 1);
        byte[] other = content.clone();
        other[MIB]++;
        String upload = tus.create(content.length + 5);
        tus.patch(upload, 0, bytes(5, 2)).expect(204);
        Answer wrong = patch(upload, 5, other, checksum(algorithm, content));
        assertEquals(5, wrong.problem(460, "checksum-mismatch").path("offset").asLong());
        assertEquals("1.0.0", wrong.required("Tus-Resumable"));
        assertEquals(5, tus.head(upload).offset());
        assertEquals(
                content.length + 5,
                patch(upload, 5, content, checksum(algorithm, content))
                        .expect(204)
                        .offset());
        byte[] stored =
                server.http().get("/segments/" + Tus.id(upload) + "/content").body();
        assertArrayEquals(content, Arrays.copyOfRange(stored, 5, stored.length));
    }

    @Test
    void aChunkWithAWrongChecksumLeavesNothingHoweverLongItIs() {
        byte[] content = bytes(70 * MIB, 3);
        String upload = tus.create(content.length);
        patch(upload, 0, content, checksum("crc32c", bytes(1, 4))).problem(460, "checksum-mismatch");
        assertEquals(0, tus.head(upload).offset(), "without a checksum, 64 MiB would be committed on the way");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha0 qqqq",
                "sha1",
                "sha1 ",
                "sha1 !!!!",
                "sha1 qqqq",
                "sha1  Kq5sNclPz7QV2+lfQIuc6R7oRu0= x",
                "Kq5sNclPz7QV2+lfQIuc6R7oRu0="
            })
    void aChecksumThatSaysNothingIsRefusedBeforeTheBody(String checksum) {
        String upload = tus.create(11);
        try (RawConnection connection = server.connect()) {
            Answer answer = connection
                    .send(RawConnection.patch(upload, 0, 11, "Upload-Checksum: " + checksum, "Expect: 100-continue"))
                    .answer();
            answer.problem(400, "checksum");
        }
        assertEquals(0, tus.head(upload).offset());
        tus.patch(upload, 0, bytes(11, 5)).expect(204);
    }

    @Test
    void theChecksumOfTheProtocolsOwnExampleIsRight() {
        String upload = tus.create(11);
        byte[] hello = "hello world".getBytes(StandardCharsets.US_ASCII);
        patch(upload, 0, hello, "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=").expect(204);
    }

    @Test
    void aChunkThatBreaksOffBeforeItsEndDoesNotCountAtAll() {
        byte[] content = bytes(2 * MIB, 6);
        String upload = tus.create(content.length);
        tus.patch(upload, 0, Arrays.copyOf(content, 100)).expect(204);
        try (RawConnection connection = server.connect()) {
            server.untilReceived(
                    MIB,
                    () -> connection
                            .send(RawConnection.patch(
                                    upload, 100, content.length - 100, "Upload-Checksum: " + checksum("sha1", content)))
                            .send(Arrays.copyOfRange(content, 100, 100 + MIB)));
        }
        assertEquals(100, tus.head(upload).offset());
        tus.patch(upload, 100, Arrays.copyOfRange(content, 100, content.length)).expect(204);
        assertArrayEquals(
                content,
                server.http().get("/segments/" + Tus.id(upload) + "/content").body());
    }

    @Test
    void aChunkThatIsOvertakenBeforeItsEndDoesNotCountAtAll() {
        String upload = tus.create(1000);
        try (RawConnection connection = server.connect()) {
            server.untilReceived(
                    500,
                    () -> connection
                            .send(RawConnection.patch(
                                    upload, 0, 1000, "Upload-Checksum: " + checksum("md5", bytes(1000, 7))))
                            .send(bytes(500, 7)));
            assertEquals(0, tus.head(upload).offset());
            tus.patch(upload, 0, bytes(1000, 8)).expect(204);
        }
    }

    @Test
    void aChecksumCountsForTheBytesOfACreation() {
        byte[] content = bytes(10, 9);
        for (boolean right : List.of(false, true)) {
            Answer answer = ask(
                    "POST /files",
                    content,
                    TUS,
                    STREAM,
                    "Upload-Length: 10",
                    "Content-Length: 10",
                    "Upload-Checksum: " + checksum("sha1", right ? content : bytes(10, 10)));
            assertEquals(right ? 201 : 460, answer.status());
            assertEquals(right ? 10 : 0, tus.head(answer.required("Location")).offset());
        }
    }

    // Ck3: behind the body.

    private static Answer withTrailer(String upload, byte[] body, String trailer) {
        try (RawConnection connection = server.connect()) {
            return connection
                    .send(RawConnection.patch(upload, 0, -1, "Trailer: Upload-Checksum"))
                    .sendChunk(body)
                    .send("0\r\n" + trailer + "\r\n")
                    .answer();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha1", "sha256", "sha512", "md5", "crc32c"})
    void aChecksumBehindTheBodyIsComparedAsOneBeforeIt(String algorithm) {
        byte[] content = bytes(MIB + 3, 11);
        String upload = tus.create(content.length);
        withTrailer(upload, content, "Upload-Checksum: " + checksum(algorithm, bytes(1, 12)) + "\r\n")
                .problem(460, "checksum-mismatch");
        assertEquals(0, tus.head(upload).offset());
        withTrailer(upload, content, "upload-checksum: " + checksum(algorithm, content) + "\r\n")
                .expect(204);
        server.http().get("/segments/" + Tus.id(upload)).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Upload-Checksum: sha0 qqqq\r\n", "X-Other: 1\r\n"})
    void aChecksumThatWasAnnouncedAndDoesNotComeIsRefused(String trailer) {
        String upload = tus.create(10);
        withTrailer(upload, bytes(10, 13), trailer).problem(400, "checksum");
        assertEquals(0, tus.head(upload).offset());
    }
}
