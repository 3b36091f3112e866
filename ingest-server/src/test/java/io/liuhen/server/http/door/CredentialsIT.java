package io.liuhen.server.http.door;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.SigningDevice;
import io.liuhen.server.testing.Staff;
import io.liuhen.server.testing.Tus;
import io.liuhen.storage.format.CanonicalJson;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines at a server that asks for credentials: each touches what is its own, as long as it is let in. */
final class CredentialsIT {
    private static final byte[] CONTENT = bytes(5000, 7);

    @TempDir
    private Path folder;

    private Staff staff;

    @BeforeEach
    void start() {
        staff = new Staff(folder);
    }

    @AfterEach
    void stop() {
        staff.close();
    }

    @Test
    void aRecorderUploadsWithItsKeyAndWhatItSentIsNoTrial() {
        SigningDevice device = staff.device("ZFY-0042");
        String upload = device.create(CONTENT.length, "filename", "a.mp4");
        device.patch(upload, 0, CONTENT).expect(204);
        assertEquals(CONTENT.length, device.head(upload).expect(200).offset());
        String id = Tus.id(upload);
        ObjectNode segment =
                staff.as("custodian", "GET", "/segments/" + id).expect(200).json();
        assertFalse(segment.path("flags").toString().contains("trial"), segment::toString);
        assertEquals("ZFY-0042", segment.at("/received/device").asText(), "who has proven it need not say it");
        assertArrayEquals(
                CONTENT,
                staff.as("custodian", "GET", "/segments/" + id + "/content")
                        .expect(200)
                        .body());
        JsonNode manifest = staff.as("inspector", "GET", "/segments/" + id + "/manifest")
                .expect(200)
                .json();
        assertTrue(manifest.toString().contains("\"credential\":\"ZFY-0042/1\""), manifest::toString);
    }

    @Test
    void anothersUploadLooksLikeNone() {
        SigningDevice one = staff.device("ZFY-0001");
        SigningDevice other = staff.device("ZFY-0002");
        String upload = one.create(10);
        String never = "/files/01a1fb27-b057-74b5-87da-864848bd0e61";
        for (String method : List.of("PATCH", "DELETE", "GET")) {
            String[] headers = {"Tus-Resumable", "1.0.0", "Upload-Offset", "0", "Content-Type", Tus.OFFSET_STREAM};
            byte[] body = method.equals("PATCH") ? new byte[] {1} : new byte[0];
            Answer theirs = other.send(method, upload, body, headers);
            Answer nobodys = other.send(method, never, body, headers);
            assertEquals(
                    nobodys.problem(404, "not-found"),
                    theirs.problem(404, "not-found"),
                    "what is another's and what is not there cannot be told apart");
        }
        other.head(upload).expect(404);
        assertEquals(0, one.head(upload).expect(200).offset());
        one.patch(upload, 0, bytes(10, 1)).expect(204);
    }

    @Test
    void nobodyJoinsAnothersParts() {
        SigningDevice one = staff.device("ZFY-0001");
        SigningDevice other = staff.device("ZFY-0002");
        String[] partial = {"Tus-Resumable", "1.0.0", "Upload-Length", "5", "Upload-Concat", "partial"};
        String part =
                one.send("POST", "/files", new byte[0], partial).expect(201).required("Location");
        one.patch(part, 0, bytes(5, 1)).expect(204);
        String[] joined = {"Tus-Resumable", "1.0.0", "Upload-Concat", "final;" + part};
        other.send("POST", "/files", new byte[0], joined).problem(404, "not-found");
        one.send("POST", "/files", new byte[0], joined).expect(201);
    }

    @Test
    void aRecorderDoesNotSpeakForAnother() {
        staff.device("ZFY-0001").tryToCreate(5, "device", "ZFY-0002").problem(403, "device");
    }

