package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.config.MediaLaneConfig;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.SharedMedia;
import io.liuhen.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files with bytes changed at random go into a server: each of their jobs ends, and the server notices nothing. {@code
 * -Dliuhen.mutations=5000} sends so many, {@code -Dliuhen.mutations.seed=…} the same ones again, and {@code
 * -Dliuhen.mutations.minutes=20} ends after so long with as many as went in by then.
 */
final class MutationsIT {
    private static final int COUNT = Integer.getInteger("liuhen.mutations", 60);
    private static final long SEED = Long.getLong("liuhen.mutations.seed", 20_261_121);
    private static final Duration LONGEST = Duration.ofMinutes(Long.getLong("liuhen.mutations.minutes", 60));
    private static final Path REPORT = Path.of("target", "mutations.txt");
    private static final long SHARED_BYTES_MAX = 200_000;
    /** Neighbouring seeds begin alike. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private static final int BATCH = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private final Map<String, Integer> outcomes = new TreeMap<>();
    private int ended;

    @Test
    void whateverIsDoneToAFileEveryJobEndsAndTheServerNoticesNothing() throws IOException {
        List<byte[]> originals = originals();
        ServerConfig plain = TestServer.config(folder.resolve("store"));
        ServerConfig config = new ServerConfig(
                plain.data(),
                plain.http(),
                plain.unit(),
                new MediaLaneConfig(2, MediaLaneConfig.defaults().memory()));
        long deadlineNanos = System.nanoTime() + LONGEST.toNanos();
        try (TestServer server = TestServer.of(config)) {
            for (int from = 0; from < COUNT && System.nanoTime() - deadlineNanos < 0; from += BATCH) {
                List<String> batch = new ArrayList<>();
                for (int i = from; i < Math.min(COUNT, from + BATCH); i++) {
                    byte[] original = originals.get(i % originals.size());
                    batch.add(server.tus().upload(HostileClips.mutated(original, new Random((SEED + i) * SPREAD))));
                }
                batch.forEach(id -> count(finished(server, id)));
            }
            assertEquals("ok\n", server.operators().get("/livez").expect(200).text(), this::told);
            assertEquals("ok\n", server.operators().get("/readyz").expect(200).text(), this::told);
            assertEquals(0, server.metric("liuhen_fixity_failures_total"));
            byte[] whole = originals.get(0);
            ObjectNode next = finished(server, server.tus().upload(whole));
            assertEquals("done", next.at("/media/proxy/state").asText(), "and the next recording has its copy");
        } finally {
            Files.createDirectories(folder);
            Files.writeString(REPORT, told());
        }
        assertTrue(ended >= Math.min(COUNT, BATCH), this::told);
        assertTrue(outcomes.getOrDefault("probe done", 0) > ended / 10, () -> "most are still media: " + told());
        Eventually.holds("no worker is left behind", () -> Workbench.running().isEmpty());
    }

    private List<byte[]> originals() throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>(List.of(
                Clips.mp4(folder.resolve("a.mp4"), 1, 128, 96),
                Clips.mjpegAvi(folder.resolve("a.avi"), 0.5, 128, 96),
                Clips.transportStream(folder.resolve("a.ts"), 1, 128, 96),
                Clips.threeGp(folder.resolve("a.3gp"), 0.5),
                Clips.wav(folder.resolve("a.wav"), 0.3, "adpcm_ms", 8_000),
                Clips.jpeg(folder.resolve("a.jpg"), 160, 120, 6)));
        Optional<SharedMedia> shared = SharedMedia.find();
        if (shared.isPresent()) {
            for (Path name : shared.get().files()) {
                Path file = shared.get().at(name);
                if (Files.size(file) > 0 && Files.size(file) <= SHARED_BYTES_MAX) {
                    files.add(file);
                }
            }
        }
        List<byte[]> originals = new ArrayList<>();
        for (Path file : files) {
            originals.add(Files.readAllBytes(file));
        }
        return originals;
    }

    private static ObjectNode finished(TestServer server, String id) {
        return Eventually.found(
                () -> "the jobs of " + id + " end: "
                        + server.http().get("/segments/" + id).text(),
                PATIENCE,
                () -> Optional.of(
                                server.http().get("/segments/" + id).expect(200).json())
                        .filter(json -> !json.path("media").toString().matches(".*\"(queued|running)\".*")));
    }

    private void count(ObjectNode segment) {
        ended++;
        String probe = segment.at("/media/probe/state").asText();
        String code = segment.at("/media/probe/code").asText();
        outcomes.merge("probe " + (code.isEmpty() ? probe : code), 1, Integer::sum);
        if (probe.equals("done")) {
            for (String made : List.of("poster", "proxy")) {
                String failed = segment.at("/media/" + made + "/code").asText();
                String state = segment.at("/media/" + made + "/state").asText();
                outcomes.merge(made + " " + (failed.isEmpty() ? state : failed), 1, Integer::sum);
            }
        }
    }

    private String told() {
        StringBuilder text = new StringBuilder(ended + " of " + COUNT + " files, seed " + SEED + "\n");
        outcomes.forEach((outcome, count) ->
                text.append(count).append(' ').append(outcome).append('\n'));
        return text.toString();
    }
}
