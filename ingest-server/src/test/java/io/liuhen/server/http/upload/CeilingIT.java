package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.liuhen.server.config.AdmissionConfig;
import io.liuhen.server.config.DataSize;
import io.liuhen.server.config.HttpConfig;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.testing.Curl;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import io.liuhen.storage.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ceiling over real sockets, below a clock that the test sets: 64 KiB a second from 08:00 to 18:00 in Shanghai. */
final class CeilingIT {
    private static final int RATE = 64 << 10;
    private static final String RECEIVED = "liuhen_upload_received_bytes_total";
    private static final String CEILING = "liuhen_upload_ceiling_bytes_per_second";

    /** 08:30 in Shanghai. */
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-20T00:30:00Z"));

    private final List<Thread> senders = new ArrayList<>();

    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void start() {
        DataSize any = new DataSize(0);
        ServerConfig plain = TestServer.config(folder.resolve("store"));
        HttpConfig http = plain.http();
        server = TestServer.of(
                plain.withHttp(new HttpConfig(
                                http.listen(), 0, 0, http.maxUpload(), Duration.ofSeconds(1), http.drainTimeout()))
                        .withAdmission(new AdmissionConfig(
                                100,
                                100,
                                100,
                                100,
                                any,
                                any,
                                any,
                                any,
                                List.of(new AdmissionConfig.Ceiling(
                                        LocalTime.of(8, 0), LocalTime.of(18, 0), new DataSize(RATE))))),
                clock);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Thread sender : senders) {
            sender.join();
        }
        server.close();
    }

    /** Sends a whole upload as fast as the server lets it. */
    private String send(int seed, int length) {
        String upload = server.tus().create(length, "device", "ZFY-" + seed);
        Thread sender = new Thread(() -> {
            try (RawConnection connection = server.connect()) {
                connection
                        .send(RawConnection.patch(upload, 0, length))
                        .send(bytes(length, seed))
                        .answer()
                        .expect(204);
            }
        });
        senders.add(sender);
        sender.start();
        return upload;
    }

    /** They wait longer than a connection may be idle, and that is no fault of theirs. */
    @Test
    void bodiesWaitBelowACeilingAndComeFreelyWhenItIsOver() {
        List<String> uploads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            uploads.add(send(i, 4 << 20));
        }
        Eventually.holds("all wait", () -> server.metric("liuhen_upload_waiting_bodies") >= 7);
        assertEquals(RATE, server.metric(CEILING));
        long begun = System.nanoTime();
        double before = server.metric(RECEIVED);
        Eventually.holds("some have come", () -> server.metric(RECEIVED) - before > 3 * RATE);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double rate = (server.metric(RECEIVED) - before) / seconds;
        // A piece of 256 KiB comes at once, and the next when it is worked off.
        assertTrue(rate < 8 * RATE, rate + " bytes a second");
        clock.move(Duration.ofHours(10));
        Eventually.holds(
                "all are there",
                () -> uploads.stream()
                        .allMatch(upload ->
                                server.http().get("/segments/" + Tus.id(upload)).status() == 200));
        assertTrue(Double.isNaN(server.metric(CEILING)));
        assertEquals(0, server.metric("liuhen_upload_waiting_bodies"));
    }

    /** A piece is worked off in four seconds; the connection may be idle for one. */
    @Test
    void aBodyOverHttp2WaitsToo() throws IOException {
        assumeTrue(Curl.installed(), "curl is not installed here");
        Files.write(folder.resolve("take.mp4"), bytes(700_000, 9));
        Curl.run(
                folder,
                "--http2-prior-knowledge",
                "-f",
                "-T",
                "take.mp4",
                "-o",
                "answer",
                server.uri("/files/").toString());
        assertTrue(Files.readString(folder.resolve("answer")).contains("\"length\":700000"), "it is sealed");
    }
}
