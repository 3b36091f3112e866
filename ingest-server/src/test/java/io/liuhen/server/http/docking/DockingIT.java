package io.liuhen.server.http.docking;

import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.importing.ImportCommand;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.OpenSsl;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Dock batches, custody receipts and imports, as docks and scripts meet them. */
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

    /** What the command printed, and its exit status. */
    private record Run(int status, String out, String err) {}

    private Run imports(String device, String... more) {
        return importsTo(server.uri("").toString(), device, more);
    }

    private Run importsTo(String address, String device, String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> arguments =
                new ArrayList<>(List.of(card.toString(), "--server", address, "--device", device, "--chunk", "1"));
        arguments.addAll(List.of(more));
        int status = new CommandLine(new ImportCommand(Clock.systemUTC(), System::nanoTime))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new Run(status, out.toString(), err.toString());
    }

    private byte[] onCard(String name, int length, long seed) throws IOException {
        Path file = card.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.readAllBytes(Files.write(file, bytes(length, seed)));
    }

    private static String segment(Run run, String name) {
        return run.out()
                .lines()
                .map(line -> line.split("\t", -1))
                .filter(cells -> cells[1].equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(run))[2]
                .substring("/files/".length());
    }

    @Test
    void anImportCarriesAFolderAndFindsAtTheEndThatNothingIsMissing() throws Exception {
        byte[] large = onCard("DCIM/100/A0001.MP4", 2_500_000, 4);
        onCard("DCIM/100/A0002.MP4", 700, 5);
        onCard("empty.txt", 0, 6);
        Run run = imports("D-7", "--dock", "CJZ-7");
        assertEquals(0, run.status(), run::toString);
        assertEquals(
                3, run.out().lines().filter(line -> line.startsWith("stored")).count(), run::toString);
        String id = segment(run, "DCIM/100/A0001.MP4");
        assertArrayEquals(
                large,
                server.http().get("/segments/" + id + "/content").expect(200).body());
        assertEquals(
                "CJZ-7",
                server.http().get("/segments/" + id).json().at("/received/dock").asText());
    }

    /** With progress and resume: what is on the server is not sent again. */
    @Test
    void anImportThatIsRunAgainSendsOnlyWhatIsNotThere() throws Exception {
        onCard("A.MP4", 1_500_000, 7);
        assertEquals(0, imports("D-8").status());
        byte[] begun = onCard("B.MP4", 2_000_000, 8);
        String upload = tus.create(begun.length, "device", "D-8", "filename", "B.MP4", "sha256", sha256(begun));
        tus.patch(upload, 0, Arrays.copyOf(begun, 1_200_000)).expect(204);
        double before = server.metric("liuhen_upload_received_bytes_total");

        Run again = imports("D-8");
        assertEquals(0, again.status(), again::toString);
        assertTrue(again.out().contains("known\tA.MP4"), again::toString);
        assertEquals(Tus.id(upload), segment(again, "B.MP4"), "what was begun went on");
        assertEquals(800_000, server.metric("liuhen_upload_received_bytes_total") - before);
    }

    /** Name and length agree, and nobody has said what the bytes are: going on would seal a mixture of two files. */
    @Test
    void anUploadThatHasNotDeclaredThisFileIsNotGoneOnWith() throws Exception {
        byte[] file = onCard("A.MP4", 3000, 11);
        String anothers = tus.create(3000, "device", "D-11", "filename", "A.MP4");
        tus.patch(anothers, 0, bytes(1000, 12)).expect(204);
        Run run = imports("D-11");
        assertEquals(0, run.status(), run::toString);
        String id = segment(run, "A.MP4");
        assertFalse(id.equals(Tus.id(anothers)));
        assertArrayEquals(
                file,
                server.http().get("/segments/" + id + "/content").expect(200).body());
        assertEquals(1000, tus.head(anothers).expect(200).offset(), "it is left as it was");
    }

    @Test
    void aFileOfTheSameNameAndLengthThatIsAnotherIsSent() throws Exception {
        onCard("A.MP4", 1000, 9);
        String first = segment(imports("D-9"), "A.MP4");
        byte[] other = onCard("A.MP4", 1000, 10);
        Run run = imports("D-9");
        assertEquals(0, run.status(), run::toString);
        String second = segment(run, "A.MP4");
        assertFalse(first.equals(second));
        assertArrayEquals(
                other,
                server.http()
                        .get("/segments/" + second + "/content")
                        .expect(200)
                        .body());
    }

    @Test
    void whatCannotBeImportedIsSaid() {
        Run nobody = importsTo("http://127.0.0.1:1", "D-10");
        assertEquals(3, nobody.status(), nobody::toString);
        assertFalse(nobody.err().isBlank());
        assertEquals(2, imports("D-10", "--at-once", "0").status());
    }
}
