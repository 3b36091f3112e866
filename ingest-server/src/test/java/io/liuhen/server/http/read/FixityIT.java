package io.liuhen.server.http.read;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.config.DataSize;
import io.liuhen.server.config.FixityConfig;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.testing.CapturedLog;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept is read again for ever: damage that nobody has met yet raises the alarm, once, until it is whole again. */
final class FixityIT {
    private static final String OLDEST = "liuhen_fixity_oldest_unverified_timestamp_seconds";
    private static final String LAST = "liuhen_fixity_last_success_timestamp_seconds";

    @TempDir
    private Path folder;

    private CapturedLog log;
    private TestServer server;
    private String id;

    @BeforeEach
    void start() {
        log = new CapturedLog();
        ServerConfig usual = TestServer.config(folder);
        DataSize rate = DataSize.mebibytes(64);
        // As often as a test can wait for.
        FixityConfig often = new FixityConfig(rate, rate, Duration.ofSeconds(1));
        server = TestServer.of(usual.withFixity(often));
        id = server.tus().upload(bytes(2_000_000, 1), "filename", "take.mp4");
        Eventually.holds("the original is verified", () -> state().equals("verified"));
    }

    @AfterEach
    void stop() {
        server.close();
        log.close();
    }

    private ObjectNode verification() {
        return server.http().get("/segments/" + id).json().withObject("/verification");
    }

    private String state() {
        return verification().path("state").asText();
    }

    /** Changes a bit in the second block, at once: the file may be being read. */
    private void flip(Path original) throws IOException {
        byte[] content = Files.readAllBytes(original);
        content[1_500_000] ^= 1;
        Path changed = Files.write(folder.resolve("changed"), content);
        Files.move(changed, original, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Waits until everything was read again since now. */
    private void untilReadAgain() {
        double now = Instant.now().toEpochMilli() / 1000.0;
        Eventually.holds("everything is read again", () -> server.metric(OLDEST) > now);
    }

    private double failures(String kind) {
        String sample = "liuhen_fixity_failures_total{kind=\"" + kind + "\"";
        return server.operators()
                .get("/metrics")
                .expect(200)
                .text()
                .lines()
                .filter(line -> line.startsWith(sample))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String notice() {
        return server.operators().get("/readyz?verbose").expect(200).text();
    }

    @Test
    void whatIsIntactIsReadAgainWithoutAWord() {
        String first = verification().path("at").asText();
        untilReadAgain();
        Eventually.holds(
                "the time of the last reading is told",
                () -> !verification().path("at").asText().equals(first));
        assertEquals(1, server.deeds(id, "verified"), "an entry for what is new, not for each time");
        assertTrue(server.metric("liuhen_fixity_checked_bytes_total") >= 2_000_000);
        assertTrue(server.metric(LAST) >= Instant.parse(first).getEpochSecond());
        assertTrue(notice().contains("fixity: ok"), notice());
        assertEquals(0, server.metric("liuhen_fixity_findings"));
    }

    @Test
    void damageThatNobodyHasMetIsFoundToldOnceAndHealedByWhoPutsTheFileBack() throws IOException {
        Path original = Vault.original(folder, id);
        flip(original);
        ObjectNode damaged = server.deed(id, "damaged");
        assertTrue(damaged.at("/facts/finding").asText().contains("1 of 2 blocks differ, the first is 1"));
        assertEquals("mismatch", state());
        untilReadAgain();
        server.restart();
        untilReadAgain();
        assertEquals(1, server.deeds(id, "damaged"), "once, however often it is seen");
        assertEquals(
                1,
                log.errors().stream()
                        .filter(line -> line.startsWith("segment " + id + " is damaged"))
                        .count());
        assertEquals(1, server.metric("liuhen_fixity_findings"));
        assertTrue(notice().contains("damaged or unreadable: 1"), notice());
        assertEquals("ok\n", server.operators().get("/readyz").expect(200).text(), "it goes on receiving");

        flip(original);
        Eventually.holds("it is whole again", () -> state().equals("verified"));
        ObjectNode again = Eventually.found(
                "an entry that says what it was",
                () -> server.custody(id).stream()
                        .filter(leaf -> leaf.at("/facts/after").asText().equals("mismatch"))
                        .findFirst());
        assertEquals("verified", again.path("deed").asText());
        assertEquals(0, server.metric("liuhen_fixity_findings"));
        assertEquals(
                2_000_000,
                server.http().get("/segments/" + id + "/content").expect(200).body().length);
    }

    @Test
    void aMissingOriginalIsFound() throws IOException {
        Files.delete(Vault.original(folder, id));
        assertEquals("missing", server.deed(id, "damaged").at("/facts/kind").asText());
        assertEquals("mismatch", state());
        Eventually.holds("it is counted", () -> failures("missing") == 1);
    }

    @Test
    void aFileThatNobodyKnowsIsFoundAndForgottenWhenItIsGone() throws IOException {
        Path stray = Vault.original(folder, id).resolveSibling("notes.txt");
        Files.writeString(stray, "x");
        Eventually.holds("it is found", () -> failures("untracked") == 1);
        assertTrue(notice().contains("other findings in the vault: 1"), notice());
        assertTrue(log.errors().stream()
                .anyMatch(line -> line.contains(folder.relativize(stray).toString())));
        assertEquals("verified", state(), "the segment is what it was");
        server.restart();
        untilReadAgain();
        assertEquals(1, server.metric("liuhen_fixity_findings"), "and it is no new finding");
        assertEquals(0, failures("untracked"));
        Files.delete(stray);
        Eventually.holds("it is forgotten", () -> server.metric("liuhen_fixity_findings") == 0);
    }

    @Test
    void aListThatWasChangedIsFound() throws IOException {
        Path list = Vault.original(folder, id).resolve("../../SHA256SUMS").normalize();
        Files.writeString(list, Files.readString(list).replace("original.mp4", "original.mp3"));
        Eventually.holds("it is found", () -> failures("mismatch") == 1);
        assertEquals("verified", state());
    }
}
