package io.liuhen.server.crash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.liuhen.server.media.Clips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * "A 2xx on bytes means: these bytes, and the fact that they were received, survive" (contract, Uploading). The server is
 * killed with SIGKILL again and again while eight clients upload; {@code -Dliuhen.seed=N} repeats a run's choices and
 * {@code -Dliuhen.uploads=N} makes it longer.
 */
final class KillNineIT {
    private static final int CLIENTS = 8;
    private static final int KILLS = Integer.getInteger("liuhen.kills", 12);
    private static final Set<String> UNDER_WAY = Set.of("queued", "running");

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void nothingThatWasAcknowledgedIsLostWhenTheServerIsKilledAgainAndAgain() throws Exception {
        long seed = Long.getLong("liuhen.seed", 20_261_120L);
        int uploads = Integer.getInteger("liuhen.uploads", 50);
        System.out.println("seed " + seed + ", uploads " + uploads);
        List<byte[]> contents = contents(uploads, seed);
        Path data = Files.createDirectory(folder.resolve("store"));
        try (ServerProcess server = new ServerProcess(data)) {
            ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
            AtomicLong acknowledged = new AtomicLong();
            List<Future<String>> running = new ArrayList<>();
            for (int i = 0; i < uploads; i++) {
                running.add(clients.submit(upload(server, acknowledged, i, contents.get(i), seed)));
            }
            long total = contents.stream().mapToLong(content -> content.length).sum();
            killAgainAndAgain(server, acknowledged, total, new Random(seed));
            List<String> paths = new ArrayList<>();
            for (Future<String> upload : running) {
                paths.add(upload.get());
            }
            clients.shutdown();
            System.out.println(KILLS + " kills, " + paths.size() + " uploads");

            LedgerClient reader = new LedgerClient(server, acknowledged, seed);
            for (int i = 0; i < uploads; i++) {
                String segment = paths.get(i).replace("/files/", "/segments/");
                assertArrayEquals(contents.get(i), reader.get(segment + "/content"), segment);
                awaitJobs(reader, segment, isClip(i));
            }
            assertEquals(0, server.stop(), "SIGTERM ends with 0");
        }
    }

    private static Callable<String> upload(
            ServerProcess server, AtomicLong acknowledged, int number, byte[] content, long seed) {
        return () -> new LedgerClient(server, acknowledged, seed + number).upload("clip-" + number + ".bin", content);
    }

    /** By progress and not by time: so many kills hit so many uploads on any machine, and none is left over at the end. */
    private static void killAgainAndAgain(ServerProcess server, AtomicLong acknowledged, long total, Random random)
            throws InterruptedException {
        long[] marks = random.longs(KILLS, 0, total * 9 / 10).sorted().toArray();
        for (long mark : marks) {
            while (acknowledged.get() < mark) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(30));
            server.kill();
            server.startAgain();
        }
    }

    /** Mostly noise, whose probing ends quickly; every tenth is a recording, whose jobs go through all their steps. */
    private List<byte[]> contents(int count, long seed) throws IOException {
        byte[] clip = Files.readAllBytes(Clips.mp4(folder.resolve("clip.mp4"), 2, 320, 240));
        Random random = new Random(seed);
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (isClip(i)) {
                contents.add(clip);
                continue;
            }
            byte[] content = new byte[200_000 + random.nextInt(4_000_000)];
            random.nextBytes(content);
            contents.add(content);
        }
        return contents;
    }

    private static boolean isClip(int number) {
        return number % 10 == 0;
    }

    /** No job is lost: every segment is verified, and it is known what its media are, or why that is not known. */
    private static void awaitJobs(LedgerClient reader, String segment, boolean clip) throws Exception {
        while (true) {
            JsonNode json = JsonMapper.builder().build().readTree(reader.get(segment));
            boolean underWay = Stream.of("probe", "poster", "proxy")
                    .map(step -> json.at("/media/" + step + "/state").asText())
                    .anyMatch(UNDER_WAY::contains);
            if (json.at("/verification/state").asText().equals("verified") && !underWay) {
                String wanted = clip ? "done" : "failed";
                for (String step : List.of("probe", "poster", "proxy")) {
                    assertEquals(wanted, json.at("/media/" + step + "/state").asText(), () -> step + " of " + json);
                }
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
