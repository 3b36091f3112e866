package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.liuhen.server.config.DataSize;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.config.UploadConfig;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tus 1.0.0, expiration: Ex1 of the protocol's checklist in this project's notes, and what becomes of the bytes. */
final class TusExpirationIT {
    @TempDir
    private Path folder;

    private TestServer expiringAfter(Duration expiry) {
        ServerConfig config = TestServer.config(folder);
        return TestServer.of(config.withUploads(new UploadConfig(expiry, new DataSize(0), Duration.ofSeconds(60))));
    }

    private static ZonedDateTime expires(Answer answer) {
        return ZonedDateTime.parse(answer.required("Upload-Expires"), DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    private static boolean gone(Tus tus, String upload) {
        return tus.head(upload).status() == 410;
    }

    // Ex1: Upload-Expires with each answer about an upload that is not complete.

    @Test
    void everyAnswerAboutAnUnfinishedUploadSaysWhenItEnds() {
        try (TestServer server = expiringAfter(Duration.ofDays(14))) {
            Tus tus = server.tus();
            assertTrue(server.http()
                    .send("OPTIONS", "/files", BodyPublishers.noBody())
                    .required("Tus-Extension")
                    .contains("expiration"));
            Answer created = server.http()
                    .send("POST", "/files", BodyPublishers.noBody(), "Tus-Resumable", "1.0.0", "Upload-Length", "10")
                    .expect(201);
            String upload = created.required("Location");
            ZonedDateTime atCreation = expires(created);
            ZonedDateTime afterBytes = expires(tus.patch(upload, 0, bytes(4, 1)).expect(204));
            ZonedDateTime asked = expires(tus.head(upload).expect(200));
            assertFalse(afterBytes.isBefore(atCreation), "each byte puts it off");
            assertTrue(Duration.between(afterBytes, asked).abs().compareTo(Duration.ofSeconds(2)) < 0);
            assertTrue(
                    tus.patch(upload, 4, bytes(6, 2)).header("Upload-Expires").isEmpty(), "it is complete");
            assertTrue(tus.head(upload).header("Upload-Expires").isEmpty());
        }
    }

    @Test
    void whatWasAcknowledgedOfAnExpiredUploadIsKeptAndListedUntilItIsDisposedOf() {
        try (TestServer server = expiringAfter(Duration.ofSeconds(2))) {
            Tus tus = server.tus();
            String upload = tus.create(10, "device", "ZFY-1");
            tus.patch(upload, 0, bytes(4, 3)).expect(204);
            String empty = tus.create(10);
            Eventually.holds("both expire", () -> gone(tus, upload) && gone(tus, empty));
            tus.patch(upload, 4, bytes(6, 4)).problem(410, "gone");
            String id = Tus.id(upload);
            assertEquals(
                    4, server.deed(id, "expired").path("facts").path("offset").asLong());
            assertEquals(
                    "incomplete",
                    server.deed(id, "sealed").path("facts").path("kind").asText());
            server.deed(Tus.id(empty), "ended");
            assertEquals(2, server.metric("liuhen_upload_expired_total"));
            assertEquals(Set.of(id), listed(server, "incomplete"));
            assertEquals(Set.of(), listed(server, "unmatched"));
            server.http()
                    .send(
                            "POST",
                            "/segments/" + id + "/disposal",
                            BodyPublishers.ofString("{\"who\":\"a\",\"why\":\"b\",\"rule\":\"c\"}"),
                            "Authorization",
                            "Bearer " + server.operatorToken(),
                            "Content-Type",
                            "application/json")
                    .expect(200);
            assertEquals(Set.of(), listed(server, "incomplete"));
            assertEquals(0, server.metric("liuhen_store_reserved_bytes"), "their room belongs to others again");
        }
    }

    private static Set<String> listed(TestServer server, String state) {
        Set<String> ids = new HashSet<>();
        String next = "";
        do {
            JsonNode page = server.http()
                    .get("/segments?limit=1&state=" + state + next)
                    .expect(200)
                    .json();
            page.path("segments").forEach(segment -> ids.add(segment.path("id").asText()));
            next = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!next.isEmpty());
        return ids;
    }

    @Test
    void aListOfSegmentsNeedsAStateThatSomebodyDecidesAbout() {
        try (TestServer server = expiringAfter(Duration.ofDays(1))) {
            for (String query :
                    new String[] {"", "?state=sealed", "?state=incomplete&limit=0", "?state=unmatched&x=1"}) {
                server.http().get("/segments" + query).problem(400, "query");
            }
            server.http().get("/segments?state=incomplete&cursor=zzz").problem(400, "cursor");
        }
    }

    @Test
    void anUploadDoesNotExpireWhileBytesCome() {
        try (TestServer server = expiringAfter(Duration.ofSeconds(2));
                RawConnection connection = server.connect()) {
            Tus tus = server.tus();
            String other = tus.create(10);
            String upload = tus.create(100_000);
            connection.send(RawConnection.patch(upload, 0, 100_000));
            int sent = 0;
            while (!gone(tus, other)) {
                connection.send(bytes(10, 5));
                sent += 10;
                server.untilReceived(0, () -> {});
            }
            connection.send(new byte[100_000 - sent]);
            assertEquals(100_000, connection.answer().expect(204).offset());
        }
    }

    @Test
    void anUploadGoesOnExpiringAfterARestart() {
        try (TestServer server = expiringAfter(Duration.ofSeconds(3))) {
            Tus tus = server.tus();
            String upload = tus.create(10);
            tus.patch(upload, 0, bytes(4, 6)).expect(204);
            server.restart();
            assertEquals(4, tus.head(upload).expect(200).offset());
            Eventually.holds("it expires", () -> gone(tus, upload));
        }
    }
}
