package io.liuhen.server.http.read;

import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import io.liuhen.storage.format.CanonicalJson;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "The append-only, chained list of everything that was done to or with a record." */
final class CustodyIT {
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

    private static List<String> deeds(String subject) {
        return server.custody(subject).stream()
                .map(leaf -> leaf.path("deed").asText())
                .toList();
    }

    private static void waitForDeeds(String subject, String... deeds) {
        Eventually.holds(
                () -> "the log says " + List.of(deeds) + " and not " + deeds(subject),
                () -> deeds(subject).equals(List.of(deeds)));
    }

    @Test
    void theLifeOfAnUploadIsOnRecord() {
        byte[] content = bytes(1000, 1);
        String upload = tus.create(1000, "device", "DSJ-7");
        String id = Tus.id(upload);
        tus.patch(upload, 0, bytes(400, 2)).expect(204);
        server.restart();
        tus.patch(upload, 400, Arrays.copyOfRange(content, 400, 1000)).expect(204);
        waitForDeeds(id, "created", "resumed", "sealed", "verified");
        List<ObjectNode> log = server.custody(id);
        assertEquals("tus", log.get(0).at("/facts/protocol").asText());
        assertEquals(1000, log.get(0).at("/facts/length").asInt());
        assertEquals(400, log.get(1).at("/facts/offset").asInt());
        assertEquals("complete", log.get(2).at("/facts/kind").asText());
        assertEquals(
                log.get(2).at("/facts/sha256").asText(),
                log.get(3).at("/facts/sha256").asText());
        String recording =
                server.http().get("/segments/" + id).json().path("recording").asText();
        assertEquals(List.of("created", "resumed", "sealed"), deeds(recording), "and is found from the recording, too");
    }

    @Test
    void anUploadThatWasEndedIsOnRecord() {
        String empty = tus.create(10);
        tus.delete(empty).expect(204);
        waitForDeeds(Tus.id(empty), "created", "ended");
        String begun = tus.create(10);
        tus.patch(begun, 0, bytes(4, 3)).expect(204);
        tus.delete(begun).expect(204);
        waitForDeeds(Tus.id(begun), "created", "sealed", "verified");
        assertEquals(
                "incomplete",
                server.custody(Tus.id(begun)).get(1).at("/facts/kind").asText());
    }

    @Test
    void readingIsOnRecordOnceForAllTheRangesThatAPlayerAsksFor() {
        byte[] content = bytes(100_000, 4);
        String id = tus.upload(content);
        String address = "/segments/" + id + "/content";
        server.http().get("/segments/" + id).expect(200);
        server.http().head(address).expect(200);
        assertEquals(0, server.deeds(id, "read"), "who asks for facts or the head has read nothing");
        for (int from = 0; from < content.length; from += 10_000) {
            server.http()
                    .get(address, "Range", "bytes=" + from + "-" + (from + 9999))
                    .expect(206);
        }
        ObjectNode read = server.deed(id, "read");
        assertEquals("content", read.at("/facts/file").asText());
        assertEquals(1, server.deeds(id, "read"), "one per caller, segment and five minutes");
        server.restart();
        server.http().get(address).expect(200);
        Eventually.holds("forgetting costs an entry more, never one less", () -> server.deeds(id, "read") == 2);
    }

    @Test
    void theLogOnlyGrows() {
        String id = tus.upload(bytes(10, 5));
        waitForDeeds(id, "created", "sealed", "verified");
        JsonNode before = server.http().get("/custody?subject=" + id).json().path("log");
        String other = tus.upload(bytes(10, 6));
        waitForDeeds(other, "created", "sealed", "verified");
        JsonNode after = server.http().get("/custody?subject=" + id).json().path("log");
        assertTrue(after.path("size").asLong() >= before.path("size").asLong() + 3);
        assertNotEquals(before.path("root").asText(), after.path("root").asText());
        server.restart();
        JsonNode restarted = server.http().get("/custody?subject=" + id).json().path("log");
        assertEquals(after, restarted, "opening the store changes nothing");
        assertEquals(after.path("size").asDouble(), server.metric("liuhen_custody_entries"));
    }

    /** Leaf and details as {@code docs/on-disk-format.md} §Custody has them. */
    @Test
    void aLeafNamesNobodyAndProvesItsDetails() {
        String metadata = Tus.metadata("maker", "王伟", "device", "DSJ-42");
        Answer put =
                server.http().put("/files/夜.mp4".replace("夜", "%E5%A4%9C"), bytes(10, 7), "Upload-Metadata", metadata);
        String id = put.expect(201).json().path("id").asText();
        server.http().get("/segments/" + id + "/content").expect(200);
        waitForDeeds(id, "created", "sealed", "verified", "read");
        for (JsonNode entry : server.http().get("/custody?subject=" + id).json().path("entries")) {
            JsonNode leaf = entry.path("leaf");
            String text = leaf.toString();
            for (String personal : List.of("127.0.0.1", "anonymous", "王伟", "DSJ-42", "夜", "actor")) {
                assertFalse(text.contains(personal), text);
            }
            assertEquals(1, leaf.path("schema").asInt());
            assertEquals("trial", leaf.path("unit").asText());
            assertTrue(leaf.path("at").asText().endsWith("Z"));
            assertTrue(leaf.path("subjects").toString().contains(id));
            Set<String> members = Set.of("schema", "id", "at", "unit", "deed", "subjects", "facts", "details");
            List<String> names = new ArrayList<>();
            leaf.fieldNames().forEachRemaining(names::add);
            assertEquals(members, Set.copyOf(names));
            assertEquals(commitment(entry.path("details")), leaf.path("details").asText());
            String actor = entry.at("/details/value/actor/kind").asText();
            assertEquals(leaf.path("deed").asText().equals("verified") ? "server" : "anonymous", actor);
        }
    }

    private static String commitment(JsonNode details) {
        ByteArrayOutputStream committed = new ByteArrayOutputStream();
        committed.writeBytes(Base64.getDecoder().decode(details.path("salt").asText()));
        committed.writeBytes(CanonicalJson.write(details.path("value")));
        return sha256(committed.toByteArray());
    }

    @Test
    void theLogIsReadOnFromAnyNumber() {
        String id = tus.upload(bytes(10, 8));
        waitForDeeds(id, "created", "sealed", "verified");
        JsonNode all = server.http().get("/custody?subject=" + id).json().path("entries");
        long second = all.get(1).path("number").asLong();
        assertTrue(second > all.get(0).path("number").asLong());
        JsonNode rest = server.http()
                .get("/custody?subject=" + id + "&from=" + second)
                .json()
                .path("entries");
        assertEquals(2, rest.size());
        assertEquals(all.get(1), rest.get(0));
    }

    @Test
    void theLogCannotBeWrittenFromOutside() {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            server.http()
                    .send(method, "/custody?subject=x", BodyPublishers.noBody())
                    .problem(405, "method-not-allowed");
        }
        server.http().get("/custody").problem(400, "query");
        server.http().get("/custody?subject=x").problem(400, "query");
        String nothing = "01893e5f-0000-7000-8000-000000000000";
        assertEquals(List.of(), server.custody(nothing));
    }
}
