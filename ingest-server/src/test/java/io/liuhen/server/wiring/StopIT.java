package io.liuhen.server.wiring;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.liuhen.server.config.HttpConfig;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import io.liuhen.storage.Append;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.EngineConfig;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.SegmentId;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a server stops and starts: nothing that was acknowledged is lost, and who is in the middle may finish. */
final class StopIT {
    @TempDir
    private Path folder;

    @Test
    void aChunkThatRunsWhenTheServerStopsIsFinishedAndAcknowledged() {
        byte[] content = bytes(500_000, 1);
        try (TestServer server = TestServer.in(folder)) {
            String upload = server.tus().create(content.length);
            try (RawConnection running = server.connect();
                    RawConnection idle = server.connect()) {
                assertEquals(
                        200,
                        idle.send(head("GET " + upload)).answer().expect(200).status());
                server.untilReceived(
                        200_000,
                        () -> running.send(RawConnection.patch(upload, 0, content.length))
                                .send(Arrays.copyOf(content, 200_000)));
                CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::stop);
                Eventually.holds(
                        "the server says that it stops",
                        () -> server.operators()
                                .get("/readyz?verbose")
                                .text()
                                .contains("accepting: the server is stopping"));
                assertEquals(503, server.operators().get("/readyz").status(), "so that nobody is sent here any more");
                assertEquals(200, server.operators().get("/livez").status());
                Eventually.holds("new connections are refused", () -> refusesConnections(server));

                running.send(Arrays.copyOfRange(content, 200_000, content.length));
                Answer last = running.answer();
                assertEquals(content.length, last.expect(204).offset());
                stopping.join();
            }
            server.start();
            Answer stored = server.http().get("/segments/" + Tus.id(upload) + "/content");
            assertArrayEquals(content, stored.expect(200).body());
        }
    }

    private static boolean refusesConnections(TestServer server) {
        try (RawConnection connection = server.connect()) {
            Optional<Answer> answer = connection.send(head("GET /files")).answerIfAny();
            return answer.isEmpty();
        } catch (UncheckedIOException refused) {
            return true;
        }
    }

    /** The last bytes were committed, then the server died before it could seal. */
    @Test
    void anUploadThatWasReceivedWholeIsSealedByTheNextServer() throws Exception {
        byte[] content = bytes(100_000, 6);
        try (TestServer server = TestServer.in(folder)) {
            String upload = server.tus().create(content.length);
            server.tus().patch(upload, 0, Arrays.copyOf(content, 40_000)).expect(204);
            server.stop();
            SegmentId id = SegmentId.parse(Tus.id(upload)).orElseThrow();
            Environment env = Environment.real();
            try (StorageEngine engine = StorageEngine.open(
                    EngineConfig.defaults(),
                    RealDisk.below(folder),
                    env.clock(),
                    env.nanoTime(),
                    SyncObserver.none())) {
                AppendOutcome outcome = engine.uploads()
                        .append(id, 40_000)
                        .toCompletableFuture()
                        .get();
                Append append =
                        assertInstanceOf(AppendOutcome.Opened.class, outcome).append();
                append.write(ByteBuffer.wrap(content, 40_000, 60_000));
                append.commit().toCompletableFuture().get();
            }
            server.start();
            server.deed(Tus.id(upload), "sealed");
            assertEquals("server", actorOfSeal(server, upload));
            assertArrayEquals(
                    content,
                    server.http()
                            .get("/segments/" + Tus.id(upload) + "/content")
                            .body());
        }
    }

    private static String actorOfSeal(TestServer server, String upload) {
        for (JsonNode entry :
                server.http().get("/custody?subject=" + Tus.id(upload)).json().path("entries")) {
            if (entry.at("/leaf/deed").asText().equals("sealed")) {
                return entry.at("/details/value/actor/kind").asText();
            }
        }
        return "";
    }

    @Test
    void whatAStopInterruptedIsDoneByTheNextServerAndNothingTwice() {
        byte[] content = bytes(100_000, 2);
        for (int round = 0; round < 3; round++) {
            try (TestServer server = TestServer.in(folder)) {
                server.tus().upload(content, "device", "DSJ-" + round);
            }
        }
        try (TestServer server = TestServer.in(folder)) {
            JsonNode recordings =
                    server.http().get("/recordings").expect(200).json().path("recordings");
            assertEquals(3, recordings.size());
            for (JsonNode recording : recordings) {
                String segment = recording.at("/segments/0/id").asText();
                server.deed(segment, "verified");
                assertEquals(1, server.deeds(segment, "verified"), "a stop in the middle does nothing twice");
            }
        }
    }

    /** A step of the pipeline that runs while the server stops must not reach into the closed store. */
    @Test
    void aServerMayStopWhileItVerifies() {
        byte[] content = bytes(8 << 20, 3);
        for (int round = 0; round < 4; round++) {
            try (TestServer server = TestServer.in(folder)) {
                server.http().put("/files/" + round + ".mp4", content).expect(201);
            }
        }
        try (TestServer server = TestServer.in(folder)) {
            for (JsonNode recording : server.http().get("/recordings").json().path("recordings")) {
                server.deed(recording.at("/segments/0/id").asText(), "verified");
            }
        }
    }

    @Test
    void aSecondServerOnTheSameStoreDoesNotStart() {
        try (TestServer first = TestServer.in(folder)) {
            RuntimeException refused = assertThrows(RuntimeException.class, () -> TestServer.in(folder));
            assertTrue(String.valueOf(refused.getMessage()).contains("use"), refused::toString);
            first.tus().upload(bytes(10, 4));
        }
    }

    @Test
    void aServerWhosePortIsTakenDoesNotStartAndLeavesNothingRunning() {
        Path other = folder.resolve("other");
        try (TestServer first = TestServer.in(folder.resolve("first"))) {
            ServerConfig config = TestServer.config(other);
            HttpConfig http = config.http();
            ServerConfig taken = config.withHttp(new HttpConfig(
                    http.listen(), first.port(), 0, http.maxUpload(), http.idleTimeout(), http.drainTimeout()));
            RuntimeException refused = assertThrows(RuntimeException.class, () -> TestServer.of(taken));
            assertTrue(
                    String.valueOf(refused.getMessage()).contains("127.0.0.1:" + first.port()),
                    "the sentence names the address: " + refused.getMessage());
        }
        try (TestServer second = TestServer.in(other)) {
            second.tus().upload(bytes(10, 5));
        }
    }
}
