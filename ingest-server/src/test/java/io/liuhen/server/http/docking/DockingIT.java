package io.liuhen.server.http.docking;

import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.OpenSsl;
import io.liuhen.server.testing.SigningDevice;
import io.liuhen.server.testing.Staff;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dock batches and custody receipts, as docks meet them. */
final class DockingIT {
    @TempDir
    private static Path folder;

    private static TestServer server;
    private static Tus tus;

    @TempDir
    private Path card;

    @BeforeAll
    static void start() {
        server = TestServer.in(folder.resolve("store"));
        tus = server.tus();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer post(String path, String json, String... headers) {
        return server.http().send("POST", path, BodyPublishers.ofString(json.replace('\'', '"')), headers);
    }

    private static String announced(String device, String files) {
        return post(
                        "/dockings",
                        "{'device':'" + device + "','dock':'CJZ-7','dockedAt':'2026-11-20T18:00:00+08:00','files':["
                                + files + "]}")
                .expect(201)
                .required("Location");
    }

    private static ObjectNode standing(String docking) {
        return server.http().get(docking).expect(200).json();
    }

    private static List<String> open(String device) {
        List<String> ids = new ArrayList<>();
        server.http()
                .get("/dockings?state=open&device=" + device)
                .expect(200)
                .json()
                .path("dockings")
                .forEach(one -> ids.add("/dockings/" + one.path("id").asText()));
        return ids;
    }

    @Test
    void everyAnnouncedFileEndsAsStoredOrAsAnExplainedAbsence() {
        String docking = announced("D-1", "{'name':'A.MP4','length':2000},{'name':'B.MP4','length':3000}");
        assertEquals("missing", standing(docking).at("/files/0/state").asText());
        assertEquals(List.of(docking), open("D-1"));

        String upload = tus.create(2000, "device", "D-1", "filename", "A.MP4");
        assertEquals("receiving", standing(docking).at("/files/0/state").asText());
        tus.patch(upload, 0, bytes(2000, 1)).expect(204);
        JsonNode stored = standing(docking).at("/files/0");
        assertEquals("stored", stored.path("state").asText());
        assertEquals(Tus.id(upload), stored.path("segment").asText());
        assertEquals(1, standing(docking).path("open").intValue());

        String reason = "{'file':'B.MP4','reason':'存储卡损坏'}";
        post(docking + "/absences", reason).problem(401, "operator-token");
        post(docking + "/absences", reason, "Authorization", "Bearer " + server.operatorToken())
                .expect(200);
        assertEquals("explained", standing(docking).at("/files/1/state").asText());
        assertEquals("settled", standing(docking).path("state").asText());
        assertEquals(List.of(), open("D-1"));
    }

    @Test
    void aDockingOutlivesTheServer() {
        String docking = announced("D-2", "{'name':'A.MP4','length':7}");
        ObjectNode before = standing(docking);
        server.restart();
        assertEquals(before, standing(docking));
    }

    @Test
    void whatIsNoAnnouncementIsRefused() {
        post("/dockings", "{'device':'D-3'}").problem(400, "announcement");
        post("/dockings", "[]").problem(400, "json");
        server.http().get("/dockings/01a1fb27-b057-725e-84e3-f9a3220f2e96").problem(404, "not-found");
        server.http().get("/dockings?state=lost").problem(400, "query");
        server.http().get("/dockings?cursor=%00").problem(400, "cursor");
    }

    /** "a small signed document that a dock keeps and checks before a recorder erases its copy". */
    @Test
    void aReceiptIsGivenAgainAndOpensslAcceptsIt() throws Exception {
        byte[] content = bytes(5000, 2);
        String id = tus.upload(content, "device", "D-4", "filename", "C.MP4");
        Answer receipt = server.http().get("/files/" + id + "/receipt").expect(200);
        assertEquals(sha256(content), receipt.json().path("sha256").asText());
        assertEquals("D-4", receipt.json().path("device").asText());
        assertTrue(receipt.json().path("trial").booleanValue());
        assertArrayEquals(
                receipt.body(), server.http().get("/files/" + id + "/receipt").body());

        Path json = Files.write(card.resolve("receipt.json"), receipt.body());
        Path signature = Files.write(
                card.resolve("receipt.p7s"),
                server.http().get("/files/" + id + "/receipt.p7s").expect(200).body());
        Path trusted = Files.write(
                card.resolve("certificates.pem"),
                server.http().get("/certificates").expect(200).body());
        OpenSsl.Verdict verdict = OpenSsl.verify(signature, json, trusted);
        assertTrue(verdict.ok(), verdict.text());
        Files.writeString(json, new String(receipt.body(), StandardCharsets.UTF_8).replace("D-4", "D-5"));
        assertFalse(OpenSsl.verify(signature, json, trusted).ok());
    }

    @Test
    void whatIsNotSealedWholeHasNoReceipt() {
        String upload = tus.create(10, "device", "D-6");
        server.http().get("/files/" + Tus.id(upload) + "/receipt").problem(404, "not-found");
        tus.patch(upload, 0, bytes(4, 3)).expect(204);
        tus.delete(upload).expect(204);
        server.http().get("/files/" + Tus.id(upload) + "/receipt").problem(404, "not-found");
    }

    @Test
    void aDockingIsReadPageByPageAndWhatIsOpenOfIt() {
        StringBuilder files = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            files.append(i == 0 ? "" : ",").append("{'name':'F").append(i).append("','length':7}");
        }
        String docking = announced("D-12", files.toString());
        tus.upload(bytes(7, 20), "device", "D-12", "filename", "F119");
        ObjectNode first = standing(docking);
        assertEquals(100, first.path("files").size());
        assertEquals(120, first.path("announced").intValue());
        ObjectNode second = standing(docking + "?cursor=" + first.path("next").asText());
        assertEquals(20, second.path("files").size());
        assertEquals("stored", second.at("/files/19/state").asText());
        assertFalse(second.has("next"));
        ObjectNode open = standing(docking + "?state=open&cursor=1");
        assertEquals(19, open.path("files").size());
        assertEquals(119, open.path("open").intValue());
        server.http().get(docking + "?cursor=x").problem(400, "cursor");
        server.http().get(docking + "?state=lost").problem(400, "query");
        server.http().get(docking + "?limit=1").problem(400, "query");
    }