    @Test
    void aDockActsForItsRecordersAndBothAreOnRecord() {
        SigningDevice dock = staff.dock("CJZ-7", "ZFY-0001", "ZFY-0002");
        SigningDevice recorder = staff.device("ZFY-0001");
        dock.tryToCreate(5).problem(403, "device");
        dock.tryToCreate(5, "device", "ZFY-0003").problem(403, "device");
        String upload = dock.create(10, "device", "ZFY-0001");
        dock.patch(upload, 0, bytes(4, 1)).expect(204);
        // The recorder has left the dock and goes on by itself.
        recorder.patch(upload, 4, bytes(6, 2)).expect(204);
        String id = Tus.id(upload);
        JsonNode created = staff.as("inspector", "GET", "/custody?subject=" + id)
                .expect(200)
                .json()
                .at("/entries/0/details/value/actor");
        assertEquals("dock", created.path("kind").asText(), created::toString);
        assertEquals("CJZ-7", created.path("name").asText());
        assertEquals("ZFY-0001", created.path("device").asText());
        assertEquals("CJZ-7/1", created.path("credential").asText());
    }

    @Test
    void aSignatureCountsOnce() {
        SigningDevice device = staff.device("ZFY-0042");
        String upload = device.create(10);
        device.patch(upload, 0, bytes(4, 1)).expect(204);
        List<String> recorded = device.lastHeaders();
        Answer again = device.sendAgain("PATCH", upload, bytes(4, 1), recorded);
        assertTrue(again.problem(401, "nonce").path("detail").asText().contains("used before"));
        assertTrue(again.required("Accept-Signature").contains("nonce="));
        assertEquals("0", again.required("Retry-After"));
        assertEquals(4, device.head(upload).expect(200).offset());
        staff.server().restart();
        Answer later = device.sendAgain("PATCH", upload, bytes(4, 1), recorded);
        assertTrue(later.problem(401, "nonce").path("detail").asText().contains("since it started"));
        device.forgetNonce();
        assertEquals(4, device.head(upload).expect(200).offset());
    }

    @Test
    void whatIsSignedCannotBeChanged() {
        SigningDevice device = staff.device("ZFY-0042");
        String upload = device.create(10);
        String elsewhere = device.create(10);
        byte[] body = bytes(4, 1);
        String[] headers = {"Tus-Resumable", "1.0.0", "Upload-Offset", "0", "Content-Type", Tus.OFFSET_STREAM};
        List<String> signed = device.sign("PATCH", upload, body, device.nonce(), headers);
        device.sendAgain("PATCH", elsewhere, body, signed).problem(401, "credentials");
        List<String> moved = new ArrayList<>(signed);
        moved.set(moved.indexOf("Upload-Offset") + 1, "4");
        device.sendAgain("PATCH", upload, body, moved).problem(401, "credentials");
        List<String> renamed = new ArrayList<>(signed);
        renamed.addAll(List.of("X-HTTP-Method-Override", "DELETE"));
        device.sendAgain("PATCH", upload, body, renamed).problem(401, "credentials");
        List<String> named = new ArrayList<>(signed);
        named.addAll(List.of("Content-Disposition", "attachment; filename=\"another.mp4\""));
        device.sendAgain("PATCH", upload, body, named).problem(401, "credentials");
        // Nothing of that has used the nonce up.
        device.sendAgain("PATCH", upload, body, signed).expect(204);
    }

    /** The signature covers the digest, and the digest is compared with what came: nothing of another body is kept. */
    @Test
    void aBodyThatWasExchangedOnTheWayIsNotKept() {
        SigningDevice device = staff.device("ZFY-0042");
        String[] headers = {"Tus-Resumable", "1.0.0", "Upload-Offset", "0", "Content-Type", Tus.OFFSET_STREAM};
        String[] weak = Arrays.copyOf(headers, 8);
        weak[6] = "Upload-Checksum";
        weak[7] = "crc32c " + crc32c(bytes(4000, 2));
        for (String[] said : List.of(headers, weak)) {
            String upload = device.create(4000);
            List<String> signed = device.sign("PATCH", upload, bytes(4000, 1), device.nonce(), said);
            int status =
                    device.sendAgain("PATCH", upload, bytes(4000, 2), signed).status();
            assertTrue(status >= 400, () -> "is " + status);
            device.forgetNonce();
            assertEquals(0, device.head(upload).expect(200).offset());
        }
        String name = "/files/a.mp4";
        List<String> signed = device.sign("PUT", name, bytes(4000, 1), device.nonce());
        assertTrue(device.sendAgain("PUT", name, bytes(4000, 2), signed).status() >= 400);
    }

