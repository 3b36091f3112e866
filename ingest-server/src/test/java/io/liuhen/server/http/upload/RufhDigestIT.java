package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.Rufh;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 9530: what a client declares of one request's content is compared before any of it counts, what it declares of the
 * whole file before it is sealed as complete.
 */
final class RufhDigestIT {
    private static final int LENGTH = 150_000;
    private static final int FIRST = 100_000;

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static Rufh rufh;

    /** What one test has sent under its digest, another would not have to send. */
    private static final AtomicInteger CONTENTS = new AtomicInteger();

    private final byte[] content = bytes(LENGTH, CONTENTS.incrementAndGet());

    @BeforeAll
    static void start() {
        server = TestServer.in(folder);
        rufh = server.rufh();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String digest(String key, byte[] bytes) {
        try {
            byte[] digest =
                    MessageDigest.getInstance(key.toUpperCase(Locale.ROOT)).digest(bytes);
            return key + "=:" + Base64.getEncoder().encodeToString(digest) + ":";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] part(int from, int to) {
        return Arrays.copyOfRange(content, from, to);
    }

    private static byte[] stored(String upload) {
        return server.http()
                .get("/segments/" + Tus.id(upload) + "/content")
                .expect(200)
                .body();
    }

    private static String state(String upload) {
        return server.http()
                .get("/segments/" + Tus.id(upload))
                .expect(200)
                .json()
                .path("state")
                .asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha-256", "sha-512"})
    void contentThatIsAsDeclaredCounts(String key) {
        String upload = rufh.post(false, part(0, FIRST), "Content-Digest", digest(key, part(0, FIRST)))
                .expect(201)
                .required("Location");
        byte[] rest = part(FIRST, LENGTH);
        rufh.patch(upload, FIRST, true, rest, "Content-Digest", digest(key, rest))
                .expect(201);
        assertArrayEquals(content, stored(upload));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha-256", "sha-512"})
    void contentThatIsNotAsDeclaredDoesNotCount(String key) {
        String upload = rufh.post(false, part(0, FIRST)).expect(201).required("Location");
        byte[] rest = part(FIRST, LENGTH);
        Answer answer = rufh.patch(upload, FIRST, true, rest, "Content-Digest", digest(key, content));
        ObjectNode problem = answer.problem(400, "#digest-mismatched-values");
        assertEquals("resume", problem.path("retry").asText());
        assertEquals(key, problem.at("/mismatched_digests/0/algorithm").asText());
        assertEquals(
                "Content-Digest", problem.at("/mismatched_digests/0/header").asText());
        assertEquals(FIRST, answer.offset());
        assertEquals("?0", answer.required("Upload-Complete"));
        assertEquals(FIRST, rufh.head(upload).expect(204).offset());
        rufh.patch(upload, FIRST, true, rest).expect(201);
        assertArrayEquals(content, stored(upload));
    }

    @Test
    void bothDigestsMustBeRight() {
        String wrong = digest("sha-256", content) + ", " + digest("sha-512", part(0, 5));
        rufh.post(true, content, "Content-Digest", wrong).problem(400, "#digest-mismatched-values");
        String right = digest("sha-256", content) + ", md5=:AAAA:, " + digest("sha-512", content);
        rufh.post(true, content, "Content-Digest", right).expect(201);
    }

    @Test
    void algorithmsThatNobodyTrustsSayNothing() {
        rufh.post(true, content, "Content-Digest", "md5=:AAAA:, adler=:AA==:").expect(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Digest", "Repr-Digest"})
    void aDigestThatCannotBeReadIsRefused(String header) {
        for (String value : new String[] {"sha-256=AAAA", "sha-256=:!:", "sha-256"}) {
            rufh.post(true, content, header, value).problem(400, "digest-field");
            server.http().put("/files/a.mp4", content, header, value).problem(400, "digest-field");
        }
        rufh.post(true, content, header, "sha-256=:AAAA:").problem(400, "#digest-invalid-values");
        String upload = rufh.create();
        rufh.patch(upload, 0, true, content, header, "sha-256=:AAAA:").problem(400, "#digest-invalid-values");
        assertEquals(0, rufh.head(upload).expect(204).offset());
    }

    @Test
    void aDigestMayComeBehindTheContent() {
        for (boolean right : new boolean[] {true, false}) {
            String upload = rufh.create();
            try (RawConnection connection = server.connect()) {
                connection
                        .send(head(
                                "PATCH " + upload,
                                "Upload-Complete: ?1",
                                "Upload-Offset: 0",
                                "Content-Type: " + Rufh.PARTIAL_UPLOAD,
                                "Trailer: Content-Digest",
                                "Transfer-Encoding: chunked"))
                        .sendChunk(content)
                        .send("0\r\nContent-Digest: " + digest("sha-512", right ? content : part(0, 1)) + "\r\n\r\n");
                Answer answer = connection.answer();
                if (right) {
                    answer.expect(201);
                } else {
                    answer.problem(400, "#digest-mismatched-values");
                    assertEquals(0, rufh.head(upload).expect(204).offset());
                }
            }
        }
    }

    @Test
    void plainFilesAreComparedToo() {
        Answer refused =
                server.http().put("/files/plain.mp4", content, "Content-Digest", digest("sha-256", part(0, FIRST)));
        refused.problem(400, "#digest-mismatched-values");
        Answer taken = server.http()
                .put("/files/plain.mp4", content, "Content-Digest", digest("sha-512", content))
                .expect(201);
        assertArrayEquals(content, stored(taken.required("Location")));
        server.http()
                .send(
                        "POST",
                        "/files",
                        BodyPublishers.ofByteArray(content),
                        "Content-Digest",
                        digest("sha-256", part(0, FIRST)))
                .problem(400, "#digest-mismatched-values");
    }

    @Test
    void theWholeIsComparedWithWhatWasDeclaredAtTheCreation() {
        String right = rufh.create("Repr-Digest", digest("sha-256", content));
        rufh.patch(right, 0, false, part(0, FIRST)).expect(204);
        Answer sealed = rufh.patch(right, FIRST, true, part(FIRST, LENGTH)).expect(201);
        assertEquals(digest("sha-256", content), sealed.required("Repr-Digest"));
        assertEquals("sealed", state(right));

        String wrong = rufh.create("Repr-Digest", digest("sha-256", part(0, FIRST)));
        Answer answer = rufh.patch(wrong, 0, true, content);
        ObjectNode problem = answer.problem(400, "#digest-mismatched-values");
        assertEquals("Repr-Digest", problem.at("/mismatched_digests/0/header").asText());
        assertEquals("?1", answer.required("Upload-Complete"), "to send it here again would change nothing");
        rufh.head(wrong).expect(410);
        assertEquals("unmatched", state(wrong));
    }

    @Test
    void theWholeIsComparedWithWhatIsDeclaredWithTheLastPart() {
        String right = rufh.post(false, part(0, FIRST)).expect(201).required("Location");
        rufh.patch(right, FIRST, true, part(FIRST, LENGTH), "Repr-Digest", digest("sha-256", content))
                .expect(201);
        String wrong = rufh.post(false, part(0, FIRST)).expect(201).required("Location");
        rufh.patch(wrong, FIRST, true, part(FIRST, LENGTH), "Repr-Digest", digest("sha-256", part(0, 1)))
                .problem(400, "#digest-mismatched-values");
        assertEquals("unmatched", state(wrong));
        assertArrayEquals(content, stored(wrong));
    }

    @Test
    void aPlainFileIsComparedWithItsReprDigest() {
        server.http()
                .put("/files/declared.mp4", content, "Repr-Digest", digest("sha-256", part(0, 1)))
                .problem(460, "digest-mismatch");
        server.http()
                .put("/files/declared.mp4", content, "Repr-Digest", digest("sha-256", content))
                .expect(201);
    }

    @Test
    void twoDigestsOfOneFileThatDifferAreRefused() {
        String other = Tus.metadata("sha256", "0".repeat(64));
        rufh.post(false, new byte[0], "Repr-Digest", digest("sha-256", content), "Upload-Metadata", other)
                .problem(400, "digest-field");
    }

    @Test
    void whoWantsADigestGetsIt() {
        Answer answer = rufh.post(true, content, "Want-Repr-Digest", "sha-256=9, sha-512=3")
                .expect(201);
        assertEquals(digest("sha-256", content), answer.required("Repr-Digest"));
        Answer asked = rufh.head(answer.required("Location")).expect(204);
        assertTrue(asked.header("Upload-Offset").isPresent());
    }
}
