package io.liuhen.server;

import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Curl;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.SharedMedia;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import io.liuhen.storage.format.CanonicalJson;
import io.tus.java.client.TusClient;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recordings as devices make them, broken ones and hostile ones: each goes in, comes back bit for bit, and has a copy for
 * viewing or the reason why not. Nothing that a file does ends the server.
 */
final class SharedMediaIT {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Path TABLE = Path.of("target", "shared-media.txt");
    private static final Set<String> COMING = Set.of("queued", "running");

    /** Folders of files that devices or editors made and FFmpeg decodes: no excuse counts here. */
    private static final Set<String> SOUND = Set.of("video", "audio", "photo", "edited");

    @TempDir
    private Path folder;

    /** One file that went in, and its name below the folder. */
    private record Sent(Path file, Path name, String id) {
        byte[] content() {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void everyRecordingGoesInAndComesBackAndHasACopyOrTheReasonWhyNot() throws Exception {
        Optional<SharedMedia> found = SharedMedia.find();
        assumeTrue(found.isPresent(), "there is no shared/media beside this checkout");
        SharedMedia media = found.get();
        List<String> table = new ArrayList<>();
        // Two stores: in one, the second copy of a file would be told that it is here already. One decodes; that is
        // enough.
        try (TestServer viewing = TestServer.withMediaIn(folder.resolve("by-tus"));
                TestServer keeping = TestServer.in(folder.resolve("by-put"))) {
            List<Sent> byTus = new ArrayList<>();
            List<Sent> byPut = new ArrayList<>();
            for (Path file : media.files()) {
                byTus.add(new Sent(media.at(file), file, uploadByTus(viewing, media.at(file))));
                byPut.add(new Sent(media.at(file), file, uploadByPut(keeping, media.at(file))));
            }
            for (Sent sent : byPut) {
                comesBack(keeping, sent);
            }
            for (Sent sent : byTus) {
                comesBack(viewing, sent);
                table.add(hasACopyOrTheReason(viewing, sent, media));
            }
            for (TestServer server : List.of(viewing, keeping)) {
                assertEquals(
                        "ok\n", server.operators().get("/livez").expect(200).text());
                assertEquals(
                        "ok\n", server.operators().get("/readyz").expect(200).text());
                assertEquals(0, server.metric("liuhen_fixity_failures_total"));
                server.tus().upload(new byte[] {1, 2, 3});
            }
        } finally {
            Files.createDirectories(TABLE.getParent());
            Files.write(TABLE, table);
        }
        Eventually.holds(
                "no worker is left behind",
                () -> ProcessHandle.current().descendants().noneMatch(ProcessHandle::isAlive));
    }

    private static String uploadByTus(TestServer server, Path file) throws Exception {
        byte[] content = Files.readAllBytes(file);
        TusClient client = new TusClient();
        client.setUploadCreationURL(server.uri("/files").toURL());
        TusUpload upload = new TusUpload();
        upload.setInputStream(new ByteArrayInputStream(content));
        upload.setSize(content.length);
        upload.setFingerprint(file.toString());
        upload.setMetadata(Map.of("device", "DSJ-7", "filename", String.valueOf(file.getFileName())));
        TusUploader uploader = client.createUpload(upload);
        while (uploader.uploadChunk() >= 0) {
            // goes on until everything is sent
        }
        uploader.finish();
        return Tus.id(uploader.getUploadURL().getPath());
    }

    private String uploadByPut(TestServer server, Path file) throws IOException {
        String metadata = Tus.metadata("device", "DSJ-7");
        if (Curl.installed()) {
            String printed = Curl.run(
                    folder,
                    "-H",
                    "Upload-Metadata: " + metadata,
                    "-T",
                    file.toString(),
                    server.uri("/files/").toString());
            assertTrue(printed.endsWith("\n201"), printed);
            return CanonicalJson.readObject(
                            printed.substring(0, printed.lastIndexOf('\n')).getBytes(StandardCharsets.UTF_8))
                    .path("id")
                    .asText();
        }
        return server.http()
                .send("PUT", "/files/" + file.getFileName(), BodyPublishers.ofFile(file), "Upload-Metadata", metadata)
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private static void comesBack(TestServer server, Sent sent) {
        byte[] original = sent.content();
        server.deed(sent.id(), "verified");
        ObjectNode segment =
                server.http().get("/segments/" + sent.id()).expect(200).json();
        assertEquals("sealed", segment.path("state").asText());
        assertEquals(sha256(original), segment.path("sha256").asText());
        assertEquals(
                String.valueOf(sent.name().getFileName()),
                segment.at("/received/filename").asText());
        Answer content =
                server.http().get("/segments/" + sent.id() + "/content").expect(200);
        assertArrayEquals(original, content.body(), sent.name()::toString);
    }

    /** Checks what was made of a file when all its jobs have ended; returns its line in the table. */
    private static String hasACopyOrTheReason(TestServer server, Sent sent, SharedMedia media) {
        ObjectNode segment = Eventually.found(
                () -> "the jobs of " + sent.name() + " end",
                PATIENCE,
                () -> Optional.of(server.http()
                                .get("/segments/" + sent.id())
                                .expect(200)
                                .json())
                        .filter(json -> json.path("media").findValuesAsText("state").stream()
                                .noneMatch(COMING::contains)));
        assertEquals("verified", segment.at("/verification/state").asText(), sent.name()::toString);
        boolean proxy = served(server, sent, "proxy.mp4", segment.at("/media/proxy"));
        boolean poster = served(server, sent, "poster.jpg", segment.at("/media/poster"));
        String folder = String.valueOf(sent.name().getName(0));
        String decoded =
                media.decoding().getOrDefault(String.valueOf(sent.file().getFileName()), "");
        if (SOUND.contains(folder) && decoded.equals("0")) {
            assertTrue(
                    proxy || poster, () -> sent.name() + " can be decoded and has no copy: " + segment.path("media"));
        }
        return line(sent, segment);
    }

    /** Whether there is such a copy, which then must be what it says; otherwise it must say why not. */
    private static boolean served(TestServer server, Sent sent, String name, JsonNode state) {
        Answer answer = server.http().get("/segments/" + sent.id() + "/" + name);
        if (state.path("state").asText().equals("done")) {
            byte[] body = answer.expect(200).body();
            assertEquals(state.path("length").asInt(), body.length);
            assertTrue(body.length > 0 && begins(name, body), () -> sent.name() + " has an odd " + name);
            assertArrayEquals(
                    Arrays.copyOfRange(body, 1, 5),
                    server.http()
                            .get("/segments/" + sent.id() + "/" + name, "Range", "bytes=1-4")
                            .expect(206)
                            .body());
            return true;
        }
        JsonNode problem = answer.problem(404, "not-made");
        assertEquals(state.path("state").asText(), problem.path("state").asText());
        if (state.path("state").asText().equals("failed")) {
            assertFalse(state.path("code").asText().isBlank(), () -> sent.name() + " says no reason for " + name);
            assertTrue(state.path("detail").asText().contains(" "), () -> sent.name() + " says no sentence: " + state);
            assertEquals(state.path("code").asText(), problem.path("reason").asText());
        } else {
            assertEquals("not-applicable", state.path("state").asText(), () -> sent.name() + ": " + state);
        }
        return false;
    }

    private static boolean begins(String name, byte[] body) {
        return name.endsWith(".mp4")
                ? new String(body, 4, 4, StandardCharsets.US_ASCII).equals("ftyp")
                : body[0] == (byte) 0xff && body[1] == (byte) 0xd8 && body[2] == (byte) 0xff;
    }

    private static String line(Sent sent, ObjectNode segment) {
        JsonNode facts = segment.at("/media/probe/facts");
        return String.format(
                Locale.ROOT,
                "%-78s %8d  %-28s poster: %-40s proxy: %s",
                sent.name(),
                sent.content().length,
                facts.isMissingNode()
                        ? "-"
                        : facts.path("kind").asText() + " "
                                + facts.path("format").asText(),
                outcome(segment.at("/media/poster")),
                outcome(segment.at("/media/proxy")));
    }

    private static String outcome(JsonNode state) {
        return switch (state.path("state").asText()) {
            case "done" ->
                state.path("making").asText() + " " + state.path("length").asInt();
            case "failed" ->
                state.path("code").asText() + " (" + state.path("detail").asText() + ")";
            default -> state.path("state").asText();
        };
    }
}
