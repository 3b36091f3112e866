package io.liuhen.server;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Curl;
import io.liuhen.server.testing.CuttingProxy;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import io.liuhen.storage.format.CanonicalJson;
import io.tus.java.client.ProtocolException;
import io.tus.java.client.TusClient;
import io.tus.java.client.TusURLMemoryStore;
import io.tus.java.client.TusURLStore;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that exist, unchanged: {@code tus-java-client}, which sends POST with X-HTTP-Method-Override, Expect:
 * 100-continue and chunked bodies, and {@code curl}.
 */
final class RealClientsIT {
    private static final int LENGTH = 6 * (1 << 20) + 77;
    private static final int CHUNK = 256 << 10;

    private final byte[] content = bytes(LENGTH, 1);
    private final TusURLStore addresses = new TusURLMemoryStore();

    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.in(folder.resolve("store"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A client that has just been started, with the addresses that an earlier one has kept. */
    private TusClient client(URI files) throws IOException {
        TusClient client = new TusClient();
        client.setUploadCreationURL(files.toURL());
        client.enableResuming(addresses);
        return client;
    }

    private TusUpload file() {
        TusUpload upload = new TusUpload();
        upload.setInputStream(new ByteArrayInputStream(content));
        upload.setSize(content.length);
        upload.setFingerprint("take-1");
        upload.setMetadata(Map.of("filename", "夜间检查.mp4", "device", "DSJ-7"));
        return upload;
    }

    private static void sendAll(TusUploader uploader) throws IOException, ProtocolException {
        uploader.setChunkSize(CHUNK);
        int sent = uploader.uploadChunk();
        while (sent >= 0) {
            sent = uploader.uploadChunk();
        }
        uploader.finish();
    }

    private void assertArrived(TusUploader uploader) {
        String id = Tus.id(uploader.getUploadURL().getPath());
        Answer segment = server.http().get("/segments/" + id).expect(200);
        assertEquals("sealed", segment.json().path("state").asText());
        assertEquals("夜间检查.mp4", segment.json().at("/received/filename").asText());
        assertArrayEquals(
                content, server.http().get("/segments/" + id + "/content").body());
    }

    @Test
    void tusJavaClientUploadsAFile() throws Exception {
        TusUploader uploader = client(server.uri("/files")).createUpload(file());
        sendAll(uploader);
        assertArrived(uploader);
    }

    @Test
    void tusJavaClientUploadsInManyRequests() throws Exception {
        TusUploader uploader = client(server.uri("/files/")).createUpload(file());
        uploader.setRequestPayloadSize(1_000_000);
        sendAll(uploader);
        assertArrived(uploader);
    }

    @Test
    void tusJavaClientUploadsNothing() throws Exception {
        TusUpload nothing = new TusUpload();
        nothing.setInputStream(new ByteArrayInputStream(new byte[0]));
        nothing.setSize(0);
        nothing.setFingerprint("nothing");
        TusUploader uploader = client(server.uri("/files")).createUpload(nothing);
        sendAll(uploader);
        String id = Tus.id(uploader.getUploadURL().getPath());
        assertEquals(
                0,
                server.http()
                        .get("/segments/" + id)
                        .expect(200)
                        .json()
                        .path("length")
                        .asInt(-1));
    }

    @Test
    void aNewTusJavaClientGoesOnWhereAnotherPaused() throws Exception {
        TusUploader first = client(server.uri("/files")).createUpload(file());
        first.setChunkSize(CHUNK);
        for (int i = 0; i < 5; i++) {
            first.uploadChunk();
        }
        first.finish();
        TusUploader second = client(server.uri("/files")).resumeUpload(file());
        assertEquals(5 * CHUNK, second.getOffset());
        assertEquals(first.getUploadURL(), second.getUploadURL());
        sendAll(second);
        assertArrived(second);
    }

    @Test
    void tusJavaClientGoesOnAfterItsLineBrokeAgainAndAgain() throws Exception {
        try (CuttingProxy line = new CuttingProxy(server.port())) {
            URI files = line.uri("/files");
            TusUploader uploader = client(files).createUpload(file());
            long before = -1;
            for (long carried : new long[] {300_000, 2_000_000, 1_500_000}) {
                line.cutAfter(carried);
                TusUploader attempt = client(files).resumeUpload(file());
                assertTrue(attempt.getOffset() > before, "each attempt has kept something");
                before = attempt.getOffset();
                assertThrows(IOException.class, () -> sendAll(attempt));
            }
            assertEquals(3, line.cuts());
            TusUploader last = client(files).resumeUpload(file());
            assertEquals(uploader.getUploadURL(), last.getUploadURL());
            sendAll(last);
            assertArrived(last);
            assertEquals(
                    3,
                    server.deeds(Tus.id(last.getUploadURL().getPath()), "resumed"),
                    "and each going on is on record");
        }
    }

    @Test
    void tusJavaClientGoesOnAfterTheServerWasStartedAgain() throws Exception {
        TusUploader first = client(server.uri("/files")).createUpload(file());
        first.setChunkSize(CHUNK);
        for (int i = 0; i < 3; i++) {
            first.uploadChunk();
        }
        first.finish();
        server.restart();
        TusUploader second = client(server.uri("/files")).resumeUpload(file());
        assertEquals(3 * CHUNK, second.getOffset());
        sendAll(second);
        assertArrived(second);
    }

    @Test
    void curlUploadsAFileUnderItsName() throws Exception {
        assumeTrue(Curl.installed(), "curl is not installed here");
        Files.write(folder.resolve("夜间.mp4"), content);
        String printed = Curl.run(folder, "-T", "夜间.mp4", server.uri("/files/").toString());
        assertTrue(printed.endsWith("\n201"), printed);
        String again = Curl.run(folder, "-T", "夜间.mp4", server.uri("/files/").toString());
        assertTrue(again.endsWith("\n200"), again);
        assertCurlReadsItBack(printed);
    }

    @Test
    void curlUploadsWhatIsPipedIntoItAndPostsFiles() throws Exception {
        assumeTrue(Curl.installed(), "curl is not installed here");
        Path file = Files.write(folder.resolve("clip.mp4"), content);
        String chunked = Curl.run(
                folder,
                "-H",
                "Transfer-Encoding: chunked",
                "-H",
                "Upload-Metadata: " + Tus.metadata("device", "DSJ-8"),
                "-T",
                file.toString(),
                server.uri("/files/clip-2.mp4").toString());
        assertTrue(chunked.endsWith("\n201"), chunked);
        assertCurlReadsItBack(chunked);
        String posted = Curl.run(
                folder, "--data-binary", "@clip.mp4", server.uri("/files").toString());
        assertTrue(posted.endsWith("\n201"), posted);
        assertCurlReadsItBack(posted);
    }

    private void assertCurlReadsItBack(String printed) throws IOException {
        String body = printed.substring(0, printed.lastIndexOf('\n'));
        String id = CanonicalJson.readObject(body.getBytes(StandardCharsets.UTF_8))
                .path("id")
                .asText();
        String status = Curl.run(
                folder, "-o", "back", server.uri("/segments/" + id + "/content").toString());
        assertEquals("\n200", status);
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("back")));
    }
}
