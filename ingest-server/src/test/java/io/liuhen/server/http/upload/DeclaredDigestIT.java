package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * "A whole file that does not match its declared digest is 460, then 410 for its upload; the bytes are kept as unmatched,
 * the device starts again."
 */
final class DeclaredDigestIT {
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

    @Test
    void aFileThatIsWhatItsDeviceDeclaredIsSealed() {
        byte[] content = bytes(5000, 1);
        String id = tus.upload(content, "sha256", sha256(content).toUpperCase(Locale.ROOT));
        ObjectNode segment = server.http().get("/segments/" + id).expect(200).json();
        assertEquals("sealed", segment.path("state").asText());
        assertEquals(sha256(content), segment.path("sha256").asText());
    }

    @Test
    void aFileThatIsNotIsRefusedWithBothDigestsAndKeptAsUnmatched() {
        byte[] content = bytes(5000, 2);
        String declared = sha256(bytes(5000, 3));
        String upload = tus.create(content.length, "sha256", declared, "filename", "take.mp4");
        ObjectNode problem = tus.patch(upload, 0, content).problem(460, "digest-mismatch");
        assertEquals(declared, problem.path("declared").asText());
        assertEquals(sha256(content), problem.path("received").asText());

        tus.head(upload).expect(410);
        tus.patch(upload, content.length, new byte[0]).problem(410, "gone");

        Answer segment = server.http().get("/segments/" + Tus.id(upload)).expect(200);
        assertEquals("unmatched", segment.json().path("state").asText());
        assertTrue(segment.json().path("flags").toString().contains("unmatched"), segment::toString);
        Answer stored = server.http().get("/segments/" + Tus.id(upload) + "/content");
        assertArrayEquals(content, stored.body());
        Answer recording = server.http()
                .get("/recordings/" + segment.json().path("recording").asText());
        assertEquals("nothing-sealed", recording.json().path("state").asText(), "nothing here is complete");
        assertEquals(
                "unmatched",
                server.deed(Tus.id(upload), "sealed").at("/facts/kind").asText());
    }

    /** operations-notes §4.6: a client's wrong hash re-uploads the same file for ever. */
    @Test
    void whoDeclaresTheSameWrongDigestOfTheSameBytesAgainIsHeard() {
        byte[] content = bytes(5000, 6);
        String wrong = sha256(bytes(5000, 7));
        String[] metadata = {"sha256", wrong, "device", "ZFY-0042"};
        tus.patch(tus.create(content.length, metadata), 0, content).problem(460, "digest-mismatch");

        String upload = tus.create(content.length, metadata);
        tus.patch(upload, 0, content).expect(204);
        ObjectNode segment =
                server.http().get("/segments/" + Tus.id(upload)).expect(200).json();
        assertEquals("sealed", segment.path("state").asText());
        assertEquals(sha256(content), segment.path("sha256").asText());
        assertEquals(wrong, segment.at("/received/sha256").asText(), "both values are there");
        assertTrue(segment.path("flags").toString().contains("declared-sha256-differs"), segment::toString);
        ObjectNode entry = server.deed(Tus.id(upload), "sealed");
        assertEquals(wrong, entry.at("/facts/declared").asText());
        assertEquals(sha256(content), entry.at("/facts/sha256").asText());
    }

    @Test
    void otherBytesOrAnotherWrongDigestOrAnotherDeviceAreANewMistake() {
        byte[] content = bytes(5000, 8);
        String wrong = sha256(bytes(5000, 9));
        tus.patch(tus.create(content.length, "sha256", wrong, "device", "A"), 0, content)
                .problem(460, "digest-mismatch");
        tus.patch(tus.create(content.length, "sha256", wrong, "device", "A"), 0, bytes(5000, 10))
                .problem(460, "digest-mismatch");
        tus.patch(tus.create(content.length, "sha256", sha256(bytes(5000, 11)), "device", "A"), 0, content)
                .problem(460, "digest-mismatch");
        tus.patch(tus.create(content.length, "sha256", wrong, "device", "B"), 0, content)
                .problem(460, "digest-mismatch");
        tus.patch(tus.create(content.length, "sha256", wrong), 0, content).problem(460, "digest-mismatch");
        tus.patch(tus.create(content.length, "sha256", wrong), 0, content).problem(460, "digest-mismatch");
    }

    @Test
    void theSameHoldsForAFileOfOneRequest() {
        byte[] content = bytes(700, 4);
        String metadata = Tus.metadata("sha256", sha256(bytes(700, 5)));
        Answer refused = server.http().put("/files/one-request.mp4", content, "Upload-Metadata", metadata);
        assertEquals(
                sha256(content),
                refused.problem(460, "digest-mismatch").path("received").asText());
        String right = Tus.metadata("sha256", sha256(content));
        server.http()
                .put("/files/one-request.mp4", content, "Upload-Metadata", right)
                .expect(201);
    }

    @Test
    void theDigestOfAnEmptyFileIsComparedToo() {
        String header = Tus.metadata("sha256", sha256(new byte[1]));
        server.http()
                .send(
                        "POST",
                        "/files",
                        BodyPublishers.noBody(),
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Length",
                        "0",
                        "Upload-Metadata",
                        header)
                .problem(460, "digest-mismatch");
    }

    /** "Evidence is never refused …: it is sealed and flagged." */
    @Test
    void aDigestThatCannotBeReadIsFlaggedAndRefusesNothing() {
        byte[] content = bytes(10, 6);
        String id = tus.upload(content, "sha256", "not a digest");
        ObjectNode segment = server.http().get("/segments/" + id).expect(200).json();
        assertEquals("sealed", segment.path("state").asText());
        assertTrue(segment.path("flags").toString().contains("declared-sha256-unreadable"));
    }
}
