package io.liuhen.server.http.decide;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.TestServer;
import io.liuhen.storage.format.Sha256;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segment goes by the operator's grant, after its time, while nothing holds it; what it was is told for ever. */
final class DisposalIT {
    private static final String GRANT = "{\"who\":\"档案科\",\"why\":\"保存期满\",\"rule\":\"JE-26\"}";

    private final byte[] content = bytes(5000, 1);

    @TempDir
    private Path folder;

    private TestServer server;
    private String id;

    @BeforeEach
    void start() {
        server = TestServer.in(folder);
        id = server.tus().upload(content, "filename", "take.mp4", "device", "ZFY-0042");
        server.deed(id, "verified");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer post(String route, String body) {
        return server.http()
                .send(
                        "POST",
                        "/segments/" + id + "/" + route,
                        BodyPublishers.ofString(body),
                        "Authorization",
                        "Bearer " + server.operatorToken());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().contains(id)).toList();
        }
    }

    @Test
    void aDisposedSegmentIsGoneForEverybodyAndItsTombstoneAnswers() throws IOException {
        String recording =
                server.http().get("/segments/" + id).json().path("recording").asText();
        post("disposal", GRANT).expect(200);
        assertEquals(List.of(), files());
        for (int i = 0; i < 2; i++) {
            for (String address : List.of("", "/content", "/manifest", "/proxy.mp4")) {
                ObjectNode problem =
                        server.http().get("/segments/" + id + address).problem(410, "disposed");
                assertEquals(
                        Sha256.digestOf(content).toString(),
                        problem.path("sha256").asText());
                assertEquals(5000, problem.path("length").asInt());
                assertEquals("JE-26", problem.path("rule").asText());
                assertFalse(problem.has("who"), "who decided is nobody's business here");
            }
            server.http().get("/files/" + id).problem(410, "gone");
            ObjectNode shown = server.http().get("/recordings/" + recording).json();
            assertEquals("disposed", shown.path("state").asText());
            assertEquals("disposed", shown.at("/segments/0/state").asText());
            ObjectNode leaf = server.deed(recording, "disposed");
            assertEquals("JE-26", leaf.at("/facts/rule").asText());
            assertFalse(leaf.toString().contains("档案科"), "leaves name nobody");
            server.restart();
        }
        post("disposal", GRANT).problem(410, "disposed");
        // The same file may come again; it is another segment.
        String again = server.tus().upload(content, "filename", "take.mp4", "device", "ZFY-0042");
        server.http().get("/segments/" + again + "/content").expect(200);
    }

    @Test
    void aHoldAndATimeKeepIt() throws IOException {
        post("keeping", "{\"hold\":\"检察院 17\",\"why\":\"调取\"}").expect(200);
        assertEquals(
                "检察院 17",
                post("disposal", GRANT).problem(409, "must-stay").at("/holds/0").asText());
        post("keeping", "{\"until\":\"2999-01-01T00:00:00+08:00\"}").expect(200);
        ObjectNode shown =
                post("keeping", "{\"release\":\"检察院 17\"}").expect(200).json();
        assertEquals("2998-12-31T16:00:00Z", shown.path("until").asText());
        post("keeping", "{\"until\":\"2026-01-01T00:00:00Z\"}").expect(200);
        server.restart();
        ObjectNode problem = post("disposal", GRANT).problem(409, "must-stay");
        assertEquals("2998-12-31T16:00:00Z", problem.path("until").asText(), "never made earlier");
        assertEquals(2, files().size() - 1, "folder, original and manifest");
        assertEquals(1, server.deeds(id, "held"));
        assertEquals(1, server.deeds(id, "released"));
        assertEquals(1, server.deeds(id, "kept"));
        assertFalse(server.custody(id).toString().contains("检察院"), "leaves name nobody");
    }

    @Test
    void onlyTheOperatorDecides() {
        for (String route : List.of("disposal", "keeping")) {
            server.http()
                    .send("POST", "/segments/" + id + "/" + route, BodyPublishers.ofString(GRANT))
                    .problem(401, "operator-token");
        }
        server.http().get("/segments/" + id + "/keeping").problem(401, "operator-token");
        server.http().get("/segments/" + id).expect(200);
    }

    @Test
    void whatIsNotSaidIsRefused() {
        for (String body :
                List.of("{}", "{\"who\":\"a\",\"why\":\"b\"}", "{\"who\":\"a\",\"why\":\"b\",\"rule\":\" \"}")) {
            post("disposal", body).problem(400, "grant");
        }
        post("disposal", "[]").problem(400, "json");
        for (String body : List.of(
                "{}",
                "{\"hold\":\"a\",\"release\":\"a\"}",
                "{\"until\":\"soon\"}",
                "{\"hold\":1}",
                "{\"hold\":\" \"}")) {
            post("keeping", body).problem(400, "keeping");
        }
        id = "01a1fb27-b057-74b5-87da-864848bd0e61";
        post("disposal", GRANT).problem(404, "not-found");
        post("keeping", "{\"hold\":\"a\"}").problem(404, "not-found");
    }
}