    /** The list is counted beforehand, also of what came before a restart. */
    @Test
    void theListFollowsWhatComes() {
        String docking = announced("D-13", "{'name':'A.MP4','length':2000},{'name':'B.MP4','length':3000}");
        tus.upload(bytes(2000, 21), "device", "D-13", "filename", "A.MP4");
        Eventually.holds(
                "one is open",
                () -> server.http()
                                .get("/dockings?device=D-13")
                                .json()
                                .at("/dockings/0/open")
                                .intValue()
                        == 1);
        tus.upload(bytes(3000, 22), "device", "D-13", "filename", "B.MP4");
        server.restart();
        Eventually.holds("none is open", () -> open("D-13").isEmpty());
        assertEquals("settled", standing(docking).path("state").asText());
    }

    /** A dock that sends by PUT cannot send a path; its announcement has the digest. */
    @Test
    void theBytesOfADeviceAreTheFileWhateverTheirName() {
        byte[] content = bytes(900, 23);
        String docking = announced("D-14", "{'name':'DCIM/A0001.MP4','length':900,'sha256':'" + sha256(content) + "'}");
        put("A0001.MP4", "D-14", content).expect(201);
        JsonNode file = standing(docking).at("/files/0");
        assertEquals("stored", file.path("state").asText());
        assertEquals("sha256", file.path("by").asText());
        post(
                        docking + "/absences",
                        "{'file':'DCIM/A0001.MP4','reason':'lost'}",
                        "Authorization",
                        "Bearer " + server.operatorToken())
                .problem(409, "not-absent");
    }

    private static Answer put(String name, String device, byte[] content) {
        String metadata = "device " + Base64.getEncoder().encodeToString(device.getBytes(StandardCharsets.UTF_8));
        return server.http()
                .send("PUT", "/files/" + name, BodyPublishers.ofByteArray(content), "Upload-Metadata", metadata);
    }

    /** Name and length are those of an old file; only when the bytes are brought again is it known that this is the same. */
    @Test
    void anOldFileOfThatNameCountsOnceItIsBroughtAgain() {
        byte[] content = bytes(900, 24);
        put("MOV0001.MP4", "D-15", content).expect(201);
        String docking = announced("D-15", "{'name':'MOV0001.MP4','length':900}");
        JsonNode before = standing(docking).at("/files/0");
        assertEquals("missing", before.path("state").asText());
        put("MOV0001.MP4", "D-15", content).expect(200);
        JsonNode after = standing(docking).at("/files/0");
        assertEquals("sent-after", after.path("by").asText());
        assertEquals(before.path("alike").asText(), after.path("segment").asText());
    }

    /** No loss is to be explained where a grant let a segment go. */
    @Test
    void whatWasDisposedOfIsShownSo() {
        String docking = announced("D-16", "{'name':'A.MP4','length':5}");
        String id = tus.upload(bytes(5, 25), "device", "D-16", "filename", "A.MP4");
        Eventually.holds("it is counted", () -> open("D-16").isEmpty());
        post(
                        "/segments/" + id + "/disposal",
                        "{'who':'x','why':'the retention period is over','rule':'JE-34'}",
                        "Authorization",
                        "Bearer " + server.operatorToken())
                .expect(200);
        assertEquals("disposed", standing(docking).at("/files/0/state").asText());
        assertEquals("settled", standing(docking).path("state").asText());
    }

    @Test
    void aDockAnnouncesInItsOwnName() {
        try (Staff staff = new Staff(folder.resolve("staff"))) {
            SigningDevice dock = staff.dock("CJZ-7", "ZFY-1");
            assertEquals(403, announced(dock, "ZFY-1", "CJZ-9").status());
            assertEquals(403, announced(dock, "ZFY-2", "CJZ-7").status());
            assertEquals(201, announced(dock, "ZFY-1", "CJZ-7").status());
        }
    }

    private static Answer announced(SigningDevice by, String device, String dock) {
        String json =
                "{'device':'" + device + "','dock':'" + dock + "','dockedAt':'2026-11-20T18:00:00+08:00','files':[]}";
        return by.send("POST", "/dockings", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
