package io.liuhen.server.importing;

import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.liuhen.server.docking.Announcement;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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

/** Imports of cards, as people run them: each ends with everything stored, and so does each after it. */
final class ImportIT {
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
        assertTrue(nobody.err().contains("there is no server at http://127.0.0.1:1"), nobody::toString);
        assertEquals(2, imports("D-10", "--at-once", "0").status());
        assertEquals(2, importsTo("127.0.0.1:8080", "D-10").status());
        Run noToken = imports("D-10", "--token-file", card.resolve("nope").toString());
        assertEquals(3, noToken.status(), noToken::toString);
        assertTrue(noToken.err().contains("there is no file"), noToken::toString);
    }

    /** Cards have them: copies of one file, and logs in which nothing is. */
    @Test
    void filesWithTheSameBytesAndEmptyOnesAreAllStored() throws Exception {
        byte[] content = onCard("A/X.MP4", 500_000, 13);
        for (String name : List.of("A/Y.MP4", "B/X.MP4")) {
            onCard(name, 500_000, 13);
        }
        for (String name : List.of(".Trashes", "LOG/empty.txt", "LOG/other.txt")) {
            onCard(name, 0, 0);
        }
        double before = server.metric("liuhen_upload_received_bytes_total");
        for (String way : List.of("1", "8")) {
            Run run = imports("D-12", "--at-once", way);
            assertEquals(0, run.status(), run::toString);
            assertTrue(run.err().contains("Everything is stored"), run::toString);
        }
        assertEquals(content.length, server.metric("liuhen_upload_received_bytes_total") - before, "sent once");
        Eventually.holds(
                "no docking stays open",
                () -> server.http()
                        .get("/dockings?state=open&device=D-12")
                        .json()
                        .path("dockings")
                        .isEmpty());
    }

    /** It had its bytes when it was announced, and no word by which the server could know it. */
    @Test
    void whatCameBeforeUnderNoWordsIsShownToBeThisFile() throws Exception {
        byte[] file = onCard("A.MP4", 3000, 14);
        tus.upload(file, "device", "D-13", "filename", "A.MP4");
        double before = server.metric("liuhen_upload_received_bytes_total");
        Run run = imports("D-13");
        assertEquals(0, run.status(), run::toString);
        assertTrue(run.out().startsWith("known\tA.MP4"), run::toString);
        assertEquals(before, server.metric("liuhen_upload_received_bytes_total"), "nothing is sent");
    }

    @Test
    void aCardWithMoreFilesThanAnAnnouncementHasIsImported() throws Exception {
        int count = Announcement.FILES_MAX + 1;
        for (int i = 0; i < count; i++) {
            onCard("F" + i, 1, 15);
        }
        Run run = imports("D-14", "--at-once", "1");
        assertEquals(0, run.status(), run::toString);
        assertEquals(count, run.out().lines().count());
        Eventually.holds("both dockings are settled", () -> {
            JsonNode dockings =
                    server.http().get("/dockings?device=D-14").json().path("dockings");
            return dockings.size() == 2
                    && dockings.at("/0/open").intValue() == 0
                    && dockings.at("/1/open").intValue() == 0;
        });
    }

    @Test
    void whatIsNoFileOfTheCardIsNamed() throws Exception {
        onCard("A.MP4", 10, 16);
        Files.createSymbolicLink(card.resolve("B.MP4"), card.resolve("A.MP4"));
        Run run = imports("D-15");
        assertEquals(0, run.status(), run::toString);
        assertTrue(run.err().contains("passed over: B.MP4"), run::toString);
        assertEquals(1, run.out().lines().count(), run::toString);
    }

    /** Cards come from machines that write names otherwise. */
    @Test
    void everyNameStaysAName() throws Exception {
        onCard("back\\slash.mp4", 10, 17);
        onCard("a\ttab.mp4", 11, 18);
        onCard("现场.mp4", 12, 19);
        Run run = imports("D-16");
        assertEquals(0, run.status(), run::toString);
        assertEquals(
                List.of("a\\u0009tab.mp4", "back\\slash.mp4", "现场.mp4"),
                run.out().lines().map(line -> line.split("\t", -1)[1]).sorted().toList());
        assertTrue(run.out().lines().allMatch(line -> line.split("\t", -1).length == 3), run::toString);
    }

    @Test
    void aTokenIsShownToNobodyOnTheLine() throws Exception {
        String token = Files.writeString(card.resolve("token"), "secret").toString();
        Run run = importsTo("http://192.0.2.1:8080", "D-17", "--token-file", token);
        assertEquals(2, run.status(), run::toString);
        assertTrue(run.err().contains("https"), run::toString);
    }
}
