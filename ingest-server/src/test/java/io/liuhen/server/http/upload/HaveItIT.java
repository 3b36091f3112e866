package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.reprDigest;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "A file whose digest the server already holds need not be sent: declaring sha256 at creation is answered with the segment
 * that exists", before a byte of it is read, in each protocol as its clients understand it.
 */
final class HaveItIT {
    private static final byte[] FILE = bytes(300_000, 1);

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static String segment;

    @BeforeAll
    static void start() {
        server = TestServer.in(folder);
        segment = server.tus().upload(FILE, "device", "ZFY-1", "filename", "REC_0001.MP4");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer create(byte[] body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Tus-Resumable", "1.0.0"));
        return server.http()
                .send(
                        "POST",
                        "/files",
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body),
                        all.toArray(String[]::new));
    }

    private static String declared() {
        return Tus.metadata("sha256", sha256(FILE));
    }

    private static void assertIsThere(Answer answer) {
        assertEquals("/files/" + segment, answer.required("Location"));
        assertEquals(FILE.length, answer.offset());
    }

    @Test
    void aCreationOfTusIsAnsweredWithAnUploadThatIsComplete() {
        Answer created =
                create(new byte[0], "Upload-Length", String.valueOf(FILE.length), "Upload-Metadata", declared());
        assertIsThere(created.expect(201));
        assertEquals("1.0.0", created.required("Tus-Resumable"));
        assertEquals(
                FILE.length,
                server.tus().head(created.required("Location")).expect(200).offset());
    }

    /** tus-js-client passes the offset over where it has sent nothing with the creation, and is put right by a 409. */
    @Test
    void aClientOfTusThatSendsAllTheSameIsToldWhereTheUploadStands() {
        String upload = create(new byte[0], "Upload-Length", String.valueOf(FILE.length), "Upload-Metadata", declared())
                .required("Location");
        assertEquals(
                FILE.length,
                server.tus()
                        .patch(upload, 0, FILE)
                        .problem(409, "wrong-offset")
                        .path("offset")
                        .intValue());
        assertEquals(FILE.length, server.tus().head(upload).expect(200).offset());
        server.tus().patch(upload, FILE.length, new byte[0]).expect(204);
    }

    @Test
    void aCreationOfTusWithAFirstPartAndOneOfAnUnknownLengthAreAnsweredAlike() {
        assertIsThere(create(
                        bytes(1000, 1),
                        "Upload-Length",
                        String.valueOf(FILE.length),
                        "Upload-Metadata",
                        declared(),
                        "Content-Type",
                        Tus.OFFSET_STREAM)
                .expect(201));
        assertIsThere(create(new byte[0], "Upload-Defer-Length", "1", "Upload-Metadata", declared())
                .expect(201));
    }

    @Test
    void aWholeFileOfTheIetfIsAnsweredWithTheSegment() {
        Answer posted =
                server.rufh().post(true, FILE, "Repr-Digest", reprDigest(FILE)).expect(200);
        assertIsThere(posted);
        assertEquals("?1", posted.required("Upload-Complete"));
        assertEquals(reprDigest(FILE), posted.required("Repr-Digest"));
        assertEquals(segment, posted.json().path("id").asText());
    }

