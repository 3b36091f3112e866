package io.liuhen.server.http.read;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.CapturedLog;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * "Every block is checked before it leaves; a damaged block ends the response and raises the alarm, it is never served."
 */
final class DamageIT {
    private static final int MIB = 1 << 20;
    private static final int LENGTH = 3 * MIB + 5;

    private final byte[] content = bytes(LENGTH, 1);

    @TempDir
    private Path folder;

    private CapturedLog log;
    private TestServer server;
    private String id;
    private String address;

    @BeforeEach
    void start() {
        log = new CapturedLog();
        server = TestServer.in(folder);
        id = server.tus().upload(content, "filename", "take.mp4");
        address = "/segments/" + id + "/content";
        Eventually.holds("the original is verified", () -> verification("state").equals("verified"));
    }

    @AfterEach
    void stop() {
        server.close();
        log.close();
    }

    private String verification(String member) {
        return server.http()
                .get("/segments/" + id)
                .json()
                .at("/verification/" + member)
                .asText();
    }

    private void damageAt(int position) throws Exception {
        Vault.flip(Vault.original(folder, id), position);
    }

    private void assertAlarm() {
        ObjectNode damaged = server.deed(id, "damaged");
        assertTrue(damaged.at("/facts/finding").asText().contains(id), damaged::toString);
        assertEquals("mismatch", verification("state"));
        assertTrue(verification("detail").contains("not what was sealed"));
        assertEquals(1, server.metric("liuhen_fixity_failures_total"));
        assertTrue(log.errors().stream().anyMatch(line -> line.startsWith("segment " + id + " is damaged")));
    }

    @Test
    void damageAtTheBeginningIsAnsweredWithAProblem() throws Exception {
        damageAt(0);
        Answer answer = server.http().get(address);
        answer.problem(500, "damaged");
        assertTrue(answer.header("Repr-Digest").isEmpty(), "the digest of what is not sent is not told");
        assertTrue(answer.header("ETag").isEmpty());
        assertAlarm();
    }

    @Test
    void damageFurtherOnCutsTheConnectionAndNoByteOfItsBlockLeaves() throws Exception {
        damageAt(2 * MIB + 17);
        byte[] received;
        try (RawConnection connection = server.connect()) {
            received = connection.send(head("GET " + address)).readUntilClosed();
        }
        String text = new String(received, StandardCharsets.ISO_8859_1);
        int headLength = text.indexOf("\r\n\r\n") + 4;
        assertTrue(text.startsWith("HTTP/1.1 200 "));
        assertTrue(text.substring(0, headLength).contains("content-length: " + LENGTH), "so that all know it is short");
        byte[] body = Arrays.copyOfRange(received, headLength, received.length);
        assertArrayEquals(Arrays.copyOf(content, 2 * MIB), body);
        assertAlarm();
    }

    @Test
    void rangesWithoutTheDamagedBlockAreServed() throws Exception {
        damageAt(MIB + 500_000);
        assertArrayEquals(
                Arrays.copyOf(content, MIB),
                server.http()
                        .get(address, "Range", "bytes=0-" + (MIB - 1))
                        .expect(206)
                        .body());
        assertArrayEquals(
                Arrays.copyOfRange(content, 2 * MIB, LENGTH),
                server.http()
                        .get(address, "Range", "bytes=" + 2 * MIB + "-")
                        .expect(206)
                        .body());
        assertEquals("verified", verification("state"), "nobody has seen it yet");
        server.http().get(address, "Range", "bytes=" + MIB + "-" + MIB).problem(500, "damaged");
        server.http().get(address, "Range", "bytes=" + MIB + "-" + MIB + ",0-1").problem(500, "damaged");
        assertAlarm();
    }

    /** A dock that has the receipt erases the only good copy. */
    @Test
    void noReceiptIsSignedForDamagedBytesThoughNobodyHasSeenThatYet() throws Exception {
        damageAt(MIB + 17);
        assertEquals("verified", verification("state"));
        server.http().get("/files/" + id + "/receipt").problem(409, "damaged");
        server.deed(id, "damaged");
        assertEquals("mismatch", verification("state"));
        assertEquals(1, server.metric("liuhen_fixity_failures_total"));
        server.http().get("/files/" + id + "/receipt").problem(409, "damaged");
        server.http().get("/files/" + id + "/receipt.p7s").problem(409, "damaged");
    }

    @Test
    void aReceiptThatWasSignedInGoodTimesIsNotGivenAgain() throws Exception {
        server.http().get("/files/" + id + "/receipt").expect(200);
        damageAt(0);
        server.http().get(address).problem(500, "damaged");
        server.http().get("/files/" + id + "/receipt").problem(409, "damaged");
    }

    @Test
    void thereIsNoReceiptForAnOriginalThatIsNotThere() throws Exception {
        Files.delete(Vault.original(folder, id));
        server.http().get("/files/" + id + "/receipt").problem(409, "damaged");
    }

    @Test
    void theAlarmIsRaisedOnceHoweverOftenTheDamageIsSeen() throws Exception {
        damageAt(5);
        for (int i = 0; i < 3; i++) {
            server.http().get(address).problem(500, "damaged");
            server.deed(id, "damaged");
        }
        assertEquals(1, server.deeds(id, "damaged"));
        assertAlarm();
        server.restart();
        server.http().get(address).problem(500, "damaged");
        assertEquals("mismatch", verification("state"), "a restart does not heal it");
    }

    @Test
    void anOriginalThatHasGrownShorterIsDamagedToo() throws Exception {
        Path original = Vault.original(folder, id);
        Vault.flip(original, 0);
        Files.write(original, Arrays.copyOf(content, 2 * MIB + 100));
        try (RawConnection connection = server.connect()) {
            byte[] received = connection.send(head("GET " + address)).readUntilClosed();
            assertTrue(received.length < LENGTH);
        }
        assertAlarm();
    }

    @Test
    void anOriginalThatIsGoneIsNeverServedAndNeverHidden() throws Exception {
        Files.delete(Vault.original(folder, id));
        Answer answer = server.http().get(address);
        assertTrue(answer.status() >= 500, answer::toString);
        server.http().get("/segments/" + id).expect(200);
        server.tus().upload(bytes(10, 2));
    }
}
