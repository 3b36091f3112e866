package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Http;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients of all drafts that are in use, told apart by their interop version: what they send differs, and what they accept.
 * Interim answers are switched off: this client cannot read them, as those behind some proxies cannot.
 */
final class RufhVersionsIT {
    private static final int LENGTH = 5000;
    private static final byte[] NONE = new byte[0];

    @TempDir
    private static Path folder;

    private static TestServer server;

    private final byte[] content = bytes(LENGTH, 1);

    @BeforeAll
    static void start() {
        var config = TestServer.config(folder);
        server = TestServer.of(config.withHttp(config.http().withInterim(false)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer send(int version, String method, String path, byte[] body, String... headers) {
        List<String> all = new ArrayList<>(List.of("Upload-Draft-Interop-Version", String.valueOf(version)));
        all.addAll(List.of(headers));
        Http http = server.http();
        return http.send(method, path, BodyPublishers.ofByteArray(body), all.toArray(String[]::new));
    }

    /** A name and a value: whether a part is the last, as this version says it. */
    private static String[] completeness(int version, boolean last) {
        return version == 3
                ? new String[] {"Upload-Incomplete", last ? "?0" : "?1"}
                : new String[] {"Upload-Complete", last ? "?1" : "?0"};
    }

    private static void assertComplete(int version, boolean complete, Answer answer) {
        String[] told = completeness(version, complete);
        assertEquals(told[1], answer.required(told[0]));
    }

    private static String[] append(int version, long offset, boolean last) {
        String[] told = completeness(version, last);
        List<String> headers = new ArrayList<>(List.of(told[0], told[1], "Upload-Offset", String.valueOf(offset)));
        if (version >= 6) {
            headers.addAll(List.of("Content-Type", "application/partial-upload"));
        }
        return headers.toArray(String[]::new);
    }

    /** tus-js-client 4.3.1, which speaks versions 5 and 6, says of no part of a stream that it is the last. */
    @ParameterizedTest
    @ValueSource(ints = {5, 6})
    void whereClientsForgetToSayWhatIsLastTheLengthSaysIt(int version) {
        String upload = send(
                        version,
                        "POST",
                        "/files",
                        NONE,
                        "Upload-Complete",
                        "?0",
                        "Upload-Length",
                        String.valueOf(LENGTH))
                .expect(201)
                .required("Location");
        byte[] first = Arrays.copyOf(content, 2000);
        assertComplete(version, false, send(version, "PATCH", upload, first, append(version, 0, false)));
        byte[] rest = Arrays.copyOfRange(content, 2000, LENGTH);
        Answer last = send(version, "PATCH", upload, rest, append(version, 2000, false));
        assertComplete(version, true, last);
        assertEquals(LENGTH, last.offset());
        assertArrayEquals(
                content,
                server.http()
                        .get("/segments/" + Tus.id(upload) + "/content")
                        .expect(200)
                        .body());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 7, 8})
    void inOtherVersionsOnlyTheClientSaysIt(int version) {
        String[] told = completeness(version, false);
        String upload = send(version, "POST", "/files", NONE, told[0], told[1], "Upload-Length", String.valueOf(LENGTH))
                .expect(201)
                .required("Location");
        assertComplete(version, false, send(version, "PATCH", upload, content, append(version, 0, false)));
        server.http().get("/segments/" + Tus.id(upload)).expect(404);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8})
    void everyVersionSendsAFileInParts(int version) {
        String[] first = completeness(version, false);
        Answer created = send(version, "POST", "/files", Arrays.copyOf(content, 1000), first)
                .expect(201);
        assertComplete(version, false, created);
        assertEquals(1000, created.offset());
        String upload = created.required("Location");

        Answer second =
                send(version, "PATCH", upload, Arrays.copyOfRange(content, 1000, 2000), append(version, 1000, false));
        second.expect(version <= 6 ? 201 : 204);
        assertComplete(version, false, second);
        assertEquals(2000, second.offset());

        Answer standing = send(version, "HEAD", upload, NONE).expect(204);
        assertComplete(version, false, standing);
        assertEquals(2000, standing.offset());
        assertEquals("no-store", standing.required("Cache-Control"));

        Answer wrong = send(version, "PATCH", upload, NONE, append(version, 1, false));
        wrong.problem(409, "#mismatching-upload-offset");
        assertEquals(2000, wrong.offset());

        Answer last =
                send(version, "PATCH", upload, Arrays.copyOfRange(content, 2000, LENGTH), append(version, 2000, true));
        last.expect(201);
        assertComplete(version, true, last);
        assertEquals(LENGTH, last.offset());
        assertComplete(version, true, send(version, "HEAD", upload, NONE).expect(204));
        assertArrayEquals(
                content,
                server.http()
                        .get("/segments/" + Tus.id(upload) + "/content")
                        .expect(200)
                        .body());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8})
    void everyVersionSendsAFileAtOnceAndCancels(int version) {
        Answer whole = send(version, "POST", "/files", content, completeness(version, true))
                .expect(201);
        assertComplete(version, true, whole);
        String upload = send(version, "PUT", "/files/take.mp4", NONE, completeness(version, false))
                .expect(201)
                .required("Location");
        send(version, "DELETE", upload, NONE).expect(204);
        send(version, "HEAD", upload, NONE).expect(410);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8})
    void toAskAndToTellAtOnceIsWrongInTheOlderDrafts(int version) {
        String upload = send(version, "POST", "/files", NONE, completeness(version, false))
                .expect(201)
                .required("Location");
        send(version, "HEAD", upload, NONE, "Upload-Offset", "0").expect(version <= 6 ? 400 : 204);
        send(version, "DELETE", upload, NONE, completeness(version, true)).expect(version <= 6 ? 400 : 204);
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7, 8})
    void laterVersionsNameTheMediaTypeOfWhatTheyAppend(int version) {
        String upload = send(version, "POST", "/files", NONE, completeness(version, false))
                .expect(201)
                .required("Location");
        send(version, "PATCH", upload, content, "Upload-Complete", "?1", "Upload-Offset", "0")
                .problem(415, "content-type");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9, 99})
    void otherVersionsAreAnsweredAsTheNewestDraftSays(int version) {
        Answer created = send(version, "POST", "/files", NONE, completeness(version, false))
                .expect(201);
        assertEquals("?0", created.required("Upload-Complete"));
        Answer appended = send(version, "PATCH", created.required("Location"), content, append(8, 0, false));
        assertEquals(LENGTH, appended.expect(204).offset());
    }

    /** The protocol is chosen by what a request says; a bare one is answered in that which created the upload. */
    @Test
    void aBareRequestIsAnsweredInTheProtocolOfItsUpload() {
        String rufh = send(8, "POST", "/files", NONE, "Upload-Complete", "?0").required("Location");
        String tus = server.tus().create(LENGTH);
        assertTrue(
                server.http().head(rufh).expect(204).header("Upload-Complete").isPresent());
        Answer bare = server.http().head(tus).expect(200);
        assertTrue(bare.header("Upload-Complete").isEmpty());
        assertTrue(bare.header("Tus-Resumable").isPresent());
        Answer asked =
                server.http().head(tus, "Upload-Draft-Interop-Version", "8").expect(204);
        assertEquals("?0", asked.required("Upload-Complete"));
        assertEquals(String.valueOf(LENGTH), asked.required("Upload-Length"));
        assertEquals(0, server.tus().head(rufh).expect(200).offset());
        server.http().send("DELETE", tus, BodyPublishers.noBody()).problem(412, "tus-version");
        server.http().send("DELETE", rufh, BodyPublishers.noBody()).expect(204);
    }
}