    @Test
    void aCreationOfTheIetfIsAnsweredAsACompleteUpload() {
        Answer posted = server.rufh()
                .post(false, new byte[0], "Repr-Digest", reprDigest(FILE), "Upload-Length", String.valueOf(FILE.length))
                .expect(201);
        assertIsThere(posted);
        assertEquals("?1", posted.required("Upload-Complete"));
        Answer head = server.rufh()
                .head(posted.required("Location"), "Upload-Draft-Interop-Version", "8")
                .expect(204);
        assertEquals("?1", head.required("Upload-Complete"));
        assertEquals(FILE.length, head.offset());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "5", "8"})
    void olderClientsOfTheIetfHearItInTheirWords(String version) {
        String complete = version.equals("3") ? "Upload-Incomplete" : "Upload-Complete";
        Answer posted = server.http()
                .send(
                        "POST",
                        "/files",
                        BodyPublishers.ofByteArray(FILE),
                        "Upload-Draft-Interop-Version",
                        version,
                        complete,
                        version.equals("3") ? "?0" : "?1",
                        "Repr-Digest",
                        reprDigest(FILE))
                .expect(200);
        assertIsThereWithoutOffset(posted);
        assertEquals(version.equals("3") ? "?0" : "?1", posted.required(complete));
    }

    private static void assertIsThereWithoutOffset(Answer answer) {
        assertEquals("/files/" + segment, answer.required("Location"));
        assertEquals(segment, answer.json().path("id").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT /files/another-name.mp4", "POST /files"})
    void aWholeFileIsAnsweredWithTheSegmentBeforeItsBodyIsAskedFor(String request) {
        double received = server.metric("liuhen_upload_received_bytes_total");
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.head(
                    request,
                    "Repr-Digest: " + reprDigest(FILE),
                    "Content-Length: " + FILE.length,
                    "Expect: 100-continue"));
            Answer first = connection.next().expect(200);
            assertIsThereWithoutOffset(first);
            assertEquals(reprDigest(FILE), first.required("Repr-Digest"));
        }
        assertEquals(received, server.metric("liuhen_upload_received_bytes_total"));
    }

    /** Old firmware listens only when it has sent everything, however much that is. */
    @Test
    void whoSendsEverythingBeforeHeListensHearsItToo() {
        byte[] large = bytes(20 << 20, 5);
        String id = server.tus().upload(large);
        double received = server.metric("liuhen_upload_received_bytes_total");
        try (RawConnection connection = server.connect()) {
            connection.send(RawConnection.head(
                    "PUT /files/large.mp4", "Repr-Digest: " + reprDigest(large), "Content-Length: " + large.length));
            connection.send(large);
            assertEquals(id, connection.next().expect(200).json().path("id").asText());
            assertTrue(connection.isClosedByServer(), "and the connection ends after it");
        }
        assertEquals(received, server.metric("liuhen_upload_received_bytes_total"));
    }

    @Test
    void oneWithAnotherLengthOrWithoutADigestIsSent() {
        long other = FILE.length + 1L;
        assertNotEquals(
                "/files/" + segment,
                create(new byte[0], "Upload-Length", String.valueOf(other), "Upload-Metadata", declared())
                        .expect(201)
                        .required("Location"));
        Answer put = server.http().put("/files/no-digest.mp4", FILE).expect(201);
        assertNotEquals("/files/" + segment, put.required("Location"));
    }

    @Test
    void whatTheDeviceSaidIsInTheCustodyLog() {
        double before = server.metric("liuhen_upload_presented_total");
        server.http()
                .put(
                        "/files/of-a-case.mp4",
                        FILE,
                        "Upload-Metadata",
                        Tus.metadata("sha256", sha256(FILE), "device", "ZFY-9", "case", "抚公〔2026〕17号"))
                .expect(200);
        assertEquals(before + 1, server.metric("liuhen_upload_presented_total"));
        ObjectNode entry = Eventually.found("the entry that tells of this device", () -> {
            JsonNode entries = server.http()
                    .get("/custody?subject=" + segment)
                    .expect(200)
                    .json()
                    .path("entries");
            return Stream.iterate(entries.size() - 1, i -> i >= 0, i -> i - 1)
                    .map(i -> (ObjectNode) entries.get(i))
                    .filter(one ->
                            one.at("/details/value/received/device").asText().equals("ZFY-9"))
                    .findFirst();
        });
        assertEquals("presented", entry.at("/leaf/deed").asText());
        assertEquals(sha256(FILE), entry.at("/leaf/facts/sha256").asText());
        assertEquals("抚公〔2026〕17号", entry.at("/details/value/received/case").asText());
        assertEquals(
                "of-a-case.mp4", entry.at("/details/value/received/filename").asText());
    }

    /** "Every announced file then ends as stored or as an explained absence": also one that had not to be sent. */
    @Test
    void anAnnouncedFileThatHadNotToBeSentIsStored() {
        String docking = server.http()
                .send(
                        "POST",
                        "/dockings",
                        BodyPublishers.ofString("{\"device\":\"ZFY-3\",\"dockedAt\":\"2026-11-20T18:00:00+08:00\","
                                + "\"files\":[{\"name\":\"MOVED.MP4\",\"length\":" + FILE.length + "}]}"))
                .expect(201)
                .required("Location");
        assertEquals("missing", fate(docking).path("state").asText());
        create(
                        new byte[0],
                        "Upload-Length",
                        String.valueOf(FILE.length),
                        "Upload-Metadata",
                        Tus.metadata("sha256", sha256(FILE), "device", "ZFY-3", "filename", "MOVED.MP4"))
                .expect(201);
        assertEquals("stored", fate(docking).path("state").asText());
        assertEquals(segment, fate(docking).path("segment").asText());
    }

    private static JsonNode fate(String docking) {
        return server.http().get(docking).expect(200).json().at("/files/0");
    }

    /** F4. Its device is the only one that has these bytes now. */
    @Test
    void oneThatWasChangedOnTheDiskIsTakenAgain() throws Exception {
        byte[] content = bytes(400_000, 3);
        String id = server.tus().upload(content);
        server.deed(id, "verified");
        try (Stream<Path> files = Files.walk(folder.resolve("vault"))) {
            Path original = files.filter(file -> file.toString().contains(id + "/original"))
                    .findFirst()
                    .orElseThrow();
            byte[] changed = content.clone();
            changed[200_000] ^= 1;
            Files.move(Files.write(folder.resolve("changed"), changed), original, StandardCopyOption.REPLACE_EXISTING);
        }
        String upload = create(
                        new byte[0],
                        "Upload-Length",
                        String.valueOf(content.length),
                        "Upload-Metadata",
                        Tus.metadata("sha256", sha256(content)))
                .expect(201)
                .required("Location");
        assertNotEquals(id, Tus.id(upload));
        server.tus().patch(upload, 0, content).expect(204);
        server.deed(id, "damaged");
        String again = create(
                        new byte[0],
                        "Upload-Length",
                        String.valueOf(content.length),
                        "Upload-Metadata",
                        Tus.metadata("sha256", sha256(content)))
                .required("Location");
        assertEquals(upload, again, "the good one is here");
    }
}
