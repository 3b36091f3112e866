package io.liuhen.server.http.docking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Http;
import io.liuhen.server.testing.Program;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every dock polls the list, and any of them may announce much: a server with the heap of {@code ops/run} lives through it. */
final class DockingMemoryIT {
    private static final int DOCKINGS = 20;
    private static final int FILES = 5000;
    private static final int AT_ONCE = 60;
    private static final int BYTES_MAX = 2 << 20;

    @TempDir
    private Path folder;

    private static String listing(int number) {
        StringBuilder json =
                new StringBuilder("{\"device\":\"D-1\",\"dockedAt\":\"2026-11-20T18:00:00+08:00\",\"files\":[");
        for (int i = 0; i < FILES; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"DCIM/")
                    .append(number)
                    .append("/a-recorder-with-long-names-of-its-files-in-a-deep-folder/MOV")
                    .append(i)
                    .append(
                            ".MP4\",\"length\":734003200,\"sequence\":1,\"modifiedAt\":\"2026-11-20T09:12:44Z\",\"sha256\":\"")
                    .append("ab".repeat(32))
                    .append("\"}");
        }
        return json.append("]}").toString();
    }

    private static List<Integer> together(int count, java.util.function.IntFunction<Answer> asking) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                asked.add(threads.submit(() -> asking.apply(number).status()));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> one : asked) {
                statuses.add(one.get());
            }
            return statuses;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void manyLongListingsAndAllWhoAskForThemFitIntoTheHeap() throws Exception {
        try (Program program = Program.withJavaOptions(
                List.of("-Xms48m", "-Xmx160m", "-XX:MaxDirectMemorySize=96m", "-XX:+ExitOnOutOfMemoryError"),
                "--data",
                folder.resolve("store").toString(),
                "--port",
                "0",
                "--management-port",
                "0")) {
            Http http = program.untilItListens();
            Set<Integer> first = Set.copyOf(together(DOCKINGS, number -> post(http, listing(number))));
            assertTrue(Set.of(201, 503).containsAll(first), () -> "taken, or asked to come back: " + first);
            for (int number = 0; number < DOCKINGS; number++) {
                post(http, listing(number)).expect(201);
            }
            String one = "/dockings/"
                    + http.get("/dockings?state=open")
                            .expect(200)
                            .json()
                            .at("/dockings/0/id")
                            .asText();
            for (String path : List.of("/dockings?state=open", "/dockings", one, one + "?state=open&cursor=7")) {
                assertEquals(Set.of(200), Set.copyOf(together(AT_ONCE, number -> http.get(path))), path);
            }
        }
    }

    /** A tree of it would take thirty times the memory of its text. */
    @Test
    void whatIsNoListingTakesNoMoreMemoryThanOne() throws Exception {
        String empties = "{\"files\":[" + "{},".repeat((BYTES_MAX - 100) / 3) + "{}]}";
        String members = "{\"x\":[" + "{},".repeat((BYTES_MAX - 100) / 3) + "{}]}";
        try (Program program = Program.withJavaOptions(
                List.of("-Xms48m", "-Xmx160m", "-XX:MaxDirectMemorySize=96m", "-XX:+ExitOnOutOfMemoryError"),
                "--data",
                folder.resolve("store").toString(),
                "--port",
                "0",
                "--management-port",
                "0")) {
            Http http = program.untilItListens();
            for (String body : List.of(empties, members)) {
                Set<Integer> statuses = Set.copyOf(together(AT_ONCE / 3, number -> post(http, body)));
                assertTrue(Set.of(400, 503).containsAll(statuses), statuses::toString);
            }
            post(http, empties).problem(400, "announcement");
        }
    }

    private static Answer post(Http http, String json) {
        return http.send("POST", "/dockings", BodyPublishers.ofString(json));
    }
}
