package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.config.AdmissionConfig;
import io.liuhen.server.config.DataSize;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "Under overload new uploads get 503 with a computed, jittered Retry-After before any body is read; running ones go on." */
final class AdmissionIT {
    private static final DataSize ANY = new DataSize(0);

    @TempDir
    private Path folder;

    private Optional<TestServer> started = Optional.empty();

    @AfterEach
    void stop() {
        started.ifPresent(TestServer::close);
    }

    private TestServer server(int connections, int perAddress, int bodies, int uploads, DataSize day) {
        TestServer server = TestServer.of(TestServer.config(folder)
                .withAdmission(
                        new AdmissionConfig(connections, perAddress, bodies, uploads, day, ANY, ANY, ANY, List.of())));
        started = Optional.of(server);
        return server;
    }

    private static void refused(Answer answer, int status, String code) {
        long seconds = Long.parseLong(answer.required("Retry-After"));
        assertTrue(seconds >= 1 && seconds <= 86_400 + 600, seconds + " s");
        assertEquals("later", answer.problem(status, code).path("retry").asText());
        assertEquals(seconds, answer.json().path("retryAfter").asLong());
    }

    /** One body is being received, and one is as many as may. */
    private RawConnection running(TestServer server, String upload, byte[] content) {
        RawConnection running = server.connect();
        server.untilReceived(
                1000,
                () -> running.send(RawConnection.patch(upload, 0, content.length))
                        .send(Arrays.copyOf(content, 1000)));
        return running;
    }

    private static String[] creations() {
        return new String[] {
            RawConnection.head("PUT /files/a.mp4", "Content-Length: 1000000", "Expect: 100-continue"),
            RawConnection.head("POST /files", "Content-Length: 1000000", "Expect: 100-continue"),
            RawConnection.head("POST /files", "Tus-Resumable: 1.0.0", "Upload-Length: 1000000", "Content-Length: 0"),
            RawConnection.head(
                    "POST /files",
                    "Upload-Complete: ?1",
                    "Upload-Draft-Interop-Version: 8",
                    "Content-Length: 1000000",
                    "Expect: 100-continue")
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void underOverloadANewUploadIsRefusedBeforeItsBodyAndARunningOneGoesOn(int way) {
        TestServer server = server(100, 100, 1, 0, ANY);
        byte[] content = bytes(100_000, 1);
        String upload = server.tus().create(content.length);
        String other = server.tus().create(10);
        try (RawConnection running = running(server, upload, content);
                RawConnection fresh = server.connect()) {
            // Of a client that waits to hear that its body is wanted not a byte is asked for.
            Answer first = fresh.send(creations()[way]).next();
            refused(first, 503, "busy");
            assertEquals(1, server.metric("liuhen_admission_refused_total"));
            server.tus().patch(other, 0, bytes(10, 2)).expect(204);
            running.send(Arrays.copyOfRange(content, 1000, content.length));
            assertEquals(content.length, running.answer().expect(204).offset());
        }
        assertArrayEquals(
                content,
                server.http().get("/segments/" + Tus.id(upload) + "/content").body());
        Eventually.holds("the body is counted no more", () -> {
            try (RawConnection again = server.connect()) {
                return again.send(creations()[2]).answer().status() == 201;
            }
        });
    }

    @Test
    void whoComesBackAtOnceIsToldToComeLaterAndLater() {
        TestServer server = server(100, 100, 1, 0, ANY);
        byte[] content = bytes(100_000, 3);
        String upload = server.tus().create(content.length);
        List<Long> waits = new ArrayList<>();
        try (RawConnection running = running(server, upload, content);
                RawConnection fresh = server.connect()) {
            for (int i = 0; i < 200; i++) {
                waits.add(Long.parseLong(fresh.send(creations()[2]).answer().required("Retry-After")));
            }
            running.send(Arrays.copyOfRange(content, 1000, content.length))
                    .answer()
                    .expect(204);
        }
        assertTrue(waits.get(199) > waits.get(0), waits::toString);
        assertTrue(waits.stream().distinct().count() > 5, waits::toString);
    }

    @Test
    void aConnectionTooManyIsToldSoAndClosed() {
        TestServer server = server(3, 100, 100, 0, ANY);
        List<RawConnection> open = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                RawConnection connection = server.connect();
                connection.send(RawConnection.head("OPTIONS /files")).answer().expect(204);
                open.add(connection);
            }
            try (RawConnection more = server.connect()) {
                Answer answer = more.send(RawConnection.head("OPTIONS /files")).answer();
                refused(answer, 503, "too-many-connections");
                assertTrue(more.isClosedByServer());
            }
            open.get(0).send(RawConnection.head("OPTIONS /files")).answer().expect(204);
        } finally {
            open.forEach(RawConnection::close);
        }
        Eventually.holds("the next is served", () -> {
            try (RawConnection next = server.connect()) {
                return next.send(RawConnection.head("OPTIONS /files")).answer().status() == 204;
            }
        });
    }

