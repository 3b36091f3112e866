package io.liuhen.server.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.Seeded;
import io.liuhen.server.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of jobs and does about them. No workers run here, so that what needs one waits. */
final class JobsIT {
    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.in(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Optional<JsonNode> job(String id, String kind) {
        JsonNode jobs = server.http()
                .get("/segments/" + id + "/jobs")
                .expect(200)
                .json()
                .path("jobs");
        return StreamSupport.stream(jobs.spliterator(), false)
                .filter(job -> job.path("job").asText().equals(kind))
                .findFirst();
    }

    private static JsonNode awaited(String id, String kind, String state) {
        return Eventually.found(
                kind + " is " + state,
                () -> job(id, kind).filter(job -> job.path("state").asText().equals(state)));
    }

    private static Answer ask(String method, String id, String kind) {
        return server.http()
                .send(
                        method,
                        "/segments/" + id + "/jobs/" + kind,
                        BodyPublishers.noBody(),
                        "Authorization",
                        "Bearer " + server.operatorToken());
    }

    @Test
    void theJobsOfASegmentAreSeenWithWhatBecameOfThem() {
        String id = server.tus().upload(Seeded.bytes(71, 5_000));
        JsonNode verify = awaited(id, "verify", "done");
        assertEquals(1, verify.path("takes").asInt());
        assertEquals(0, verify.path("failures").asInt());
        JsonNode probe = awaited(id, "probe", "queued");
        assertTrue(probe.has("notBefore"), probe::toString);
        assertFalse(job(id, "proxy").isPresent(), "nobody has asked for it yet");
    }

    @Test
    void whatWaitsIsCancelledAndSaysSo() {
        String id = server.tus().upload(Seeded.bytes(72, 5_000));
        awaited(id, "probe", "queued");
        assertEquals(
                "given-up",
                ask("DELETE", id, "probe").expect(200).json().path("state").asText());
        assertEquals(
                "cancelled", awaited(id, "probe", "given-up").path("reason").asText());
        assertEquals(
                "cancelled",
                server.http()
                        .get("/segments/" + id)
                        .expect(200)
                        .json()
                        .at("/media/probe/code")
                        .asText());
        assertEquals("probe", server.deed(id, "cancelled").at("/facts/job").asText());
        ask("DELETE", id, "probe").problem(409, "not-under-way");
        ask("POST", id, "probe").expect(202);
        assertEquals(1, awaited(id, "probe", "queued").path("priority").asInt(), "somebody waits for it");
    }

    @Test
    void whetherBytesAreWhatWasSealedIsNeverLeftUnasked() {
        String id = server.tus().upload(Seeded.bytes(73, 5_000));
        ask("DELETE", id, "verify").problem(409, "not-cancellable");
        awaited(id, "verify", "done");
    }

    @Test
    void whoMayNotDecideCancelsNothing() {
        String id = server.tus().upload(Seeded.bytes(74, 5_000));
        awaited(id, "probe", "queued");
        server.http()
                .send("DELETE", "/segments/" + id + "/jobs/probe", BodyPublishers.noBody())
                .expect(401);
        awaited(id, "probe", "queued");
    }

    @Test
    void noSegmentHasNoJobs() {
        String none = "01a1fb27-b057-74b5-87da-864848bd0e61";
        server.http().get("/segments/" + none + "/jobs").problem(404, "not-found");
        ask("DELETE", none, "probe").expect(409);
        server.http()
                .send("PUT", "/segments/" + none + "/jobs", BodyPublishers.noBody())
                .expect(405);
    }
}