    private static String crc32c(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    @Test
    void aClockThatIsYearsOffLosesNothingAndIsOnRecord() {
        for (Duration wrong : List.of(Duration.ofDays(20 * 365), Duration.ofDays(-20 * 365))) {
            String name = "ZFY-" + wrong.toDays();
            SigningDevice device = staff.device(name).withClockAhead(wrong);
            String upload = device.create(10);
            device.patch(upload, 0, bytes(10, wrong.toDays())).expect(204);
            long shown = staff.as("inspector", "GET", "/segments/" + Tus.id(upload))
                    .expect(200)
                    .json()
                    .at("/times/clockSkewSeconds")
                    .asLong();
            assertTrue(Math.abs(shown - wrong.toSeconds()) < 600, () -> shown + " is not " + wrong);
            JsonNode listed =
                    staff.as("operator", "GET", "/devices").expect(200).json().path("devices");
            assertTrue(listed.toString().contains("\"clockSkewSeconds\":"), listed::toString);
        }
    }

    @Test
    void aRevokedRecorderIsCutOffInTheMiddleOfItsUploadAndWhatCameIsKept() {
        SigningDevice device = staff.device("ZFY-0042");
        SigningDevice dock = staff.dock("CJZ-7", "ZFY-0042");
        String upload = device.create(10_000);
        String line = "PATCH " + upload;
        List<String> signed = device.sign(
                "PATCH",
                upload,
                bytes(10_000, 1),
                device.nonce(),
                "Tus-Resumable",
                "1.0.0",
                "Upload-Offset",
                "0",
                "Content-Type",
                Tus.OFFSET_STREAM);
        List<String> lines = new ArrayList<>(List.of("Content-Length: 10000"));
        for (int i = 0; i < signed.size(); i += 2) {
            lines.add(signed.get(i) + ": " + signed.get(i + 1));
        }
        try (var connection = staff.server().connect()) {
            connection
                    .send(RawConnection.head(line, lines.toArray(String[]::new)))
                    .send(bytes(4000, 1));
            Eventually.holds("the first bytes arrive", () -> staff.receivedBytes() >= 4000);
            staff.as(
                            "operator",
                            "POST",
                            "/devices/ZFY-0042/revocation",
                            CanonicalJson.object().put("why", "遗失"))
                    .expect(200);
            assertTrue(connection.isClosedByServer());
        }
        device.head(upload).expect(401);
        // Another who may act for it finds what had come, or all that was before it.
        long kept = dock.head(upload).expect(200).offset();
        assertTrue(kept == 0 || kept == 4000, () -> kept + " bytes");
        ObjectNode listed = staff.as("operator", "GET", "/devices").expect(200).json();
        assertTrue(listed.toString().contains("\"state\":\"revoked\""));
        staff.server().restart();
        device.head(upload).expect(401);
        SigningDevice again = staff.device("ZFY-0042");
        assertEquals(kept, again.head(upload).expect(200).offset(), "who is let in again finds its own");
    }

    @Test
    void aNewKeyTakesOverWithoutAGapAndALostAnswerShutsNobodyOut() {
        SigningDevice device = staff.device("ZFY-0042");
        SigningDevice sameWithOldKey = device.copy();
        String upload = device.create(10);
        ObjectNode lost = device.send("POST", "/keys", new byte[0]).expect(201).json();
        ObjectNode kept = device.send("POST", "/keys", new byte[0]).expect(201).json();
        assertNotEquals(lost.path("keyId"), kept.path("keyId"));
        new SigningDevice(staff.server().http(), lost).head(upload).expect(401);
        device.use(kept);
        device.patch(upload, 0, bytes(5, 1)).expect(204);
        staff.server().restart();
        device.head(upload).expect(401);
        assertEquals(5, device.head(upload).expect(200).offset(), "the nonce was of the last run, the key counts on");
        assertEquals(5, sameWithOldKey.head(upload).expect(200).offset(), "both count for a while");
    }

    @Test
    void overAPlainLineABodyNeedsADigest() {
        SigningDevice device = staff.device("ZFY-0042");
        String upload = device.create(10);
        List<String> signed = new ArrayList<>(device.sign(
                "PATCH",
                upload,
                new byte[0],
                device.nonce(),
                "Tus-Resumable",
                "1.0.0",
                "Upload-Offset",
                "0",
                "Content-Type",
                Tus.OFFSET_STREAM));
        Answer answer = device.sendAgain("PATCH", upload, bytes(4, 1), signed);
        answer.problem(401, "credentials");
        assertEquals(0, device.head(upload).expect(200).offset());
    }
}
