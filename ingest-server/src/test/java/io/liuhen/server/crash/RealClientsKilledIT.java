package io.liuhen.server.crash;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.liuhen.server.testing.Curl;
import io.liuhen.server.testing.CuttingProxy;
import io.liuhen.server.testing.Http;
import io.liuhen.server.testing.Tus;
import io.tus.java.client.TusClient;
import io.tus.java.client.TusURLMemoryStore;
import io.tus.java.client.TusURLStore;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that exist, with a server that is killed under them (SIGKILL) and starts again on its port and store. */
final class RealClientsKilledIT {
    private static final int LENGTH = 5 * (1 << 20) + 77;
    private static final int CHUNK = 256 << 10;

    private final byte[] content = bytes(LENGTH, 1);

    @TempDir
    private Path folder;

    private ServerProcess server;

    @BeforeEach
    void start() throws IOException {
        server = new ServerProcess(Files.createDirectory(folder.resolve("store")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void assertSealed(String upload) {
        Http http = new Http(server.uri(""));
        String segment = "/segments/" + Tus.id(upload);
        assertEquals(
                "sealed", http.get(segment).expect(200).json().path("state").asText());
        assertArrayEquals(content, http.get(segment + "/content").body());
    }

    private static TusUploader uploader(URI files, TusURLStore addresses, byte[] content) throws Exception {
        TusClient client = new TusClient();
        client.setUploadCreationURL(files.toURL());
        client.enableResuming(addresses);
        TusUpload upload = new TusUpload();
        upload.setInputStream(new ByteArrayInputStream(content));
        upload.setSize(content.length);
        upload.setFingerprint("take-1");
        TusUploader uploader = client.resumeOrCreateUpload(upload);
        uploader.setChunkSize(CHUNK);
        return uploader;
    }

    @Test
    void tusJavaClientGoesOnWithANewServer() throws Exception {
        TusURLStore addresses = new TusURLMemoryStore();
        TusUploader paused = uploader(server.uri("/files"), addresses, content);
        for (int i = 0; i < 4; i++) {
            paused.uploadChunk();
        }
        paused.finish();
        TusUploader killed = uploader(server.uri("/files"), addresses, content);
        assertEquals(4 * CHUNK, killed.getOffset());
        killed.uploadChunk();
        server.kill();
        assertThrows(IOException.class, () -> {
            while (killed.uploadChunk() >= 0) {
                // until it notices
            }
            killed.finish();
        });
        server.startAgain();
        TusUploader last = uploader(server.uri("/files"), addresses, content);
        assertTrue(last.getOffset() >= 4 * CHUNK, "what was acknowledged is there: " + last.getOffset());
        while (last.uploadChunk() >= 0) {
            // goes on
        }
        last.finish();
        assertEquals(paused.getUploadURL(), last.getUploadURL());
        assertSealed(last.getUploadURL().getPath());
    }

    private String curl(String... arguments) {
        List<String> line = new ArrayList<>(List.of("-H", "Tus-Resumable: 1.0.0", "-D", "heads", "-o", "body"));
        line.addAll(Arrays.asList(arguments));
        return Curl.run(folder, line.toArray(String[]::new)).strip();
    }

    private String told(String header) throws IOException {
        return Files.readAllLines(folder.resolve("heads")).stream()
                .filter(line -> line.regionMatches(true, 0, header + ": ", 0, header.length() + 2))
                .map(line -> line.substring(header.length() + 2).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + header));
    }

    private int offset(URI upload) throws IOException {
        assertEquals("200", curl("-I", upload.toString()));
        return Integer.parseInt(told("Upload-Offset"));
    }

    /** What a script does: `tail` and PATCH. */
    private String send(URI upload, int from, int to) throws IOException {
        Files.write(folder.resolve("part"), Arrays.copyOfRange(content, from, to));
        return curl(
                "-X",
                "PATCH",
                "-H",
                "Upload-Offset: " + from,
                "-H",
                "Content-Type: " + Tus.OFFSET_STREAM,
                "--data-binary",
                "@part",
                upload.toString());
    }

    @Test
    void curlGoesOnAfterAPauseABrokenLineAndWithANewServer() throws Exception {
        assumeTrue(Curl.installed(), "curl is not installed here");
        assertEquals(
                "201",
                curl(
                        "-X",
                        "POST",
                        "-H",
                        "Upload-Length: " + LENGTH,
                        server.uri("/files").toString()));
        String upload = told("Location");
        assertEquals("204", send(server.uri(upload), 0, 1_000_000));
        assertEquals(1_000_000, offset(server.uri(upload)), "after a pause");
        int port = server.uri("").getPort();
        try (CuttingProxy line = new CuttingProxy(port)) {
            line.cutAfter(1_500_000);
            assertThrows(AssertionError.class, () -> send(line.uri(upload), 1_000_000, LENGTH));
            assertEquals(1, line.cuts());
        }
        int kept = offset(server.uri(upload));
        assertTrue(kept > 1_000_000 && kept < LENGTH, kept + " bytes were kept of a broken line");
        assertEquals("204", send(server.uri(upload), kept, kept + 500_000));
        server.kill();
        assertThrows(AssertionError.class, () -> offset(server.uri(upload)), "nobody is there");
        server.startAgain();
        int acknowledged = offset(server.uri(upload));
        assertEquals(kept + 500_000, acknowledged);
        assertNotEquals(LENGTH, acknowledged);
        assertEquals("204", send(server.uri(upload), acknowledged, LENGTH));
        assertSealed(upload);
    }
}