    @Test
    void oneAddressHasSoManyConnectionsAndThoseBeyondTheSpareOnesAreClosed() {
        TestServer server = server(100, 2, 100, 0, ANY);
        try (RawConnection first = server.connect();
                RawConnection second = server.connect();
                RawConnection third = server.connect()) {
            first.send(RawConnection.head("OPTIONS /files")).answer().expect(204);
            second.send(RawConnection.head("OPTIONS /files")).answer().expect(204);
            try (RawConnection fourth = server.connect()) {
                assertTrue(fourth.isClosedByServer());
            }
            refused(third.send(RawConnection.head("OPTIONS /files")).answer(), 503, "too-many-connections");
        }
    }

    @Test
    void aDeviceHasSoManyOpenUploadsAlsoAfterARestart() {
        TestServer server = server(100, 100, 100, 2, ANY);
        String first = server.tus().create(10, "device", "ZFY-1");
        server.tus().create(10, "device", "ZFY-1");
        server.tus().create(10, "device", "ZFY-2");
        refused(create(server, "ZFY-1", 10), 507, "quota-uploads");
        server.restart();
        refused(create(server, "ZFY-1", 10), 507, "quota-uploads");
        server.tus().patch(first, 0, bytes(10, 4)).expect(204);
        Eventually.holds("its place is free", () -> create(server, "ZFY-1", 10).status() == 201);
        refused(create(server, "ZFY-1", 10), 507, "quota-uploads");
    }

    private static Answer create(TestServer server, String device, long length) {
        try (RawConnection connection = server.connect()) {
            return connection
                    .send(RawConnection.head(
                            "POST /files",
                            "Tus-Resumable: 1.0.0",
                            "Upload-Length: " + length,
                            "Content-Length: 0",
                            "Upload-Metadata: " + Tus.metadata("device", device)))
                    .answer();
        }
    }

    @Test
    void aDaysQuotaRefusesNewUploadsAndNoneThatRuns() {
        TestServer server = server(100, 100, 100, 0, new DataSize(1000));
        String upload = server.tus().create(600, "device", "ZFY-1");
        refused(create(server, "ZFY-1", 500), 507, "quota-day");
        server.tus().patch(upload, 0, bytes(600, 5)).expect(204);
        server.restart();
        refused(create(server, "ZFY-1", 500), 507, "quota-day");
        assertEquals(201, create(server, "ZFY-1", 400).status());
        assertEquals(201, create(server, "ZFY-2", 900).status());
    }

    /** The draft's clients know 429, and give up on it no more than on 507; those of tus would. */
    @Test
    void aClientWhoseProtocolKnows429HearsThat() {
        TestServer server = server(100, 100, 100, 1, ANY);
        server.tus().create(10, "device", "ZFY-1");
        try (RawConnection connection = server.connect()) {
            Answer answer = connection
                    .send(RawConnection.head(
                            "POST /files",
                            "Upload-Complete: ?0",
                            "Upload-Length: 10",
                            "Content-Length: 0",
                            "Upload-Metadata: " + Tus.metadata("device", "ZFY-1")))
                    .answer();
            refused(answer, 429, "quota-uploads");
            assertEquals("?0", answer.required("Upload-Complete"));
        }
    }
}
