package io.liuhen.server.crash;

import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.Http;
import io.liuhen.server.testing.Program;
import io.liuhen.server.testing.Tus;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "A recorder that lost the answer of its creation gets the same upload again": also where the server died over it. */
final class LostCreationIT {
    private static final byte[] FILE = bytes(5000, 1);

    @TempDir
    private Path folder;

    private Program program() {
        return new Program("--data", folder.resolve("store").toString(), "--port", "0", "--management-port", "0");
    }

    private static String[] words(String device) {
        return new String[] {"device", device, "sha256", sha256(FILE)};
    }

    /** Each of these uploads begins a recording of its own. */
    private static int uploads(Http http, String device) {
        return http.get("/recordings?device=" + device)
                .expect(200)
                .json()
                .path("recordings")
                .size();
    }

    @Test
    void aCreationThatIsDurableAndWasNotAnsweredIsFoundAfterTheKill() throws Exception {
        String id;
        Program first = program();
        try (first) {
            Http http = first.untilItListens();
            Thread recorder = lostCreation(http, "D-1");
            Eventually.holds("the upload is durable", () -> uploads(http, "D-1") == 1);
            id = http.get("/recordings?device=D-1")
                    .json()
                    .at("/recordings/0/id")
                    .asText();
            first.close();
            recorder.join();
        }
        first.exitStatus();
        try (Program second = program()) {
            Http http = second.untilItListens();
            String upload = new Tus(http).create(FILE.length, words("D-1"));
            assertEquals(1, uploads(http, "D-1"));
            assertEquals(
                    id,
                    http.get("/recordings?device=D-1")
                            .json()
                            .at("/recordings/0/id")
                            .asText());
            assertEquals(upload, new Tus(http).create(FILE.length, words("D-1")));
            new Tus(http).patch(upload, 0, FILE).expect(204);
        }
    }

    @Test
    void whereverInACreationTheServerIsKilledItsRecorderHasOneUpload() throws Exception {
        long seed = Long.getLong("liuhen.seed", 20_261_121L);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 5; round++) {
            String device = "E-" + round;
            Program killed = program();
            Http http = killed.untilItListens();
            // The first request of a process takes longest; that one is not what is to be cut.
            uploads(http, device);
            Thread recorder = lostCreation(http, device);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
            killed.close();
            recorder.join();
            killed.exitStatus();
            try (Program next = program()) {
                Http again = next.untilItListens();
                Tus tus = new Tus(again);
                String upload = tus.create(FILE.length, words(device));
                assertEquals(upload, tus.create(FILE.length, words(device)));
                assertEquals(1, uploads(again, device), "round " + round);
                next.signal();
                next.exitStatus();
            }
        }
    }

    private static Thread lostCreation(Http http, String device) {
        Thread recorder = new Thread(() -> {
            try {
                new Tus(http).create(FILE.length, words(device));
            } catch (UncheckedIOException e) {
                // The answer is what gets lost.
                return;
            }
        });
        recorder.start();
        return recorder;
    }
}
